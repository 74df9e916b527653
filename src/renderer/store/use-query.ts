import { useEffect, useState } from 'react';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { callEngine } from './connection.ts';
import type { CallFault } from './engine-client.ts';
import { usePlant } from './plant-store.ts';
import { useTrust } from './trust-store.ts';

/** Answer to a question, as a screen shows it. */
export interface Query<T> {
  /** Last answer to this very question; null before the first. */
  readonly value: T | null;
  readonly fault: CallFault | null;
  readonly retry: () => void;
}

/** Asks the engine, and again whenever it tells that the quality of the data changed. */
export function useQuery<N extends CallName>(name: N, params: Params<N>): Query<ResultOf<N>> {
  const live = usePlant((state) => state.phase === 'live');
  const told = useTrust((state) => state.told);
  const [held, setHeld] = useState<{ readonly of: string; readonly value: ResultOf<N> } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = `${name} ${JSON.stringify(params)}`;
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    const asked = JSON.parse(key.slice(name.length + 1)) as Params<N>;
    void callEngine(name, asked, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setHeld({ of: key, value: answer.value });
    });
    return () => abort.abort();
  }, [live, name, key, told, attempt]);
  const value = held?.of === key ? held.value : null;
  return { value, fault: value === null ? fault : null, retry: () => setAttempt((n) => n + 1) };
}
