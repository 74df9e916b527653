import { useCallback, useEffect, useRef } from 'react';
import { BURST_MS, KeyPace } from '../../model/scan.ts';

/** So long an Enter still belongs to what stood there before, ms. */
export const LEFT_OVER_MS = 300;

/** An Enter that is held down presses nothing it came upon. */
export function noHeldEnter(event: Pick<KeyboardEvent, 'key' | 'preventDefault'> & { readonly repeat: boolean }): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}

type Key = Pick<KeyboardEvent, 'key' | 'timeStamp' | 'ctrlKey' | 'altKey' | 'metaKey' | 'preventDefault'>;

/**
 * Digits that choose an answer. Each waits for a moment in which no other key may follow, so that a code from a
 * scanner answers nothing; who leaves within that moment has chosen.
 * @returns takes a key; true when it was a digit of a choice
 */
export function useDigits(count: number, choose: (index: number) => void): (event: Key) => boolean {
  const pace = useRef(new KeyPace());
  const waiting = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly index: number } | null>(null);
  const latest = useRef(choose);
  latest.current = choose;
  const settle = useCallback((isMeant: boolean) => {
    const now = waiting.current;
    if (now === null) return;
    waiting.current = null;
    clearTimeout(now.timer);
    if (isMeant) latest.current(now.index);
  }, []);
  useEffect(() => () => settle(true), [settle]);
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    const { fast } = pace.current.key(event.key, event.timeStamp);
    if (fast) settle(false);
    const index = Number(event.key) - 1;
    if (!/^\d$/.test(event.key) || index < 0 || index >= count) return false;
    event.preventDefault();
    if (fast) return true;
    settle(true);
    waiting.current = { index, timer: setTimeout(() => settle(true), BURST_MS) };
    return true;
  };
}
