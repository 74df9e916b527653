import { create } from 'zustand';
import { z } from 'zod';

/** Sizes of text and everything else, %: up to twice as large (WCAG 2.2, 1.4.4). */
export const TEXT_SIZES = [100, 125, 150, 175, 200] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** What this screen of this PC remembers; nothing here concerns the plant. */
const preferencesSchema = z.object({
  language: z.enum(['ko', 'en']).catch('ko'),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  textSize: z.union(TEXT_SIZES.map((size) => z.literal(size))).catch(100),
  /** Name written into commands; people with rights of their own come with the access layer. */
  operatorName: z.string().max(80).catch(''),
  /** Keys on the screen: for whoever touches a field with a finger, or never. */
  screenKeyboard: z.enum(['touch', 'never']).catch('touch'),
});
export type Preferences = z.infer<typeof preferencesSchema>;
export type Language = Preferences['language'];
export type ThemeChoice = Preferences['theme'];

const KEY = 'muljigi.preferences';

function load(): Preferences {
  let stored: unknown = null;
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    stored = null;
  }
  return preferencesSchema.parse(stored ?? {});
}

export const usePreferences = create<Preferences>()(() => load());

/** Changes and remembers preferences of this PC. */
export function setPreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  localStorage.setItem(KEY, JSON.stringify(usePreferences.getState()));
}

/** The next size up or down; null where there is none. */
export function nextTextSize(now: TextSize, step: 1 | -1): TextSize | null {
  return TEXT_SIZES[TEXT_SIZES.indexOf(now) + step] ?? null;
}

const darkQuery = '(prefers-color-scheme: dark)';

/** Theme to draw with: the choice, or what the system prefers. */
export function effectiveTheme(choice: ThemeChoice): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return window.matchMedia(darkQuery).matches ? 'dark' : 'light';
}

/** Calls back when the system's own theme changes; returns the function that stops it. */
export function onSystemTheme(listener: () => void): () => void {
  const query = window.matchMedia(darkQuery);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
