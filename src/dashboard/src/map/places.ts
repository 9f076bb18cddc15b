// Places by how long they are idle, hatched where that is unverified; areas, fences and names.
import type { FeatureCollection } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { Certainty } from '../gen/patrol/telemetry/v1/gap_pb';
import { app, idleness, ratioOf } from '../state/app';
import { groundName } from '../state/plan';
import { colourOf, colours } from '../theme';
import { shapeOnMap } from './datum';

export function placeFeatures(): FeatureCollection {
  const now = app.eventMs ?? 0;
  const idle = idleness();
  const flagged = new Map<string, boolean>();
  for (const gap of app.gaps.values()) {
    const unverified = gap.certainty === Certainty.UNVERIFIED;
    flagged.set(gap.subject, unverified && (flagged.get(gap.subject) ?? true));
  }
  const chosen = app.selection?.type === 'place' ? app.selection.id
    : app.selection?.type === 'gap' ? app.gaps.get(app.selection.id)?.subject : undefined;
  return {
    type: 'FeatureCollection',
    features: (app.plan?.grounds ?? []).map((ground) => {
      const times = idle.get(ground.subject);
      return {
        type: 'Feature',
        geometry: shapeOnMap(ground.shape),
        properties: {
          subject: ground.subject,
          kind: ground.kind,
          colour: times ? colourOf(ratioOf(times.idleMs, times.limitMs, now)) : colours().off,
          judged: times !== undefined,
          flagged: flagged.has(ground.subject),
          unverified: flagged.get(ground.subject) ?? false,
          chosen: ground.subject === chosen,
        },
      };
    }),
  };
}

/** One name for each place, in its middle. */
export function labelFeatures(): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: (app.plan?.grounds ?? []).filter((g) => g.kind === 'zone' || g.kind === 'post').map((ground) => ({
      type: 'Feature', geometry: shapeOnMap(ground.shape), properties: { name: groundName(ground), kind: ground.kind },
    })),
  };
}

export function placeLayers(): LayerSpecification[] {
  const k = colours();
  const places = ['in', ['get', 'kind'], ['literal', ['zone', 'post']]];
  return [
    { id: 'places-fill', type: 'fill', source: 'places', filter: places,
      paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['case', ['get', 'judged'], 0.62, 0.3] } },
    { id: 'places-hatch', type: 'fill', source: 'places', filter: ['all', places, ['get', 'unverified']],
      paint: { 'fill-pattern': 'hatch' } },
    { id: 'cells', type: 'fill', source: 'cells',
      paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.85, 'fill-outline-color': k.ground } },
    { id: 'areas', type: 'line', source: 'places', filter: ['==', ['get', 'kind'], 'area'],
      paint: { 'line-color': k.area, 'line-width': 1.5, 'line-dasharray': [4, 3] } },
    { id: 'fences', type: 'line', source: 'places', filter: ['==', ['get', 'kind'], 'fence'],
      paint: { 'line-color': k.fence, 'line-width': 2, 'line-dasharray': [1, 1.5] } },
    { id: 'places-line', type: 'line', source: 'places', filter: places,
      paint: { 'line-color': ['case', ['get', 'chosen'], k.text, ['get', 'flagged'], '#f4922f', k.outline],
        'line-width': ['case', ['get', 'chosen'], 3.5, ['get', 'flagged'], 2.5, 1] } },
    { id: 'labels', type: 'symbol', source: 'labels', minzoom: 14.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 12, 'text-max-width': 7 },
      paint: { 'text-color': k.text, 'text-halo-color': k.halo, 'text-halo-width': 1.5 } },
  ] as LayerSpecification[];
}
