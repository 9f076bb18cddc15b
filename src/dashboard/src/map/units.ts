// Units by kind, course and the age of their last fix, with where they came from.
import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification, LngLatBounds } from 'maplibre-gl';
import { app } from '../state/app';
import { ageMs, fading, isSilent, nameOf, type Unit } from '../state/unit';
import { colours } from '../theme';
import { span } from '../times';
import { onMap } from './datum';

/** An age below this is not worth a word. */
const freshMs = 10_000;

export function unitFeatures(): FeatureCollection {
  const clock = app.clockMs;
  const limits = app.plan?.silenceAfterS ?? new Map();
  const feature = (unit: Unit): Feature => {
    const silent = isSilent(unit, clock, limits);
    const age = ageMs(unit, clock) ?? 0;
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: onMap(unit.lon!, unit.lat!) },
      properties: {
        id: unit.id,
        icon: `${silent ? 'silent' : 'unit'}-${unit.kind}`,
        heading: unit.heading ?? null,
        moving: unit.heading !== undefined && !silent,
        opacity: 1 - 0.45 * fading(unit, clock, limits),
        label: age < freshMs ? nameOf(unit) : `${nameOf(unit)} ${silent ? '?' : ''} ${span(age)}`,
      },
    };
  };
  return {
    type: 'FeatureCollection',
    features: [...app.units.values()].filter((unit) => unit.lon !== undefined).map(feature),
  };
}

/** More trails than this would hide the map: then only the chosen unit's is drawn. */
const trailsAtOnce = 60;

/** Live alone, of the units in view: a trail is broken where a silence is. */
export function trailFeatures(view: LngLatBounds): FeatureCollection {
  const features: Feature[] = [];
  if (app.pastMs === undefined) {
    const near = [...app.units.values()]
      .filter((unit) => unit.lon !== undefined && view.contains([unit.lon, unit.lat!])).map((unit) => unit.id);
    const chosen = app.selection?.type === 'unit' ? [app.selection.id] : [];
    for (const id of near.length > trailsAtOnce ? chosen : near) {
      const trail = app.trails.get(id) ?? [];
      const limitMs = (app.plan?.silenceAfterS.get(app.units.get(id)?.kind ?? 0) ?? 60) * 1000;
      let line: [number, number][] = [];
      const end = () => {
        if (line.length > 1)
          features.push({ type: 'Feature', properties: { id }, geometry: { type: 'LineString', coordinates: line } });
        line = [];
      };
      trail.forEach((fix, at) => {
        if (at > 0 && fix.ms - trail[at - 1]!.ms > limitMs) end();
        line.push(onMap(fix.lon, fix.lat));
      });
      end();
    }
  }
  return { type: 'FeatureCollection', features };
}

export function unitLayers(): LayerSpecification[] {
  const k = colours();
  return [
    { id: 'trails', type: 'line', source: 'trails', layout: { 'line-join': 'round' },
      paint: { 'line-color': k.trail, 'line-width': 1.5, 'line-opacity': 0.55 } },
    { id: 'headings', type: 'symbol', source: 'units', minzoom: 12, filter: ['get', 'moving'],
      layout: { 'icon-image': 'heading', 'icon-rotate': ['get', 'heading'], 'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true, 'icon-ignore-placement': true },
      paint: { 'icon-opacity': ['get', 'opacity'] } },
    { id: 'units', type: 'symbol', source: 'units',
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.4, 13.5, 1] },
      paint: { 'icon-opacity': ['get', 'opacity'] } },
    { id: 'unit-names', type: 'symbol', source: 'units', minzoom: 13.5,
      layout: { 'text-field': ['get', 'label'], 'text-font': ['sans-serif'], 'text-size': 11, 'text-offset': [0, 1.4],
        'text-anchor': 'top' },
      paint: { 'text-color': k.text, 'text-halo-color': k.halo, 'text-halo-width': 1.5 } },
  ] as LayerSpecification[];
}
