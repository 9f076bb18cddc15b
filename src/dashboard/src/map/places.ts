// Places by how long they are idle, hatched where that is unverified; areas, fences and names.
import type { FeatureCollection } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { Certainty } from '../gen/patrol/telemetry/v1/gap_pb';
import { app, idleness, ratioOf } from '../state/app';
import { groundName, type Ground } from '../state/plan';
import { colourOf, colours } from '../theme';
import { shapeOnMap } from './datum';

/** How a place is drawn just now. Its shape stays: a city has thousands, and few change at a time. */
export interface PlaceLook { colour: string; judged: boolean; flagged: boolean; chosen: boolean }

export function placeShapes(): FeatureCollection {
  return collect(app.plan?.grounds ?? []);
}

/** Those whose gaps are all unverified. */
export function hatchedShapes(): FeatureCollection {
  const certain = new Set<string>();
  for (const gap of app.gaps.values()) if (gap.certainty !== Certainty.UNVERIFIED) certain.add(gap.subject);
  const subjects = new Set([...app.gaps.values()].map((gap) => gap.subject).filter((subject) => !certain.has(subject)));
  return collect([...subjects].sort().flatMap((subject) => app.ground(subject) ?? []));
}

export function placeLooks(): Map<string, PlaceLook> {
  const now = app.eventMs ?? 0;
  const idle = idleness();
  const flagged = new Set([...app.gaps.values()].map((gap) => gap.subject));
  const chosen = app.selection?.type === 'place' ? app.selection.id
    : app.selection?.type === 'gap' ? app.gaps.get(app.selection.id)?.subject : undefined;
  const off = colours().off;
  return new Map((app.plan?.grounds ?? []).map(({ subject }) => {
    const times = idle.get(subject);
    return [subject, {
      colour: times ? colourOf(ratioOf(times.idleMs, times.limitMs, now)) : off,
      judged: times !== undefined,
      flagged: flagged.has(subject),
      chosen: subject === chosen,
    }];
  }));
}

function collect(grounds: Ground[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: grounds.map((ground) => ({
      type: 'Feature', geometry: shapeOnMap(ground.shape), properties: { subject: ground.subject, kind: ground.kind },
    })),
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
  const is = (state: string) => ['boolean', ['feature-state', state], false];
  return [
    // Its edges are lines of their own: smoothing them here as well would draw each twice.
    { id: 'places-fill', type: 'fill', source: 'places', filter: places,
      paint: { 'fill-antialias': false, 'fill-color': ['to-color', ['feature-state', 'colour'], k.off],
        'fill-opacity': ['case', is('judged'), 0.62, 0.3] } },
    { id: 'places-hatch', type: 'fill', source: 'hatched', filter: places,
      paint: { 'fill-antialias': false, 'fill-pattern': 'hatch' } },
    { id: 'cells', type: 'fill', source: 'cells',
      paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.85, 'fill-outline-color': k.ground } },
    { id: 'areas', type: 'line', source: 'places', filter: ['==', ['get', 'kind'], 'area'],
      paint: { 'line-color': k.area, 'line-width': 1.5, 'line-dasharray': [4, 3] } },
    { id: 'fences', type: 'line', source: 'places', filter: ['==', ['get', 'kind'], 'fence'],
      paint: { 'line-color': k.fence, 'line-width': 2, 'line-dasharray': [1, 1.5] } },
    { id: 'places-line', type: 'line', source: 'places', filter: places,
      paint: { 'line-color': ['case', is('chosen'), k.text, is('flagged'), '#f4922f', k.outline],
        'line-width': ['case', is('chosen'), 3.5, is('flagged'), 2.5, 1] } },
    { id: 'labels', type: 'symbol', source: 'labels', minzoom: 14.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 12, 'text-max-width': 7 },
      paint: { 'text-color': k.text, 'text-halo-color': k.halo, 'text-halo-width': 1.5 } },
  ] as LayerSpecification[];
}
