// The time around a gap, drawn: the idleness and the gap on top, then who was there, then who was silent.
import { svg } from '../dom';
import type { GetGapEvidenceResponse } from '../gen/patrol/telemetry/v1/gap_pb';
import { app } from '../state/app';
import { clock, msOf } from '../times';

const width = 340;
const rowHeight = 16;
const margin = 66;

export function timeline(evidence: GetGapEvidenceResponse): SVGElement {
  const gap = evidence.gap!;
  const end = msOf(evidence.interval?.endTime) ?? app.eventMs ?? 0;
  const start = Math.min(msOf(evidence.interval?.startTime) ?? end, msOf(gap.idleStartTime)!);
  const x = (ms: number) => margin + (width - margin) * (ms - start) / Math.max(1, end - start);
  const rows: SVGElement[] = [];
  let y = 4;
  const bar = (from: number, to: number, kind: string) => svg('rect', {
    class: kind, x: x(Math.max(start, from)), y: y + 2, height: rowHeight - 5, rx: 2,
    width: Math.max(2, x(Math.min(end, to)) - x(Math.max(start, from))),
  });
  rows.push(bar(msOf(gap.idleStartTime)!, msOf(gap.openTime)!, 'idle'),
    bar(msOf(gap.openTime)!, msOf(gap.closeTime) ?? end, 'open'));
  const named = new Map<string, SVGElement[]>();
  const add = (device: string, from: number, to: number, kind: string) => {
    const at = [...named.keys()].indexOf(device);
    const kept = y;
    y = 4 + rowHeight * (1 + (at < 0 ? named.size : at));
    named.set(device, [...(named.get(device) ?? []), bar(from, to, kind)]);
    y = kept;
  };
  for (const a of evidence.attendances)
    for (const p of a.presences)
      add(p.device, msOf(p.enterTime)!, msOf(p.leaveTime) ?? end, a.counts ? 'counts' : 'counts-not');
  for (const s of evidence.silences)
    add(s.device, msOf(s.fromFix?.fixTime) ?? start, msOf(s.toFix?.fixTime) ?? end, 'silence');
  [...named].forEach(([device, bars], at) => rows.push(
    svg('text', { x: 0, y: 16 + rowHeight * (at + 1) }, app.nameOfSubject(device).slice(0, 10)), ...bars));
  const height = 4 + rowHeight * (named.size + 1) + 16;
  for (const [ms, anchor] of [[start, 'start'], [end, 'end']] as const)
    rows.push(svg('text', { x: x(ms), y: height - 3, 'text-anchor': anchor }, clock(ms)));
  return svg('svg', { class: 'timeline', viewBox: `0 0 ${width} ${height}`, role: 'img' }, ...rows);
}
