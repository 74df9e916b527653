import { useEffect, useState } from 'react';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export interface Asked<T> {
  readonly value: T | null;
  readonly fault: CallFault | null;
  readonly again: () => void;
}

/** Asks the engine, and again whenever people, settings or sessions changed. */
export function useAsked<N extends CallName>(name: N, params: Params<N>): Asked<ResultOf<N>> {
  const live = usePlant((state) => state.phase === 'live');
  const change = useAccess((state) => state.change);
  const [value, setValue] = useState<ResultOf<N> | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  const text = JSON.stringify(params);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine(name, JSON.parse(text) as Params<N>, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setValue(answer.value);
    });
    return () => abort.abort();
  }, [live, name, text, change, attempt]);
  return { value, fault, again: () => setAttempt((n) => n + 1) };
}
