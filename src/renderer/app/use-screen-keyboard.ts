import { useEffect, useState } from 'react';
import type { KeySheet } from '../model/screen-keyboard.ts';
import { usePreferences } from '../store/settings-store.ts';
import { claim, sheetFor } from './screen-keyboard-field.ts';
import type { TypedField } from './screen-keyboard-field.ts';

/** A tap on a button ends before the keys go, so that the button does not move away under the finger. */
const LEAVE_MS = 250;
const WATCH_MS = 500;

export interface OpenKeyboard {
  readonly field: TypedField;
  readonly sheet: KeySheet;
}

/** Letters somebody chose last on this PC since the window opened; the language of the screens at first. */
let letters: 'ko' | 'en' | null = null;
export const keepLetters = (chosen: 'ko' | 'en'): void => {
  letters = chosen;
};
export const lettersFor = (language: 'ko' | 'en'): 'ko' | 'en' => letters ?? language;

/**
 * The field that keys on the screen write into: one that was touched with a finger, until a real
 * keyboard is used, the focus goes elsewhere or somebody puts the keys away.
 */
export function useScreenKeyboard(): { readonly open: OpenKeyboard | null; readonly show: (sheet: KeySheet) => void; readonly close: () => void } {
  const wanted = usePreferences((state) => state.screenKeyboard === 'touch');
  const language = usePreferences((state) => state.language);
  const [open, setOpen] = useState<OpenKeyboard | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    const touched = (event: PointerEvent): void => {
      const found = event.pointerType === 'touch' ? sheetFor(event.target, lettersFor(language)) : null;
      if (found !== null) claim(found.field);
    };
    const clicked = (event: MouseEvent): void => {
      const found = event instanceof PointerEvent && event.pointerType === 'touch' ? sheetFor(event.target, lettersFor(language)) : null;
      if (found !== null) setOpen((before) => (before?.field === found.field ? before : found));
    };
    window.addEventListener('pointerdown', touched, true);
    window.addEventListener('click', clicked, true);
    return () => {
      window.removeEventListener('pointerdown', touched, true);
      window.removeEventListener('click', clicked, true);
      setOpen(null);
    };
  }, [wanted, language]);

  const field = open?.field ?? null;
  useEffect(() => {
    if (field === null) return undefined;
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      if (field.isConnected && document.activeElement === field) return;
      const found = sheetFor(document.activeElement, lettersFor(language));
      if (found !== null) claim(found.field);
      setOpen(found);
    };
    const moved = (): void => {
      clearTimeout(leaving);
      leaving = setTimeout(look, sheetFor(document.activeElement, language) === null ? LEAVE_MS : 0);
    };
    // A real keyboard is at hand.
    const typed = (event: KeyboardEvent): void => {
      if (event.isTrusted) setOpen(null);
    };
    const watch = setInterval(look, WATCH_MS);
    document.addEventListener('focusin', moved);
    document.addEventListener('focusout', moved);
    window.addEventListener('keydown', typed, true);
    return () => {
      clearTimeout(leaving);
      clearInterval(watch);
      document.removeEventListener('focusin', moved);
      document.removeEventListener('focusout', moved);
      window.removeEventListener('keydown', typed, true);
    };
  }, [field, language]);
  return {
    open,
    show: (sheet) => setOpen((before) => (before === null ? null : { ...before, sheet })),
    close: () => setOpen(null),
  };
}
