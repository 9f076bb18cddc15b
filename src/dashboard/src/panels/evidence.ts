// Why a gap is one: the rule, the finding, who was there, who was silent; and that somebody has seen it.
import { call } from '../api/call';
import { h, show } from '../dom';
import { GapService, type Gap, type GetGapEvidenceResponse } from '../gen/patrol/telemetry/v1/gap_pb';
import { clearEvidence, showEvidence } from '../map/evidence';
import { app } from '../state/app';
import { idOf } from '../state/unit';
import { clock, msOf } from '../times';
import { words } from '../words';
import { timeline } from './timeline';

const NameKey = 'patrol.name';

export function evidencePanel(name: string): HTMLElement {
  const w = words();
  const panel = h('section', { class: 'panel evidence', id: 'evidence' });
  const back = h('button', { class: 'back', onclick: () => app.select(undefined) }, `← ${w.back}`);
  const body = h('div');
  const seen = h('div', { class: 'seen' });
  panel.append(back, body, seen);
  let shown = -1;
  let acknowledged: string | undefined;

  async function read(): Promise<void> {
    try {
      const evidence = await call(GapService.method.getGapEvidence, { name });
      if (!panel.isConnected) return;
      shown = evidence.gap!.revision;
      show(body, ...describe(evidence));
      sign(evidence.gap!);
      showEvidence(evidence);
    } catch (error) {
      show(body, h('p', { class: 'error' }, w.failed((error as Error).message)));
    }
  }

  function sign(gap: Gap): void {
    const by = gap.acknowledgement?.by ?? '';
    if (acknowledged === by) return;
    acknowledged = by;
    if (gap.acknowledgement) {
      const { note } = gap.acknowledgement;
      show(seen, h('p', { class: 'acknowledged' }, w.acknowledged(by, clock(msOf(gap.acknowledgement.recordTime) ?? 0))), h('p', {}, note));
      return;
    }
    const who = h('input', { name: 'by', placeholder: w.yourName, required: true, maxlength: 64,
      value: localStorage.getItem(NameKey) ?? '' });
    const note = h('input', { name: 'note', placeholder: w.note, maxlength: 1000 });
    const error = h('p', { class: 'error' });
    show(seen, h('form', {
      class: 'sign',
      onsubmit: (event: Event) => {
        event.preventDefault();
        localStorage.setItem(NameKey, who.value);
        call(GapService.method.acknowledgeGap, { name, by: who.value, note: note.value })
          .then(sign, (failure: Error) => { error.textContent = w.failed(failure.message); });
      },
    }, who, note, h('button', { class: 'primary' }, w.acknowledge)), error);
  }

  const follow = () => {
    if (!panel.isConnected) return;
    const gap = app.gaps.get(name);
    if (!gap || app.pastMs !== undefined) return;
    if (gap.revision !== shown && shown >= 0) void read();
    if (gap.acknowledgement) sign(gap);
  };
  app.on('picture', follow);
  clearEvidence();
  void read();
  return panel;
}

function describe(evidence: GetGapEvidenceResponse): Element[] {
  const w = words();
  const gap = evidence.gap!;
  const closed = msOf(gap.closeTime);
  return [
    h('h2', {}, app.nameOfSubject(gap.subject, gap.subjectDisplayName)),
    h('p', {}, `${w.kinds[gap.kind]} · ${w.states[gap.state]} · ${w.certainties[gap.certainty]}`),
    h('p', { class: 'dim' }, `${clock(msOf(gap.openTime)!)} – ${closed === undefined ? '…' : clock(closed)}`
      + ` · ${w.planVersion(evidence.planVersion)}`),
    timeline(evidence),
    h('h3', {}, w.rule), h('p', { id: 'rule' }, evidence.ruleText),
    h('h3', {}, w.finding), h('p', { id: 'finding' }, evidence.findingText),
    h('h3', {}, w.visits),
    evidence.attendances.length === 0 ? h('p', { class: 'dim' }, w.nobody) : h('ul', {},
      ...evidence.attendances.map((a) => h('li', {},
        `${[...new Set(a.presences.map((p) => app.nameOfSubject(p.device)))].join(', ')} `
        + `${clock(msOf(a.presences[0]?.enterTime) ?? 0)}–${clock(msOf(a.presences.at(-1)?.leaveTime) ?? 0)}: `
        + (a.counts ? w.counted : a.faults.map((f) => w.faults[f]).join(', '))))),
    ...(evidence.silences.length === 0 ? [] : [h('h3', {}, w.silences), h('ul', {},
      ...evidence.silences.map((s) => h('li', {},
        `${app.nameOfSubject(s.device, idOf(s.device))} ${s.fromFix ? clock(msOf(s.fromFix.fixTime)!) : '…'}–`
        + `${s.toFix ? clock(msOf(s.toFix.fixTime)!) : w.silentStill}. ${s.settledBy}`)))]),
    h('h3', {}, w.revisions),
    h('ol', {}, ...evidence.revisions.map(({ gap: known }) => h('li', {},
      `${clock(msOf(known!.recordTime)!)} ${w.states[known!.state]}, ${w.certainties[known!.certainty]}`
      + ` (${w.causes[known!.revisionCause]})`))),
  ];
}
