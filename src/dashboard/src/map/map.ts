// The map itself: base map if one is configured, our layers in their order, and what a click on them chooses.
import { Map as MapLibre, ScaleControl, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { FeatureCollection } from 'geojson';
import { getJson } from '../api/call';
import { app } from '../state/app';
import { colours } from '../theme';
import { onMap, useGcj02 } from './datum';
import { drawCoarselyWhileHeld, isDrawnBySoftware } from './coarse';
import { evidenceLayers } from './evidence';
import { graticule } from './graticule';
import { addIcons } from './icons';
import { hatchedShapes, labelFeatures, placeLayers, placeLooks, placeShapes } from './places';
import { trailFeatures, unitFeatures, unitLayers } from './units';

setWorkerUrl(workerUrl);

interface Settings { tileUrl?: string; styleUrl?: string; attribution?: string; gcj02: boolean }

export const sourceIds =
  ['graticule', 'places', 'hatched', 'labels', 'cells', 'prisms', 'fixes', 'trails', 'units'] as const;
type SourceId = (typeof sourceIds)[number];

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
const frameMs = 250;
/** While somebody moves the map, what it shows may be this old. */
const movingMs = 1_000;
/** At most this share of the time goes into putting features on the map. */
const drawingShare = 0.1;
/** A bend in an outline smaller than this is not drawn: a city has hundreds of thousands. */
const tolerancePx = 0.6;
const held = new Map<SourceId, FeatureCollection>();
let map: MapLibre;
let ready = false;
let settings: Settings = { gcj02: false };
let fitted = '';
let drawnMs = 0;
let hatched = '';
/** What each place looks like on the map by now. */
let looks = new Map<string, string>();

export async function startMap(container: HTMLElement): Promise<void> {
  settings = await getJson<Settings>('/dashboard/settings');
  useGcj02(settings.gcj02);
  map = new MapLibre({
    container, style: style(), center: [0, 20], zoom: 1, dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    attributionControl: settings.attribution ? { customAttribution: settings.attribution } : false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
  map.on('style.load', addLayers);
  map.on('render', noteFirstPicture);
  map.on('moveend', () => { put('graticule', graticule(map.getBounds())); soon(); });
  if (isDrawnBySoftware(map.getCanvas())) drawCoarselyWhileHeld(map);
  for (const layer of ['units', 'places-fill']) {
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  }
  map.on('click', (event) => {
    const unit = map.queryRenderedFeatures(event.point, { layers: ['units'] })[0];
    const place = map.queryRenderedFeatures(event.point, { layers: ['places-fill'] })[0];
    if (unit) app.select({ type: 'unit', id: unit.properties.id });
    else if (place) app.select({ type: 'place', id: place.properties.subject });
  });
  app.on('plan', () => { fit(); layGround(); refresh(); });
  app.on(['picture', 'selection', 'mode'], soon);
  app.on('look', () => { ready = false; map.setStyle(style(), { diff: false }); });
  setInterval(soon, 1_000);
}

/** Puts features into one of our sources, also when the style is only coming. */
export function put(id: SourceId, features: FeatureCollection = nothing): void {
  held.set(id, features);
  if (ready) map.getSource<GeoJSONSource>(id)?.setData(features);
}

/** Once the places of a first picture are on the screen: for those who wait for it. */
function noteFirstPicture(): void {
  if (!app.plan || !ready || app.connection !== 'connected' || !map.isSourceLoaded('places')) return;
  if (app.units.size > 0 && (drawnMs === 0 || !map.isSourceLoaded('units'))) return;
  map.off('render', noteFirstPicture);
  document.body.dataset.picture = 'shown';
}

export function flyTo(subject: string): void {
  const ground = app.ground(subject);
  const unit = app.units.get(subject.replace(/^devices\//, ''));
  if (ground) map.fitBounds(boundsOf([ground.shape.coordinates]), { padding: 120, maxZoom: 17, duration: 600 });
  else if (unit?.lon !== undefined) map.flyTo({ center: onMap(unit.lon, unit.lat!), zoom: 16, duration: 600 });
}

let waiting: number | undefined;

/** Many changes make one drawing. */
function soon(): void {
  const pauseMs = map.isMoving() ? movingMs : Math.max(frameMs, drawnMs / drawingShare);
  waiting ??= window.setTimeout(() => { waiting = undefined; refresh(); }, pauseMs);
}

function refresh(): void {
  if (!ready) return;
  const began = performance.now();
  paintPlaces();
  put('trails', trailFeatures(map.getBounds()));
  put('units', unitFeatures());
  drawnMs = performance.now() - began;
}

/** What changes with the plan, the language and the colours alone. */
function layGround(): void {
  put('places', placeShapes());
  put('labels', labelFeatures());
}

/** Tells the map of those places alone that look otherwise than before. */
function paintPlaces(): void {
  for (const [subject, look] of placeLooks()) {
    const key = Object.values(look).join();
    if (looks.get(subject) === key) continue;
    looks.set(subject, key);
    map.setFeatureState({ source: 'places', id: subject }, look);
  }
  const shapes = hatchedShapes();
  const key = `${app.plan?.version} ${shapes.features.map((feature) => feature.properties!.subject).join()}`;
  if (key !== hatched) put('hatched', shapes);
  hatched = key;
}

/** Once for each exercise: what its plan covers. */
function fit(): void {
  if (!app.plan || fitted === app.exercise || app.plan.grounds.length === 0) return;
  fitted = app.exercise;
  map.fitBounds(
    boundsOf(app.plan.grounds.filter((g) => g.kind !== 'fence').map((g) => g.shape.coordinates)),
    { padding: 50, duration: 0 });
}

function boundsOf(coordinates: unknown): [number, number, number, number] {
  const bounds: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== 'number') return part.forEach(visit);
    const [lon, lat] = onMap(part[0], part[1]);
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  };
  visit(coordinates);
  return bounds;
}

function style(): StyleSpecification | string {
  if (settings.styleUrl) return settings.styleUrl;
  const ground = { id: 'ground', type: 'background' as const, paint: { 'background-color': colours().ground } };
  if (!settings.tileUrl) return { version: 8, sources: {}, layers: [ground] };
  return {
    version: 8,
    sources: { tiles: { type: 'raster', tiles: [settings.tileUrl], tileSize: 256 } },
    layers: [ground, { id: 'tiles', type: 'raster', source: 'tiles' }],
  };
}

function addLayers(): void {
  addIcons(map);
  looks = new Map();
  hatched = '';
  for (const id of sourceIds)
    map.addSource(id, { type: 'geojson', data: held.get(id) ?? nothing, promoteId: 'subject', tolerance: tolerancePx });
  const k = colours();
  map.addLayer({
    id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': k.grid, 'line-width': 1 },
  });
  map.addLayer({
    id: 'graticule-labels', type: 'symbol', source: 'graticule',
    layout: { 'text-field': ['get', 'label'], 'text-font': ['sans-serif'], 'text-size': 10,
      'symbol-placement': 'line', 'symbol-spacing': 700 },
    paint: { 'text-color': k.outline, 'text-halo-color': k.halo, 'text-halo-width': 1 },
  });
  for (const layer of [...placeLayers(), ...evidenceLayers(), ...unitLayers()]) map.addLayer(layer);
  ready = true;
  put('graticule', graticule(map.getBounds()));
  layGround();
  refresh();
  document.body.dataset.map = 'drawn';
}
