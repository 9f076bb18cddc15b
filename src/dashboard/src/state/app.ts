// What the page shows just now, and who wants to hear of a change. Watchers fill it; map and panels read it.
import type { Exercise } from '../gen/patrol/telemetry/v1/exercise_pb';
import { GapKind, type Gap, type GapForecast } from '../gen/patrol/telemetry/v1/gap_pb';
import type { PlaceStatus } from '../gen/patrol/telemetry/v1/picture_pb';
import { msOf } from '../times';
import { groundName, type Ground, type Plan } from './plan';
import { nameOf, idOf, type Unit } from './unit';

export type Topic = 'picture' | 'plan' | 'selection' | 'mode' | 'exercises' | 'look' | 'evidence' | 'cells';
export type Selection = { type: 'gap' | 'place' | 'unit'; id: string } | undefined;

/** Live fixes may be this much newer than the watermark. */
const settleMs = 5_000;

class App {
  exercises: Exercise[] = [];
  exercise = 'exercises/live';
  plan?: Plan;
  units = new Map<string, Unit>();
  /** Open gaps by name. */
  gaps = new Map<string, Gap>();
  forecasts: GapForecast[] = [];
  /** How places stand by their OVERDUE rule; told of the present only. */
  places = new Map<string, PlaceStatus>();
  trails = new Map<string, { ms: number; lon: number; lat: number }[]>();
  /** The watermark as last told, and when that was by our own clock. */
  watermarkMs?: number;
  heardAt?: number;
  connection: 'connecting' | 'connected' | 'lost' = 'connecting';
  /** The moment shown; undefined: now. */
  pastMs?: number;
  selection: Selection;

  private readonly listeners = new Map<Topic, Set<() => void>>();

  on(topics: Topic | Topic[], listener: () => void): void {
    for (const topic of [topics].flat()) {
      if (!this.listeners.has(topic)) this.listeners.set(topic, new Set());
      this.listeners.get(topic)!.add(listener);
    }
  }

  tell(topic: Topic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }

  get isDrill(): boolean {
    return this.exercise !== 'exercises/live';
  }

  /** Event time up to which gaps are told. Live it goes on by itself between two messages. */
  get eventMs(): number | undefined {
    if (this.pastMs !== undefined) return this.pastMs;
    return this.presentMs;
  }

  /** The same, whatever moment is shown. */
  get presentMs(): number | undefined {
    if (this.watermarkMs === undefined) return undefined;
    return this.isDrill || this.connection !== 'connected'
      ? this.watermarkMs
      : this.watermarkMs + (Date.now() - this.heardAt!);
  }

  /** What the age of a fix is counted to. */
  get clockMs(): number {
    const event = this.eventMs ?? Date.now();
    return this.isDrill || this.pastMs !== undefined ? event : event + settleMs;
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.tell('selection');
  }

  ground(subject: string): Ground | undefined {
    return this.plan?.bySubject.get(subject);
  }

  /** What people call a place, an area or a device. */
  nameOfSubject(subject: string, fallback = ''): string {
    const ground = this.ground(subject);
    if (ground) return groundName(ground);
    const unit = this.units.get(idOf(subject));
    return (unit && subject.startsWith('devices/') ? nameOf(unit) : fallback) || idOf(subject);
  }
}

export const app = new App();

/** Idleness in units of what the rule allows. */
export function ratioOf(idleStartMs: number, limitMs: number, atMs: number): number {
  const allowedMs = Math.max(60_000, limitMs - idleStartMs);
  return Math.max(0, atMs - idleStartMs) / allowedMs;
}

export const gapRatio = (gap: Gap, atMs: number): number =>
  ratioOf(msOf(gap.idleStartTime)!, msOf(gap.openTime)!, atMs);

/** Priority × lateness, as the server orders. */
export const pressure = (gap: Gap, atMs: number): number => gap.priority * gapRatio(gap, atMs);

/** Of each place with an OVERDUE rule on duty: since when it is idle, and when that is too long. */
export function idleness(): Map<string, { idleMs: number; limitMs: number }> {
  const found = new Map<string, { idleMs: number; limitMs: number }>();
  const now = app.eventMs ?? 0;
  for (const [subject, place] of app.places) {
    const [idleMs, limitMs] = place.attended ? [now, now] : [msOf(place.idleStartTime), msOf(place.deadlineTime)];
    // What begins with a later duty window says nothing of now.
    if (idleMs !== undefined && limitMs !== undefined && idleMs <= now) found.set(subject, { idleMs, limitMs });
  }
  for (const gap of app.gaps.values()) {
    if (gap.kind !== GapKind.OVERDUE) continue;
    found.set(gap.subject, { idleMs: msOf(gap.idleStartTime)!, limitMs: msOf(gap.openTime)! });
  }
  return found;
}
