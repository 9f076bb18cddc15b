// One place or unit: what is known of it, its open gaps, and which of its ground was seen when.
import { call } from '../api/call';
import { h, show } from '../dom';
import { CellsForm } from '../gen/patrol/telemetry/v1/cells_pb';
import { CoverageService } from '../gen/patrol/telemetry/v1/coverage_pb';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { put } from '../map/map';
import { shapeOnMap } from '../map/datum';
import { app, idleness, ratioOf } from '../state/app';
import { ageMs, isSilent, nameOf } from '../state/unit';
import { colourOf, colours } from '../theme';
import { span, stampOf } from '../times';
import { words } from '../words';

/** Without a rule that says so, ground seen this long ago is half fresh. */
const usualFreshMs = 3_600_000;

export function placePanel(subject: string): HTMLElement {
  const w = words();
  const facts = h('div');
  const ground = h('div', { class: 'dim' });
  const button = h('button', { class: 'primary', id: 'ground', onclick: () => void readGround() }, w.ground);
  async function readGround(): Promise<void> {
    try {
      const cells = await call(CoverageService.method.getCells, {
        parent: app.exercise, place: subject, form: CellsForm.GEOJSON,
        atTime: app.pastMs === undefined ? undefined : stampOf(app.pastMs),
      });
      const allowed = cells.freshWithin ? durationMs(cells.freshWithin) : usualFreshMs;
      const collection = JSON.parse(cells.geojson);
      for (const cell of collection.features) {
        cell.geometry = shapeOnMap(cell.geometry);
        const age = cell.properties.age_s;
        cell.properties.colour = age === null ? colours().off : colourOf(age * 1000 / allowed);
      }
      put('cells', { type: 'FeatureCollection', features: collection.features });
      show(ground, h('p', {}, w.groundSeen(cells.seenCount, cells.grid?.cellCount ?? 0)
        + (cells.freshFraction === undefined ? '' : `, ${w.fresh(Math.round(100 * cells.freshFraction))}`)),
      cells.unseen.length > 0
        && h('p', {}, w.mayHaveSeen(cells.unseen.map((u) => app.nameOfSubject(u.device)).join(', '))));
    } catch (error) {
      show(ground, h('p', { class: 'error' }, w.failed((error as Error).message)));
    }
  }

  const render = () => {
    if (!facts.isConnected) return;
    const now = app.eventMs ?? 0;
    const idle = idleness().get(subject);
    show(facts, h('h2', {}, app.nameOfSubject(subject)),
      h('p', {}, idle
        ? w.idle(span(now - idle.idleMs), Math.round(100 * ratioOf(idle.idleMs, idle.limitMs, now)))
        : w.notJudged),
      ...[...app.gaps.values()].filter((gap) => gap.subject === subject).map((gap) => h('button', {
        class: 'row', onclick: () => app.select({ type: 'gap', id: gap.name }),
      }, `${w.kinds[gap.kind]} · ${w.certainties[gap.certainty]}`)));
  };
  return keep(facts, render, button, ground);
}

export function unitPanel(id: string): HTMLElement {
  const w = words();
  const facts = h('div');
  return keep(facts, () => {
    const unit = app.units.get(id);
    if (!facts.isConnected || !unit) return;
    const age = ageMs(unit, app.clockMs);
    const silent = isSilent(unit, app.clockMs, app.plan?.silenceAfterS ?? new Map());
    show(facts, h('h2', {}, nameOf(unit)),
      h('p', {}, `${w.devices[unit.kind]}${unit.squad ? ` · ${unit.squad}` : ''} · ${w.statuses[unit.status] ?? ''}`),
      h('p', {}, age === undefined ? w.neverHeard : w.lastFix(span(age)), silent && ` · ${w.silent}`),
      unit.battery !== undefined && h('p', {}, w.battery(Math.round(unit.battery))));
  });
}

function keep(facts: HTMLElement, render: () => void, ...more: HTMLElement[]): HTMLElement {
  put('cells');
  app.on('picture', render);
  queueMicrotask(render);
  return h('section', { class: 'panel place' },
    h('button', { class: 'back', onclick: () => app.select(undefined) }, `← ${words().back}`), facts, ...more);
}
