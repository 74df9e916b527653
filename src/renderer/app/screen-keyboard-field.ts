import { moveCaret, press, sheetOf, takeBack } from '../model/screen-keyboard.ts';
import type { KeySheet, Typed } from '../model/screen-keyboard.ts';

/** A field that keys on the screen write into. */
export type TypedField = HTMLInputElement | HTMLTextAreaElement;

const isField = (target: EventTarget | null): target is TypedField => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** What a field asked for before it was told that keys come from here. */
const askedModes = new WeakMap<TypedField, string>();

/** The sheet for what was touched; null for what is not typed into. */
export function sheetFor(target: EventTarget | null, language: 'ko' | 'en'): { readonly field: TypedField; readonly sheet: KeySheet } | null {
  if (!isField(target) || target.disabled || target.readOnly) return null;
  const sheet = sheetOf({ type: target.type, inputMode: askedModes.get(target) ?? target.inputMode }, language);
  return sheet === null ? null : { field: target, sheet };
}

/** Keeps the keyboard of the system away from a field that gets its keys from here. */
export function claim(field: TypedField): void {
  if (askedModes.has(field)) return;
  askedModes.set(field, field.inputMode);
  field.inputMode = 'none';
}

/** What was written last, so that a syllable goes on only where it was begun. */
let last: { readonly field: TypedField; readonly typed: Typed } | null = null;

function read(field: TypedField): Typed {
  const from = field.selectionStart ?? field.value.length;
  const to = field.selectionEnd ?? from;
  const goesOn = last?.field === field && last.typed.text === field.value && last.typed.from === from && from === to;
  return { text: field.value, from, to, composing: goesOn && last?.typed.composing === true };
}

function write(field: TypedField, before: Typed, typed: Typed): void {
  if (typed.text !== before.text) {
    field.setRangeText(typed.text, 0, before.text.length);
    field.setSelectionRange(typed.from, typed.to);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  } else field.setSelectionRange(typed.from, typed.to);
  last = { field, typed };
}

/** What the keys do; every letter reaches the form as if it had been typed. */
export const fieldKeys = {
  press(field: TypedField, key: string): void {
    const before = read(field);
    write(field, before, press(before, key, field.maxLength >= 0 ? field.maxLength : Infinity));
  },
  back(field: TypedField): void {
    const before = read(field);
    write(field, before, takeBack(before));
  },
  move(field: TypedField, by: 1 | -1): void {
    const before = read(field);
    write(field, before, moveCaret(before, by));
  },
  /** A new line in a long text, what Enter does in the form everywhere else. */
  enter(field: TypedField): void {
    if (field instanceof HTMLTextAreaElement) {
      fieldKeys.press(field, '\n');
      return;
    }
    const key = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
    if (field.dispatchEvent(new KeyboardEvent('keydown', key))) field.form?.requestSubmit();
    field.dispatchEvent(new KeyboardEvent('keyup', key));
  },
  /** Goes on to the field after this one in the same sheet or screen; false at the last one. */
  next(field: TypedField, language: 'ko' | 'en'): boolean {
    const around = field.closest('[role="dialog"], main') ?? document.body;
    const fields = [...around.querySelectorAll('input, textarea')].filter((each) => each === field || (sheetFor(each, language) !== null && each.checkVisibility()));
    const next = fields[fields.indexOf(field) + 1];
    if (next === undefined || !isField(next)) return false;
    claim(next);
    next.focus();
    next.select();
    return true;
  },
} as const;
