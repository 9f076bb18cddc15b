// Dark by night, light by day, until somebody chooses.
const Key = 'patrol.theme';

export type Theme = 'dark' | 'light';

export function theme(): Theme {
  const kept = localStorage.getItem(Key);
  if (kept === 'dark' || kept === 'light') return kept;
  const hour = new Date().getHours();
  return hour >= 7 && hour < 18 ? 'light' : 'dark';
}

export function setTheme(chosen: Theme): void {
  localStorage.setItem(Key, chosen);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

/** Colours of the map, which no style sheet reaches. */
export const colours = () => theme() === 'dark'
  ? { ground: '#10161d', grid: '#26323d', text: '#dfe7ee', halo: '#10161d', outline: '#6f8496', off: '#44525f',
    unit: '#ffffff', ring: '#0b0f14', trail: '#7fd1ff', fence: '#d98cff', area: '#8fa6b8' }
  : { ground: '#eef1f3', grid: '#d3dade', text: '#16212b', halo: '#ffffff', outline: '#5c6f7e', off: '#b9c4cc',
    unit: '#0d2236', ring: '#ffffff', trail: '#0a6aa8', fence: '#7a2ea0', area: '#4c6274' };

/** Idleness ÷ allowed interval, from fresh to twice too long: told apart by hue and by lightness without red and green. */
export const ramp: readonly { from: number; colour: string }[] = [
  { from: 0, colour: '#2c5f8a' },
  { from: 0.5, colour: '#74add1' },
  { from: 0.8, colour: '#f6e58d' },
  { from: 1, colour: '#f4922f' },
  { from: 2, colour: '#b8143a' },
];

export const colourOf = (ratio: number): string => ramp.findLast((step) => ratio >= step.from)!.colour;
