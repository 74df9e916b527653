import { useEffect, useRef, useState } from 'react';
import type { Result } from '#core/result.ts';
import type { CallFault, CallOptions } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export interface Page<R, C> {
  readonly rows: readonly R[];
  /** Where the next page begins; null at the end. */
  readonly next: C | null;
}

export interface Pages<R> {
  readonly rows: readonly R[];
  readonly loading: boolean;
  readonly fault: CallFault | null;
  readonly complete: boolean;
  readonly more: () => void;
  readonly retry: () => void;
}

interface Held<R, C> {
  readonly of: string;
  readonly rows: readonly R[];
  readonly next: C | null;
}

/**
 * Pages of records, one after the other. `key` names the question; when it changes the list begins
 * anew, and an answer to an earlier question is dropped.
 */
export function usePages<R, C>(key: string, ask: (from: C | null, options: CallOptions) => Promise<Result<Page<R, C>, CallFault>>): Pages<R> {
  const live = usePlant((state) => state.phase === 'live');
  const [held, setHeld] = useState<Held<R, C> | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [busy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const asking = useRef(ask);
  useEffect(() => {
    asking.current = ask;
  });
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void asking.current(null, { signal: abort.signal, timeoutMs: 20_000 }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setHeld({ of: key, ...answer.value });
    });
    return () => abort.abort();
  }, [live, key, attempt]);
  const present = held?.of === key ? held : null;
  const more = (): void => {
    if (present === null || present.next === null || busy) return;
    setBusy(true);
    void ask(present.next, { timeoutMs: 20_000 }).then((answer) => {
      setBusy(false);
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setHeld((was) => (was?.of === key ? { of: key, rows: [...was.rows, ...answer.value.rows], next: answer.value.next } : was));
    });
  };
  return { rows: present?.rows ?? [], loading: busy || (live && present === null && fault === null), fault, complete: present !== null && present.next === null, more, retry: () => { setFault(null); setAttempt((n) => n + 1); } };
}
