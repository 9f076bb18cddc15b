// Any past moment, and playback from there: what was shown then, or, as of then, what the server knew.
import { call, stream } from '../api/call';
import { PictureService } from '../gen/patrol/telemetry/v1/picture_pb';
import type { Gap } from '../gen/patrol/telemetry/v1/gap_pb';
import { stampOf, msOf } from '../times';
import { app } from './app';
import { showPresent } from './live';
import { pastUnitOf, type Unit } from './unit';

export const speeds = [1, 5, 30, 60, 120, 300] as const;
const frameMs = 250;
/** As-of pictures are each read by themselves. */
const asOfFrameMs = 1_000;

export const past = { playing: false, speed: 30 as number, asOf: false, failed: '' };
let running: AbortController | undefined;

export function goLive(): void {
  stop();
  showPresent();
}

/** Shows one moment; the newest asked for wins. */
export async function goTo(ms: number): Promise<void> {
  stop();
  const mine = (running = new AbortController());
  app.pastMs = Math.min(ms, app.presentMs ?? ms);
  app.tell('mode');
  await attempt(mine.signal, () => read(app.pastMs!, mine.signal));
}

export function setAsOf(asOf: boolean): void {
  past.asOf = asOf;
  if (app.pastMs !== undefined) void goTo(app.pastMs);
}

export async function play(): Promise<void> {
  stop();
  const mine = (running = new AbortController());
  const from = app.pastMs ?? Math.max(0, (app.presentMs ?? Date.now()) - 3_600_000);
  past.playing = true;
  app.pastMs = from;
  app.tell('mode');
  await attempt(mine.signal, () => past.asOf && !app.isDrill ? playAsOf(from, mine.signal) : replay(from, mine.signal));
  if (running === mine) stop();
}

export function stop(): void {
  running?.abort();
  running = undefined;
  past.playing = false;
  app.tell('mode');
}

async function attempt(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  past.failed = '';
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return;
    past.failed = error instanceof Error ? error.message : String(error);
    app.tell('mode');
  }
}

async function read(ms: number, signal: AbortSignal): Promise<void> {
  const asOfTime = past.asOf && !app.isDrill ? stampOf(ms) : undefined;
  const picture = await call(
    PictureService.method.getPicture, { parent: app.exercise, time: stampOf(ms), asOfTime }, signal);
  if (signal.aborted) return;
  put(ms, new Map(picture.devices.map(pastUnitOf).map((unit) => [unit.id, unit])),
    new Map(picture.gaps.map((gap) => [gap.name, gap])));
}

async function playAsOf(from: number, signal: AbortSignal): Promise<void> {
  for (let ms = from; ms < (app.presentMs ?? ms); ms += past.speed * asOfFrameMs) {
    const due = performance.now() + asOfFrameMs;
    await read(ms, signal);
    await pause(due - performance.now(), signal);
  }
}

/** The server sends as fast as it is read, so reading at the frame's pace is playback. */
async function replay(from: number, signal: AbortSignal): Promise<void> {
  const stepMs = past.speed * frameMs;
  const units = new Map<string, Unit>();
  const gaps = new Map<string, Gap>();
  const end = Math.min(app.presentMs ?? Date.now(), from + stepMs * 35_999);
  const request = {
    parent: app.exercise,
    interval: { startTime: stampOf(from), endTime: stampOf(end) },
    step: { seconds: BigInt(Math.floor(stepMs / 1000)), nanos: (stepMs % 1000) * 1_000_000 },
  };
  let due = performance.now();
  for await (const piece of stream(PictureService.method.replayPicture, request, signal)) {
    for (const state of piece.devices) {
      const unit = pastUnitOf(state);
      units.set(unit.id, unit);
    }
    for (const gap of piece.gaps) gaps.set(gap.name, gap);
    for (const name of piece.goneGaps) gaps.delete(name);
    if (!piece.complete) continue;
    if (signal.aborted) return;
    put(msOf(piece.time)!, units, gaps);
    due = Math.max(due + frameMs, performance.now());
    await pause(due - performance.now(), signal);
  }
}

function put(ms: number, units: Map<string, Unit>, gaps: Map<string, Gap>): void {
  app.pastMs = ms;
  app.units = units;
  app.gaps = gaps;
  app.forecasts = [];
  app.places = new Map();
  app.tell('picture');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
