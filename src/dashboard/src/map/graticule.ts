// Lines of latitude and longitude for the view, so that a map without a base map still says where it is.
import type { Feature, FeatureCollection } from 'geojson';
import type { LngLatBounds } from 'maplibre-gl';
import { onMap } from './datum';

const stepsDeg = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];
const linesAcross = 4;

export function graticule(view: LngLatBounds): FeatureCollection {
  const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
  const step = stepsDeg.find((deg) => (east - west) / deg >= linesAcross) ?? stepsDeg.at(-1)!;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const lines: Feature[] = [];
  const add = (label: string, from: [number, number], to: [number, number]) => lines.push({
    type: 'Feature', properties: { label },
    geometry: { type: 'LineString', coordinates: [onMap(...from), onMap(...to)] },
  });
  for (let n = Math.ceil(west / step); n <= east / step; n++)
    add(`${Math.abs(n * step).toFixed(digits)}°${n < 0 ? 'W' : 'E'}`, [n * step, south], [n * step, north]);
  for (let n = Math.ceil(south / step); n <= north / step; n++)
    add(`${Math.abs(n * step).toFixed(digits)}°${n < 0 ? 'S' : 'N'}`, [west, n * step], [east, n * step]);
  return { type: 'FeatureCollection', features: lines };
}
