import { ArrowBigUp, ArrowLeft, ArrowRight, ChevronsDown, CornerDownLeft, Delete } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { keyRows } from '../model/screen-keyboard.ts';
import type { KeySheet } from '../model/screen-keyboard.ts';
import { usePreferences } from '../store/settings-store.ts';
import { fieldKeys } from './screen-keyboard-field.ts';
import styles from './screen-keyboard.module.css';
import { keepLetters, lettersFor, useScreenKeyboard } from './use-screen-keyboard.ts';
import type { OpenKeyboard } from './use-screen-keyboard.ts';

const REPEAT_AFTER_MS = 450;
const REPEAT_MS = 70;
/** What the system makes of a press comes within this time of its end. */
const ECHO_MS = 400;
/** Everything a press sends; none of it may reach what lies beneath, or a dialog would take it for a press beside it. */
const PRESSES = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click'] as const;

/** Keys on the screen for whoever touches a field with a finger and has no keyboard: digits, Korean, Latin, signs. */
export function ScreenKeyboard(): ReactNode {
  const { open, show, close } = useScreenKeyboard();
  const act = useRef<(key: string) => void>(() => undefined);
  usePresses(act);
  return open === null ? null : createPortal(<Keys open={open} act={act} onSheet={show} onClose={close} />, document.body);
}

interface KeysProps {
  readonly open: OpenKeyboard;
  /** Where the presses find what a key does. */
  readonly act: RefObject<(key: string) => void>;
  readonly onSheet: (sheet: KeySheet) => void;
  readonly onClose: () => void;
}

function Keys({ open: { field, sheet }, act, onSheet, onClose }: KeysProps): ReactNode {
  const { t } = useTranslation('ui');
  const language = usePreferences((state) => state.language);
  const [shift, setShift] = useState<'off' | 'once' | 'on'>('off');
  const box = useRef<HTMLDivElement>(null);
  const pressed = (key: string): void => {
    switch (key) {
      case 'back': return fieldKeys.back(field);
      case 'left': return fieldKeys.move(field, -1);
      case 'right': return fieldKeys.move(field, 1);
      case 'enter': return fieldKeys.enter(field);
      case 'next': return fieldKeys.next(field, lettersFor(language)) ? undefined : onClose();
      case 'hide': return onClose();
      case 'shift': return setShift(shift === 'off' ? 'once' : shift === 'once' ? 'on' : 'off');
      case 'number': case 'signs': return onSheet(key);
      case 'ko': case 'en':
        keepLetters(key);
        return onSheet(key);
      default:
        fieldKeys.press(field, key === 'space' ? ' ' : key);
        if (shift === 'once') setShift('off');
        return undefined;
    }
  };
  useLayoutEffect(() => { act.current = pressed; });
  useRoom(box, field, sheet);
  const other = sheet === 'ko' ? 'en' : sheet === 'en' ? 'ko' : lettersFor(language);
  const names: Readonly<Record<string, string>> = {
    back: t('keyboard.back'), left: t('keyboard.left'), right: t('keyboard.right'), enter: t('keyboard.enter'), next: t('keyboard.next'), hide: t('keyboard.hide'),
    shift: t('keyboard.shift'), signs: t('keyboard.signs'), number: t('keyboard.digits'), space: t('keyboard.space'), ko: t('keyboard.ko'), en: t('keyboard.en'),
  };
  const faces: Readonly<Record<string, ReactNode>> = {
    back: <Delete size={24} aria-hidden />, left: <ArrowLeft size={22} aria-hidden />, right: <ArrowRight size={22} aria-hidden />, hide: <ChevronsDown size={24} aria-hidden />,
    shift: <ArrowBigUp size={24} aria-hidden {...(shift === 'on' ? { fill: 'currentColor' } : {})} />, enter: <CornerDownLeft size={24} aria-hidden />,
  };
  const key = (id: string, wide?: string): ReactNode => (
    <button key={id} type="button" tabIndex={-1} className={[styles.key, wide === undefined ? '' : styles[wide]].join(' ')} data-screen-key={id} aria-label={names[id]} {...(id === 'shift' ? { 'aria-pressed': shift !== 'off' } : {})}>
      {faces[id] ?? names[id] ?? id}
    </button>
  );
  const rows = keyRows(sheet, shift !== 'off');
  const side = [['back', other], ['left', 'right'], [':', 'space'], ['next', 'enter']] as const;
  return (
    <div ref={box} className={styles.keyboard} role="group" aria-label={t('keyboard.label')} data-testid="screen-keyboard" data-screen-keyboard data-sheet={sheet}>
      {sheet === 'number' ? (
        <div className={styles.digits}>
          {rows.map((row, i) => <div key={row.join('')} className={styles.row}>{row.map((each) => key(each))}{side[i]?.map((each) => key(each, 'side'))}{i === 0 ? key('hide', 'side') : <span className={styles.blank} />}</div>)}
        </div>
      ) : (
        <>
          {rows.map((row, i) => (
            <div key={row.join('')} className={styles.row}>
              {i === 3 && key('shift', 'side')}
              {row.map((each) => key(each))}
              {i === 3 && key('back', 'side')}
            </div>
          ))}
          <div className={styles.row}>
            {key(sheet === 'signs' ? 'number' : 'signs', 'side')}{key(other, 'side')}{key(',')}{key('space', 'space')}{key('.')}{key('left')}{key('right')}{key('next', 'side')}{key('enter', 'side')}{key('hide')}
          </div>
        </>
      )}
    </div>
  );
}

/**
 * Presses are taken at the window, before any dialog sees them, and leave the focus in the field. The
 * rest of a press belongs to its key even when the keys are gone by then.
 */
function usePresses(act: RefObject<(key: string) => void>): void {
  useEffect(() => {
    let mine = false;
    let repeating: ReturnType<typeof setTimeout> | undefined;
    let over: ReturnType<typeof setTimeout> | undefined;
    const rest = (): void => {
      clearTimeout(repeating);
      clearTimeout(over);
      over = setTimeout(() => { mine = false; }, ECHO_MS);
    };
    const again = (): void => {
      act.current('back');
      repeating = setTimeout(again, REPEAT_MS);
    };
    const take = (event: Event): void => {
      const board = event.target instanceof Element ? event.target.closest('[data-screen-keyboard]') : null;
      if (event.type === 'pointerdown') {
        clearTimeout(over);
        mine = board !== null;
      }
      if (event.type === 'pointerup') rest();
      // A click without a pointer is Enter or Space on a button.
      const byPointer = !(event instanceof PointerEvent) || event.pointerId !== -1;
      if (board === null && !(mine && byPointer)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.type !== 'pointerdown' || !(event.target instanceof Element)) return;
      const key = event.target.closest<HTMLElement>('[data-screen-key]')?.dataset['screenKey'];
      if (key === undefined) return;
      act.current(key);
      clearTimeout(repeating);
      if (key === 'back') repeating = setTimeout(again, REPEAT_AFTER_MS);
    };
    for (const each of PRESSES) window.addEventListener(each, take, { capture: true, passive: false });
    window.addEventListener('pointercancel', rest, true);
    return () => {
      clearTimeout(repeating);
      clearTimeout(over);
      for (const each of PRESSES) window.removeEventListener(each, take, { capture: true });
      window.removeEventListener('pointercancel', rest, true);
    };
  }, [act]);
}

/** Screens and dialogs make room for the keys, and the field comes into sight. */
function useRoom(box: RefObject<HTMLDivElement | null>, field: HTMLElement, sheet: KeySheet): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    style.setProperty('--screen-keyboard', `${String(box.current?.offsetHeight ?? 0)}px`);
    // In the middle: a button that stays at the foot of a sheet would lie over what is just in sight.
    field.scrollIntoView({ block: 'center' });
    return () => { style.removeProperty('--screen-keyboard'); };
  }, [box, field, sheet]);
}
