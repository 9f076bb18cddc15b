// Takes the last hours away: as a file in some format, or as the report to print.
import { getBlob } from '../api/call';
import { h } from '../dom';
import { app } from '../state/app';
import { language, words } from '../words';

const spanMs = 12 * 3_600_000;
const files = [
  'gaps.csv', 'gaps.geojson', 'gaps.parquet', 'coverage.csv', 'coverage.geojson', 'visits.csv', 'visits.parquet',
  'tracks.gpx', 'tracks.kml', 'tracks.csv', 'tracks.parquet',
];

export function saveMenu(): HTMLElement {
  const w = words();
  const menu = h('select', { id: 'save', title: w.saveHint, 'aria-label': w.save, onchange: () => {
    const chosen = menu.value;
    menu.value = '';
    void save(chosen).catch((error: Error) => alert(error.message));
  } }, h('option', { value: '' }, w.save), h('option', { value: 'report' }, w.report),
    ...files.map((file) => h('option', { value: file }, file)));
  return menu;
}

async function save(file: string): Promise<void> {
  const to = app.eventMs ?? Date.now();
  const iso = (ms: number) => encodeURIComponent(new Date(ms).toISOString());
  // The report takes the last duty window by itself.
  const path = file === 'report'
    ? `/v1/${app.exercise}/report?lang=${language()}`
    : `/v1/${app.exercise}/exports/${file}?from=${iso(to - spanMs)}&to=${iso(to)}`;
  const link = h('a', { href: URL.createObjectURL(await getBlob(path)) });
  if (file === 'report') link.target = '_blank';
  else link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
