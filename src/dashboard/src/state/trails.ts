// Where units came from: their fixes of the last minutes of event time.
import { app } from './app';
import type { Unit } from './unit';

const keptMs = 10 * 60_000;
const keptFixes = 600;

export function clearTrails(): void {
  app.trails = new Map();
}

export function noteTrail(unit: Unit): void {
  if (unit.fixMs === undefined || unit.lon === undefined || unit.lat === undefined) return;
  const trail = app.trails.get(unit.id) ?? [];
  app.trails.set(unit.id, trail);
  if (trail.length > 0 && trail.at(-1)!.ms >= unit.fixMs) return;
  trail.push({ ms: unit.fixMs, lon: unit.lon, lat: unit.lat });
  let first = trail.findIndex((fix) => fix.ms >= unit.fixMs! - keptMs);
  first = Math.max(first, trail.length - keptFixes);
  if (first > 0) trail.splice(0, first);
}
