// Gaps, the most pressing first; also those that have ended or never were.
import { call } from '../api/call';
import { h } from '../dom';
import { Certainty, GapKind, GapService, GapState, type Gap } from '../gen/patrol/telemetry/v1/gap_pb';
import { app, gapRatio, pressure } from '../state/app';
import { groundName } from '../state/plan';
import { colourOf } from '../theme';
import { clock, msOf, span } from '../times';
import { words } from '../words';

const filter = { area: '', kind: 0, state: GapState.OPEN as number, certainty: 0 };
const endedEveryMs = 5_000;
/** More nobody reads; the filters find the others. */
const mostRows = 200;

export function gapsPanel(): HTMLElement {
  const w = words();
  const rows = new Map<string, Row>();
  let ended: Gap[] = [];
  const list = h('div', { class: 'list', role: 'listbox', id: 'gaps' });
  const empty = h('p', { class: 'empty' }, w.noGaps);
  const more = h('p', { class: 'empty' });
  const area = select(w.allAreas, filter.area, (value) => { filter.area = value; }, 'area');
  const kind = select(w.allKinds, filter.kind, (value) => { filter.kind = Number(value); }, 'kind',
    w.kinds.map((name, n) => [String(n), name] as const).slice(1));
  const state = select(null, filter.state, (value) => { filter.state = Number(value); void readEnded(); }, 'state',
    w.states.map((name, n) => [String(n), name] as const).slice(1));
  const certainty = select(w.anyCertainty, filter.certainty, (v) => { filter.certainty = Number(v); }, 'certainty',
    w.certainties.map((name, n) => [String(n), name] as const).slice(1));
  const panel = h('section', { class: 'panel' },
    h('div', { class: 'filters' }, state, area, kind, certainty), list, more, empty);

  function select(
    all: string | null, chosen: string | number, take: (value: string) => void, id: string,
    options: readonly (readonly [string, string])[] = []): HTMLSelectElement {
    const element = h('select', { id: `filter-${id}`, onchange: () => { take(element.value); render(); } });
    if (all !== null) element.append(h('option', { value: id === 'area' ? '' : '0' }, all));
    for (const [value, name] of options) element.append(h('option', { value }, name));
    element.value = String(chosen);
    return element;
  }

  function listAreas(): void {
    const areas = app.plan?.grounds.filter((g) => g.kind === 'area') ?? [];
    area.replaceChildren(
      h('option', { value: '' }, w.allAreas), ...areas.map((g) => h('option', { value: g.area }, groundName(g))));
    area.value = filter.area;
    if (area.value !== filter.area) area.value = filter.area = '';
  }

  async function readEnded(): Promise<void> {
    if (filter.state === GapState.OPEN || !panel.isConnected) return;
    try {
      ended = (await call(GapService.method.listGaps, { parent: app.exercise, state: filter.state, pageSize: 200 })).gaps;
      render();
    } catch { /* the status tells */ }
  }

  function render(): void {
    if (!panel.isConnected) return;
    const now = app.eventMs ?? 0;
    const open = filter.state === GapState.OPEN;
    const found = (open ? [...app.gaps.values()] : ended).filter((gap) =>
      (filter.area === '' || gap.area === filter.area) && (filter.kind === 0 || gap.kind === filter.kind)
      && (filter.certainty === 0 || gap.certainty === filter.certainty));
    const shown = (open ? byPressure(found, now) : found).slice(0, mostRows);
    const names = new Set(shown.map((gap) => gap.name));
    for (const [name, row] of rows) {
      if (names.has(name)) continue;
      row.element.remove();
      rows.delete(name);
    }
    shown.forEach((gap, at) => {
      if (!rows.has(gap.name)) rows.set(gap.name, makeRow(gap.name));
      const row = rows.get(gap.name)!;
      row.update(gap, now);
      if (list.children[at] !== row.element) list.insertBefore(row.element, list.children[at] ?? null);
    });
    empty.hidden = shown.length > 0;
    more.hidden = found.length <= mostRows;
    more.textContent = w.andMore(found.length - shown.length);
  }

  app.on(['picture', 'selection'], render);
  app.on('plan', () => { listAreas(); ended = []; void readEnded(); });
  setInterval(render, 1_000);
  setInterval(() => void readEnded(), endedEveryMs);
  listAreas();
  queueMicrotask(render);
  return panel;
}

function byPressure(gaps: Gap[], nowMs: number): Gap[] {
  return gaps.map((gap) => ({ gap, pressure: pressure(gap, nowMs) }))
    .sort((a, b) => b.pressure - a.pressure || (a.gap.name < b.gap.name ? -1 : 1))
    .map(({ gap }) => gap);
}

interface Row { element: HTMLElement; update(gap: Gap, nowMs: number): void }

function makeRow(name: string): Row {
  const w = words();
  const title = h('b');
  const what = h('span', { class: 'what' });
  const late = h('span', { class: 'late' });
  const marks = h('span', { class: 'marks' });
  const element = h('button', {
    class: 'row gap', role: 'option', 'data-gap': name, onclick: () => app.select({ type: 'gap', id: name }),
  }, h('span', { class: 'top' }, title, late), h('span', { class: 'top' }, what, marks));
  const put = (into: HTMLElement, text: string) => { if (into.textContent !== text) into.textContent = text; };
  return {
    element,
    update(gap, now) {
      const opened = msOf(gap.openTime)!;
      const closed = msOf(gap.closeTime);
      const isOpen = gap.state === GapState.OPEN || app.pastMs !== undefined;
      put(title, app.nameOfSubject(gap.subject, gap.subjectDisplayName));
      put(what, `${w.kinds[gap.kind]} · ${w.since(clock(opened))}`);
      put(late, isOpen || closed === undefined ? w.late(span(now - opened)) : w.lasted(span(closed - opened)));
      put(marks, `${w.certainties[gap.certainty]}${gap.acknowledgement ? ` · ✓ ${gap.acknowledgement.by}` : ''}`);
      element.classList.toggle('unverified', gap.certainty === Certainty.UNVERIFIED);
      element.setAttribute('aria-selected', String(app.selection?.id === name));
      const heat = gap.kind === GapKind.OVERDUE && isOpen ? colourOf(gapRatio(gap, now)) : 'var(--accent)';
      element.style.setProperty('--heat', heat);
    },
  };
}
