// What breaches next if nothing more is reported, with a countdown, and who could still be there.
import { h, show } from '../dom';
import { app } from '../state/app';
import { flyTo } from '../map/map';
import { msOf, span } from '../times';
import { words } from '../words';

const horizonMs = 3_600_000;
const rows = 60;

export function forecastPanel(): HTMLElement {
  const w = words();
  const list = h('div', { class: 'list', id: 'forecast' });
  let last = '';
  const render = () => {
    if (!list.isConnected) return;
    const now = app.eventMs ?? 0;
    const coming = app.forecasts.filter((f) => !f.held && msOf(f.breachTime)! - now < horizonMs)
      .sort((a, b) => msOf(a.breachTime)! - msOf(b.breachTime)!).slice(0, rows);
    const key = coming.map((f) => `${f.kind}${f.subject}${f.rule}${f.responders.length}`).join();
    if (key !== last || coming.length === 0) {
      last = key;
      show(list, ...coming.map((f) => h('button', {
        class: 'row', onclick: () => { app.select({ type: 'place', id: f.subject }); flyTo(f.subject); },
      }, h('span', { class: 'top' }, h('b', {}, app.nameOfSubject(f.subject, f.subjectDisplayName)),
        h('span', { class: 'late countdown' })),
      h('span', { class: 'what' }, w.kinds[f.kind]),
      h('span', { class: 'dim' }, f.responders.length === 0 ? w.noResponder : `${w.responders}: `
        + f.responders.slice(0, 3).map((r) => `${app.nameOfSubject(r.device, r.callSign)} `
          + `(${w.away(`${Math.round(r.distanceM)} m`, span(msOf(r.arrivalTime)! - now))})`).join(', ')))),
      coming.length === 0 && h('p', { class: 'empty' }, w.noForecast));
    }
    list.querySelectorAll('.countdown').forEach((element, at) => {
      element.textContent = w.inTime(span(msOf(coming[at]!.breachTime)! - now));
    });
  };
  app.on('picture', render);
  setInterval(render, 1_000);
  queueMicrotask(render);
  return h('section', { class: 'panel' }, list);
}
