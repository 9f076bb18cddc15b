// Times of the contract and times for people.
import { timestampFromMs, timestampMs, type Timestamp } from '@bufbuild/protobuf/wkt';
import { locale } from './words';

export const msOf = (time?: Timestamp): number | undefined => time === undefined ? undefined : timestampMs(time);
export const stampOf = (ms: number): Timestamp => timestampFromMs(Math.round(ms));

/** As `23:05:12`. */
export const clock = (ms: number): string =>
  new Date(ms).toLocaleTimeString(locale(), { hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** As `2 Mar 23:05:12`. */
export const dayClock = (ms: number): string =>
  `${new Date(ms).toLocaleDateString(locale(), { day: 'numeric', month: 'short' })} ${clock(ms)}`;

/** As `3:07` or `2:15:00`; never negative. */
export function span(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}
