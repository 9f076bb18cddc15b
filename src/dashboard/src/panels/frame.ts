// The page around the map: what is shown, whether it is live, and the panel at its side.
import { h, show } from '../dom';
import { clearEvidence } from '../map/evidence';
import { flyTo, put } from '../map/map';
import { app } from '../state/app';
import { follow } from '../state/live';
import { goLive, goTo } from '../state/past';
import { idOf } from '../state/unit';
import { ramp, setTheme, theme } from '../theme';
import { clock, dayClock, span } from '../times';
import { language, setLanguage, words } from '../words';
import { evidencePanel } from './evidence';
import { forecastPanel } from './forecast';
import { gapsPanel } from './gaps';
import { placePanel, unitPanel } from './place';
import { saveMenu } from './save';
import { stepMs, timeBar, toggle } from './time';

let tab: 'gaps' | 'forecast' = 'gaps';
const side = h('aside');
const map = h('main', { id: 'map' });
const page = document.getElementById('page')!;

/** Returns where the map goes. */
export function buildFrame(): HTMLElement {
  render();
  app.on('selection', openPanel);
  document.addEventListener('keydown', onKey);
  return map;
}

/** All of it anew: the language has changed. */
function render(): void {
  const w = words();
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  document.title = w.title;
  const banner = h('div', { class: 'banner', id: 'banner', role: 'status' });
  const status = h('div', { class: 'status', id: 'status', role: 'status' });
  const time = h('time', { id: 'clock' });
  const exercise = h('select', { id: 'exercise', 'aria-label': w.exercise, onchange: () => {
    location.hash = idOf(exercise.value);
    follow(exercise.value);
  } });
  const exercises = () => {
    const names = app.exercises.map((e) => [e.name, e.drill ? e.displayName || idOf(e.name) : w.live] as const);
    if (!names.some(([name]) => name === app.exercise)) names.push([app.exercise, idOf(app.exercise)]);
    exercise.replaceChildren(...names.map(([value, name]) => h('option', { value }, name)));
    exercise.value = app.exercise;
  };
  const mode = () => {
    document.body.classList.toggle('drill', app.isDrill);
    document.body.classList.toggle('past', app.pastMs !== undefined);
    document.body.dataset.connection = app.connection;
    const parts = [];
    if (app.isDrill) parts.push(w.drillBanner(app.exercises.find((e) => e.name === app.exercise)?.displayName
      || idOf(app.exercise)));
    if (app.pastMs !== undefined) parts.push(w.pastBanner(dayClock(app.pastMs)));
    banner.textContent = parts.join(' — ');
    banner.hidden = parts.length === 0;
    status.textContent = app.connection === 'connected' ? (app.plan ? w.connected : w.noPlan)
      : app.heardAt === undefined ? (app.connection === 'lost' ? w.noPicture : w.connecting)
        : w.disconnected(span(Date.now() - app.heardAt));
    time.textContent = app.eventMs === undefined ? '' : clock(app.eventMs);
  };
  const tabs = h('nav', {},
    h('button', { id: 'tab-gaps', onclick: () => choose('gaps') }, w.gaps),
    h('button', { id: 'tab-forecast', onclick: () => choose('forecast') }, w.forecast));
  show(page, banner,
    h('header', {}, h('h1', {}, w.title), exercise, time, status, saveMenu(),
      h('button', { id: 'language', onclick: () => {
        setLanguage(language() === 'zh' ? 'en' : 'zh');
        render();
        app.tell('look');
      } }, w.other),
      h('button', { id: 'theme', title: w.theme, 'aria-label': w.theme, onclick: () => {
        setTheme(theme() === 'dark' ? 'light' : 'dark');
        app.tell('look');
      } }, '◐')),
    map, legend(), h('div', { class: 'side' }, tabs, side), timeBar());
  app.on('exercises', exercises);
  app.on(['mode', 'picture', 'exercises'], mode);
  setInterval(mode, 1_000);
  exercises();
  mode();
  openPanel();
}

function choose(chosen: typeof tab): void {
  tab = chosen;
  app.select(undefined);
}

function openPanel(): void {
  const { selection } = app;
  clearEvidence();
  put('cells');
  if (selection?.type === 'gap') {
    const subject = app.gaps.get(selection.id)?.subject;
    if (subject) flyTo(subject);
    show(side, evidencePanel(selection.id));
  } else if (selection?.type === 'place') show(side, placePanel(selection.id));
  else if (selection?.type === 'unit') show(side, unitPanel(selection.id));
  else show(side, tab === 'gaps' ? gapsPanel() : forecastPanel());
  document.querySelectorAll('nav button').forEach((b) => b.classList.toggle('on', b.id === `tab-${tab}`));
}

function legend(): HTMLElement {
  const w = words();
  return h('div', { class: 'legend', id: 'legend', title: w.moreKeys }, h('b', {}, w.legend),
    ...ramp.map((step, at) => h('span', {}, h('i', { style: `background:${step.colour}` }), w.legendSteps[at])),
    h('span', {}, h('i', { class: 'off' }), w.legendOff), h('span', {}, h('i', { class: 'hatch' }), w.legendHatch));
}

function onKey(event: KeyboardEvent): void {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = (by: number) => {
    const rows = [...side.querySelectorAll<HTMLElement>('.row')];
    rows[Math.max(0, rows.indexOf(document.activeElement as HTMLElement) + by)]?.focus();
  };
  const move = (ms: number) => { if (app.eventMs !== undefined) void goTo(app.eventMs + ms); };
  const keys: Record<string, () => void> = {
    g: () => choose('gaps'), f: () => choose('forecast'), l: goLive, Escape: () => app.select(undefined),
    j: () => step(1), k: () => step(-1), ArrowLeft: () => move(-stepMs), ArrowRight: () => move(stepMs),
  };
  if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) keys[' '] = toggle;
  if (!(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]!();
}
