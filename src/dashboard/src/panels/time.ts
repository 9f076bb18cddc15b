// The bar of time: live, any past moment, playback, and what was known then.
import { h } from '../dom';
import { app } from '../state/app';
import { goLive, goTo, past, play, setAsOf, speeds, stop } from '../state/past';
import { dayClock } from '../times';
import { words } from '../words';

const reachMs = 12 * 3_600_000;
export const stepMs = 60_000;

export function timeBar(): HTMLElement {
  const w = words();
  const live = h('button', { id: 'go-live', onclick: goLive }, `● ${w.goLive}`);
  const playing = h('button', { id: 'play', onclick: toggle });
  const slider = h('input', {
    type: 'range', id: 'moment', min: 0, max: reachMs, step: 1000, 'aria-label': w.time,
    onchange: () => void goTo(oldest() + slider.valueAsNumber),
  });
  const shown = h('output', { id: 'shown-time' });
  const speed = h('select', { id: 'speed', 'aria-label': w.speed, onchange: () => {
    past.speed = Number(speed.value);
    if (past.playing) void play();
  } }, ...speeds.map((n) => h('option', { value: n, selected: n === past.speed }, `${n}×`)));
  const asOf = h('input', { type: 'checkbox', id: 'as-of', onchange: () => setAsOf(asOf.checked) });
  asOf.checked = past.asOf;
  const failed = h('span', { class: 'error' });

  const render = () => {
    const now = app.eventMs;
    live.classList.toggle('on', app.pastMs === undefined);
    playing.textContent = past.playing ? `❚❚ ${w.pause}` : `▶ ${w.play}`;
    asOf.disabled = app.isDrill;
    shown.textContent = now === undefined ? '—' : dayClock(now);
    if (now !== undefined && document.activeElement !== slider) slider.valueAsNumber = now - oldest();
    failed.textContent = past.failed === '' ? '' : w.failed(past.failed);
  };
  app.on(['mode', 'picture'], render);
  setInterval(render, 1_000);
  render();
  return h('footer', { class: 'time' }, live, playing, speed, slider, shown,
    h('label', { title: w.asOfWhy }, asOf, ` ${w.asOf}`), failed);
}

export function toggle(): void {
  if (past.playing) stop();
  else void play();
}

const oldest = (): number => (app.presentMs ?? Date.now()) - reachMs;
