// The plan in force, as the map needs it: shapes and names. The document is GeoJSON and says what it is by itself.
import type { Feature, Geometry, MultiPolygon, Point, Polygon, Position } from 'geojson';
import { call } from '../api/call';
import { PlanService } from '../gen/patrol/telemetry/v1/plan_pb';
import { DeviceKind } from '../gen/patrol/telemetry/v1/device_pb';
import { CallError } from '../api/call';
import { language } from '../words';

export type GroundKind = 'zone' | 'post' | 'area' | 'fence';

export interface Ground {
  /** As gaps name it: `places/{id}`, `areas/{id}`; `fences/{id}` for the map alone. */
  subject: string;
  kind: GroundKind;
  area: string;
  names: { en: string; zh?: string };
  shape: Polygon | MultiPolygon;
}

export interface Plan {
  version: number;
  grounds: Ground[];
  bySubject: Map<string, Ground>;
  /** Seconds without a fix after which a device of the kind is silent, where the plan says so. */
  silenceAfterS: Map<DeviceKind, number>;
}

const kinds: Record<string, DeviceKind> = {
  bike: DeviceKind.BIKE, drone: DeviceKind.DRONE, car: DeviceKind.CAR, handset: DeviceKind.HANDSET,
};
const folders: Record<GroundKind, string> = { zone: 'places', post: 'places', area: 'areas', fence: 'fences' };

export const groundName = (ground: Ground): string =>
  language() === 'zh' ? ground.names.zh ?? ground.names.en : ground.names.en;

/** Undefined when the exercise has none. */
export async function readPlan(exercise: string, signal: AbortSignal): Promise<Plan | undefined> {
  try {
    const version = await call(PlanService.method.getPlan, { name: `${exercise}/plans/current` }, signal);
    const document = JSON.parse(new TextDecoder().decode(version.geojson));
    const features: Feature<Geometry | null>[] = document.features;
    const silenceAfterS = new Map<DeviceKind, number>();
    for (const { properties } of features) {
      const kind = kinds[properties?.kind];
      if (properties?.type === 'kind' && kind !== undefined && properties.silence_after_s)
        silenceAfterS.set(kind, Number(properties.silence_after_s));
    }
    const grounds = features.flatMap(groundsOf);
    const bySubject = new Map(grounds.map((ground) => [ground.subject, ground]));
    return { version: version.version, grounds, bySubject, silenceAfterS };
  } catch (error) {
    if (error instanceof CallError && error.httpStatus === 404) return undefined;
    throw error;
  }
}

function groundsOf(feature: Feature<Geometry | null>): Ground[] {
  const p = feature.properties ?? {};
  const kind = p.type as GroundKind;
  if (!(kind in folders) || feature.geometry === null) return [];
  const shape = kind === 'post' ? disc((feature.geometry as Point).coordinates, Number(p.radius_m)) : feature.geometry;
  const id = String(p.id ?? feature.id);
  return [{
    subject: `${folders[kind]}/${id}`,
    kind,
    area: kind === 'area' ? id : String(p.area ?? ''),
    names: { en: p.name ?? id, zh: p.name_zh ?? undefined },
    shape: shape as Polygon | MultiPolygon,
  }];
}

const metresPerDegree = 111_195;

function disc([lon, lat]: Position, radiusM: number): Polygon {
  const ring: Position[] = [];
  for (let step = 0; step <= 32; step++) {
    const turn = (step % 32) / 32 * 2 * Math.PI;
    ring.push([
      lon! + radiusM * Math.sin(turn) / metresPerDegree / Math.cos(lat! * Math.PI / 180),
      lat! + radiusM * Math.cos(turn) / metresPerDegree,
    ]);
  }
  return { type: 'Polygon', coordinates: [ring] };
}
