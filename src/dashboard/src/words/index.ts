// Chinese where the browser asks for it, else English; until somebody chooses.
import { en } from './en';
import { zh } from './zh';

export type Words = typeof en;
export type Language = 'en' | 'zh';

const Key = 'patrol.language';

export function language(): Language {
  const kept = localStorage.getItem(Key);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.languages.find((l) => /^(zh|en)\b/i.test(l))?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const words = (): Words => language() === 'zh' ? zh : en;
export const locale = (): string => language() === 'zh' ? 'zh-CN' : 'en-GB';

export function setLanguage(chosen: Language): void {
  localStorage.setItem(Key, chosen);
}
