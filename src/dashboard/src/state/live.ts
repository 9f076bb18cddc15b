// Keeps the picture live: watches it, notices when nothing comes any more, and connects again by itself.
import { call, CallError, stream } from '../api/call';
import { ExerciseService } from '../gen/patrol/telemetry/v1/exercise_pb';
import { GapService, GapState, type GapForecast, type GapForecastKey } from '../gen/patrol/telemetry/v1/gap_pb';
import { PictureService, type PlaceStatus, type WatchPictureResponse } from '../gen/patrol/telemetry/v1/picture_pb';
import { msOf } from '../times';
import { app } from './app';
import { readPlan, type Plan } from './plan';
import { clearTrails, noteTrail } from './trails';
import { unitOf, type Unit } from './unit';
import type { Gap } from '../gen/patrol/telemetry/v1/gap_pb';

/** The server beats every 5 seconds. */
const deafMs = 12_000;
const retryMs = [500, 1_000, 2_000, 4_000];
const exercisesEveryMs = 5_000;

let following: AbortController | undefined;

/** Follows another exercise from now on. */
export function follow(exercise: string): void {
  following?.abort();
  following = new AbortController();
  const signal = following.signal;
  app.exercise = exercise;
  app.plan = undefined;
  app.units = new Map();
  app.gaps = new Map();
  app.forecasts = [];
  app.places = new Map();
  app.watermarkMs = app.heardAt = app.pastMs = undefined;
  app.connection = 'connecting';
  clearTrails();
  app.select(undefined);
  app.tell('plan');
  app.tell('mode');
  app.tell('picture');
  void again(signal, () => watchPicture(exercise, signal));
  void again(signal, () => watchForecast(exercise, signal));
}

/** Drills come and go. */
export async function keepExercises(): Promise<void> {
  for (;;) {
    try {
      app.exercises = (await call(ExerciseService.method.listExercises, { pageSize: 1000 })).exercises;
      app.tell('exercises');
    } catch { /* the picture tells that there is no connection */ }
    await pause(exercisesEveryMs);
  }
}

/** What a live picture holds while a past one is shown. */
export const present = {
  units: new Map<string, Unit>(),
  gaps: new Map<string, Gap>(),
  places: new Map<string, PlaceStatus>(),
  forecasts: [] as GapForecast[],
};

/** Puts the live picture back. */
export function showPresent(): void {
  app.pastMs = undefined;
  app.units = present.units;
  app.gaps = present.gaps;
  app.places = present.places;
  app.forecasts = present.forecasts;
  app.tell('mode');
  app.tell('picture');
}

async function again(signal: AbortSignal, once: () => Promise<void>): Promise<void> {
  for (let failures = 0; !signal.aborted; failures++) {
    const began = Date.now();
    try {
      await once();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof CallError && error.httpStatus === 404) console.info(error.message);
    }
    if (signal.aborted) return;
    if (Date.now() - began > deafMs) failures = 0;
    await pause(retryMs[Math.min(failures, retryMs.length - 1)]!);
  }
}

async function watchPicture(exercise: string, signal: AbortSignal): Promise<void> {
  const attempt = new AbortController();
  const end = () => attempt.abort();
  signal.addEventListener('abort', end);
  let deaf = setTimeout(end, deafMs);
  try {
    let units = new Map<string, Unit>();
    let gaps = new Map<string, Gap>();
    const places = new Map<string, PlaceStatus>();
    let whole = false;
    let planVersion = 0;
    let coming: Promise<Plan | undefined> | undefined;
    for await (const piece of stream(PictureService.method.watchPicture, { parent: exercise }, attempt.signal)) {
      clearTimeout(deaf);
      deaf = setTimeout(end, deafMs);
      take(piece, units, gaps);
      for (const place of piece.places) places.set(place.place, place);
      if (piece.heartbeat) {
        app.watermarkMs = msOf(piece.heartbeat.watermarkTime);
        app.heardAt = Date.now();
      }
      planVersion = Math.max(planVersion, piece.planVersion);
      // The plan and the snapshot come side by side. Asking for one that is not there makes the browser complain.
      if (planVersion > 0 && !coming) {
        coming = readPlan(exercise, attempt.signal);
        // Who awaits it hears of its failure.
        coming.catch(() => undefined);
      }
      if (piece.snapshotEnd) {
        app.plan = await coming;
        app.connection = 'connected';
        present.units = units;
        present.gaps = gaps;
        present.places = places;
        whole = true;
        app.tell('plan');
        app.tell('mode');
      }
      if (!whole) continue;
      await followPlan(exercise, planVersion, attempt.signal);
      if (app.pastMs === undefined) {
        app.units = units;
        app.gaps = gaps;
        app.places = places;
        app.tell('picture');
      }
    }
  } finally {
    clearTimeout(deaf);
    signal.removeEventListener('abort', end);
    attempt.abort();
    if (!signal.aborted) {
      app.connection = 'lost';
      app.tell('mode');
    }
  }
}

function take(piece: WatchPictureResponse, units: Map<string, Unit>, gaps: Map<string, Gap>): void {
  for (const device of piece.devices) {
    const unit = unitOf(device);
    units.set(unit.id, unit);
    noteTrail(unit);
  }
  for (const gap of piece.gaps) {
    if (gap.state === GapState.OPEN) gaps.set(gap.name, gap);
    else gaps.delete(gap.name);
  }
}

async function followPlan(exercise: string, version: number, signal: AbortSignal): Promise<void> {
  if (version <= (app.plan?.version ?? 0)) return;
  app.plan = await readPlan(exercise, signal);
  app.tell('plan');
}

async function watchForecast(exercise: string, signal: AbortSignal): Promise<void> {
  const known = new Map<string, GapForecast>();
  const keyOf = (f: GapForecast | GapForecastKey) => `${f.kind} ${f.subject} ${f.rule} ${f.planVersion}`;
  const request = { parent: exercise, horizon: { seconds: 86_400n }, limit: 1000, includeHeld: true };
  for await (const message of stream(GapService.method.watchForecast, request, signal)) {
    if (message.snapshotEnd) known.clear();
    for (const gone of message.gone) known.delete(keyOf(gone));
    for (const forecast of message.forecasts) known.set(keyOf(forecast), forecast);
    present.forecasts = [...known.values()];
    if (app.pastMs !== undefined) continue;
    app.forecasts = present.forecasts;
    app.tell('picture');
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
