// Base maps of mainland China are drawn in GCJ-02: what we draw on them is shifted likewise.
import type { Position } from 'geojson';

const a = 6_378_245;
const ee = 0.006_693_421_622_965_943;
let shifted = false;

export function useGcj02(on: boolean): void {
  shifted = on;
}

/** Longitude and latitude in WGS-84 as the base map has them. */
export function onMap(lon: number, lat: number): [number, number] {
  if (!shifted || lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lon, lat];
  const x = lon - 105;
  const y = lat - 35;
  const pi = Math.PI;
  const wave = (20 * Math.sin(6 * x * pi) + 20 * Math.sin(2 * x * pi)) * 2 / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + wave
    + (20 * Math.sin(y * pi) + 40 * Math.sin(y / 3 * pi)) * 2 / 3
    + (160 * Math.sin(y / 12 * pi) + 320 * Math.sin(y * pi / 30)) * 2 / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + wave
    + (20 * Math.sin(x * pi) + 40 * Math.sin(x / 3 * pi)) * 2 / 3
    + (150 * Math.sin(x / 12 * pi) + 300 * Math.sin(x / 30 * pi)) * 2 / 3;
  const rad = lat * pi / 180;
  const magic = 1 - ee * Math.sin(rad) ** 2;
  return [
    lon + east * 180 / (a / Math.sqrt(magic) * Math.cos(rad) * pi),
    lat + north * 180 / (a * (1 - ee) / (magic * Math.sqrt(magic)) * pi),
  ];
}

/** A whole geometry, or any nest of positions. */
export function shapeOnMap<T extends { coordinates: unknown }>(shape: T): T {
  if (!shifted) return shape;
  const move = (part: unknown): unknown =>
    Array.isArray(part) && typeof part[0] === 'number'
      ? onMap(part[0], (part as Position)[1]!)
      : (part as unknown[]).map(move);
  return { ...shape, coordinates: move(shape.coordinates) };
}
