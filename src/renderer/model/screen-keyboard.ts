import { assemble, removeLastCharacter } from 'es-hangul';
import layouts from './keyboard-layouts.json' with { type: 'json' };

/** Sheets of keys: the two-set Korean layout (KS X 5002), QWERTY, signs, and digits for fields of figures. */
export type KeySheet = keyof typeof layouts;

/** Rows of a sheet from the top, one key per entry. */
export const keyRows = (sheet: KeySheet, shift: boolean): readonly (readonly string[])[] =>
  layouts[sheet][shift ? 'shift' : 'plain'].map((row) => [...row]);

/** What stands in a field while keys on the screen are pressed. */
export interface Typed {
  readonly text: string;
  /** Selection, UTF-16 units; equal where nothing is selected. */
  readonly from: number;
  readonly to: number;
  /** The syllable before the caret is still being put together: the next letter may join it. */
  readonly composing: boolean;
}

const HANGUL = /^[\u3131-\u3163\uac00-\ud7a3]$/u;
/** Code points before the caret; a syllable is one. */
const lastOf = (text: string): string => [...text].at(-1) ?? '';

function put(state: Typed, from: number, piece: string, composing: boolean): Typed {
  const caret = from + piece.length;
  return { text: state.text.slice(0, from) + piece + state.text.slice(state.to), from: caret, to: caret, composing };
}

/**
 * Presses a key: what is selected goes, and a Korean letter joins the syllable that is being put
 * together the way a two-set input method does, the final consonant moving on to a vowel that follows.
 * @param most characters the field takes; a key that has no room changes nothing
 */
export function press(state: Typed, key: string, most = Infinity): Typed {
  const joins = HANGUL.test(key);
  if (joins && state.composing && state.from === state.to) {
    const before = state.text.slice(0, state.from);
    const last = lastOf(before);
    if (HANGUL.test(last)) {
      const next = put(state, before.length - last.length, assemble([last, key]), true);
      return next.text.length > most ? state : next;
    }
  }
  const next = put(state, state.from, key, joins);
  return next.text.length > most ? state : next;
}

/** Takes back: what is selected, the last letter of the syllable that is being put together, else a whole character. */
export function takeBack(state: Typed): Typed {
  if (state.from !== state.to) return put(state, state.from, '', false);
  const before = state.text.slice(0, state.from);
  const last = lastOf(before);
  const left = state.composing && HANGUL.test(last) ? removeLastCharacter(last) : '';
  return put(state, before.length - last.length, left, left !== '');
}

/** Moves the caret by one character; what was put together so far is done. */
export function moveCaret(state: Typed, by: 1 | -1): Typed {
  const step = by < 0 ? -lastOf(state.text.slice(0, state.from)).length : ([...state.text.slice(state.to)][0]?.length ?? 0);
  const caret = state.from === state.to ? state.from + step : by < 0 ? state.from : state.to;
  return { ...state, from: caret, to: caret, composing: false };
}

/** The little of a field that tells which keys it wants. */
export interface FieldKind {
  readonly type: string;
  /** As the form asks for it: `decimal`, `numeric`, `tel` want digits; `none` brings keys of its own. */
  readonly inputMode: string;
}

const TYPED = new Set(['', 'text', 'search', 'password', 'email', 'url', 'tel']);

/** The sheet a field opens with; null for a field that is not typed into or has its own keys. */
export function sheetOf(field: FieldKind, language: 'ko' | 'en'): KeySheet | null {
  const { type, inputMode } = field;
  if (inputMode === 'none' || (type !== 'textarea' && !TYPED.has(type))) return null;
  if (['decimal', 'numeric', 'tel'].includes(inputMode) || type === 'tel') return 'number';
  return ['password', 'email', 'url'].includes(type) || ['email', 'url'].includes(inputMode) ? 'en' : language;
}
