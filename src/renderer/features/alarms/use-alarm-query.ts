import { useCallback, useEffect, useState } from 'react';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { useAlarms } from '../../store/alarm-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export interface AlarmAnswer<T> {
  readonly value: T | null;
  readonly fault: CallFault | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Asks the engine, and again when it tells that alarms changed; the last answer stays while the next is on its way. */
export function useAlarmQuery<N extends CallName>(name: N, params: Params<N> | null): AlarmAnswer<ResultOf<N>> {
  const change = useAlarms((state) => state.change);
  const live = usePlant((state) => state.phase === 'live');
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<Omit<AlarmAnswer<ResultOf<N>>, 'reload'>>({ value: null, fault: null, loading: true });
  const text = params === null ? null : JSON.stringify(params);
  useEffect(() => {
    if (text === null || !live) return undefined;
    const abort = new AbortController();
    setState((was) => ({ ...was, loading: true }));
    void callEngine(name, JSON.parse(text) as Params<N>, { signal: abort.signal, timeoutMs: 30_000 }).then((answer) => {
      if (abort.signal.aborted) return;
      setState((was) => (answer.ok ? { value: answer.value, fault: null, loading: false } : { value: was.value, fault: answer.error, loading: false }));
    });
    return () => abort.abort();
  }, [name, text, change, tries, live]);
  const reload = useCallback(() => setTries((was) => was + 1), []);
  return { ...state, reload };
}
