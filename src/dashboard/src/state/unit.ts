// A device as the map shows it, live or past.
import { DeviceKind, DeviceStatus } from '../gen/patrol/telemetry/v1/device_pb';
import type { Device } from '../gen/patrol/telemetry/v1/fleet_pb';
import { Whereabouts, type DeviceState } from '../gen/patrol/telemetry/v1/picture_pb';
import { msOf } from '../times';

export interface Unit {
  id: string;
  kind: DeviceKind;
  squad: string;
  callSign: string;
  lon?: number;
  lat?: number;
  heading?: number;
  battery?: number;
  status: DeviceStatus;
  fixMs?: number;
  /** What a past picture says; live it follows from the age of the last fix. */
  whereabouts?: Whereabouts;
}

/** Ages of a last fix, in seconds, beyond which a device is silent; a plan may say otherwise. */
const silenceAfterS: Record<number, number> = { [DeviceKind.DRONE]: 15 };
const silenceAfterOthersS = 60;

export const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export const unitOf = (device: Device): Unit => ({
  id: idOf(device.name),
  kind: device.kind,
  squad: device.unit,
  callSign: device.callSign,
  lon: device.position?.longitudeDeg,
  lat: device.position?.latitudeDeg,
  heading: device.headingDeg,
  battery: device.batteryPercent,
  status: device.status,
  fixMs: msOf(device.lastFixTime),
});

export const pastUnitOf = (state: DeviceState): Unit => ({
  ...unitOf(state.device!),
  lon: state.position?.longitudeDeg,
  lat: state.position?.latitudeDeg,
  heading: state.headingDeg ?? state.device!.headingDeg,
  whereabouts: state.whereabouts,
});

export const nameOf = (unit: Unit): string => unit.callSign || unit.id;

export function ageMs(unit: Unit, clockMs: number): number | undefined {
  return unit.fixMs === undefined ? undefined : Math.max(0, clockMs - unit.fixMs);
}

export function isSilent(unit: Unit, clockMs: number, limits: ReadonlyMap<DeviceKind, number>): boolean {
  if (unit.whereabouts !== undefined) return unit.whereabouts === Whereabouts.SILENT;
  return unit.status !== DeviceStatus.OFF_DUTY && fading(unit, clockMs, limits) >= 1;
}

/** From 0, just heard, to 1, silent. */
export function fading(unit: Unit, clockMs: number, limits: ReadonlyMap<DeviceKind, number>): number {
  if (unit.whereabouts !== undefined) return unit.whereabouts === Whereabouts.KNOWN ? 0 : 1;
  const limitS = limits.get(unit.kind) ?? silenceAfterS[unit.kind] ?? silenceAfterOthersS;
  return Math.min(1, (ageMs(unit, clockMs) ?? Infinity) / (limitS * 1000));
}
