import { useEffect, useState } from 'react';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { callEngine } from './connection.ts';
import type { CallFault } from './engine-client.ts';
import { usePlant } from './plant-store.ts';
import { rounds, useRounds } from './rounds-store.ts';

const MINUTE_MS = 60_000;
const AGAIN_MS = 2000;

/** Keeps the list of today fresh for the whole window: with every change, and each minute, since rounds fall due by themselves. */
export function useRoundsFollow(): void {
  const live = usePlant((state) => state.phase === 'live');
  const change = useRounds((state) => state.change);
  const minute = usePlant((state) => Math.floor(state.nowMs / MINUTE_MS));
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('rounds.today', {}, { signal: abort.signal }).then((answer) => {
      if (!abort.signal.aborted && answer.ok) rounds.setToday(answer.value);
    });
    return () => abort.abort();
  }, [live, change, minute]);
}

export interface RoundsAnswer<T> {
  readonly value: T | null;
  readonly fault: CallFault | null;
  readonly retry: () => void;
}

/** Asks the engine, and again whenever rounds change; the last answer stays while the next is on its way. */
export function useRoundsQuery<N extends CallName>(name: N, params: Params<N>): RoundsAnswer<ResultOf<N>> {
  const live = usePlant((state) => state.phase === 'live');
  const change = useRounds((state) => state.change);
  const [tries, setTries] = useState(0);
  const [value, setValue] = useState<ResultOf<N> | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const text = JSON.stringify(params);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    void callEngine(name, JSON.parse(text) as Params<N>, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setValue(answer.value);
      // Lost on the way, not refused: nobody has to press anything for that.
      else if (answer.error.kind !== 'engine') again = setTimeout(() => setTries((n) => n + 1), AGAIN_MS);
    });
    return () => {
      abort.abort();
      clearTimeout(again);
    };
  }, [live, name, text, change, tries]);
  return { value, fault: value === null ? fault : null, retry: () => setTries((n) => n + 1) };
}
