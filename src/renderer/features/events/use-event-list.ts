import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventFilter, EventRecord } from '#contract/records.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export type EventQuery = Omit<EventFilter, 'beforeSeq' | 'limit'>;

export interface EventList {
  readonly rows: readonly EventRecord[];
  readonly loading: boolean;
  readonly fault: CallFault | null;
  /** No older rows exist. */
  readonly complete: boolean;
  /** New events that fit the filter and wait to be shown. */
  readonly fresh: number;
  readonly more: () => void;
  readonly reload: () => void;
}

const PAGE = 200;
/** A list longer than this is no longer read by a person; filters narrow it. */
const MAX_ROWS = 20_000;

export const fitsQuery = (event: EventRecord, query: EventQuery): boolean =>
  (query.kinds === null || query.kinds.includes(event.kind))
  && (query.maxPriority === null || event.priority <= query.maxPriority)
  && (query.subject === null || event.subject === query.subject)
  && (query.fromMs === null || event.tsMs >= query.fromMs)
  && (query.toMs === null || event.tsMs <= query.toMs);

/** Pages of stored events, newest first, with the live ones on top. */
export function useEventList(query: EventQuery, follow: () => boolean): EventList {
  const [rows, setRows] = useState<readonly EventRecord[]>([]);
  const [loading, setLoading] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [complete, setComplete] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const live = usePlant((state) => state.phase === 'live');
  const liveEvents = usePlant((state) => state.liveEvents);
  const abort = useRef<AbortController | null>(null);
  const key = JSON.stringify(query);

  const load = useCallback((beforeSeq: number | null) => {
    const asked = JSON.parse(key) as EventQuery;
    abort.current?.abort();
    const mine = new AbortController();
    abort.current = mine;
    setLoading(true);
    void callEngine('events.list', { ...asked, beforeSeq, limit: PAGE }, { signal: mine.signal }).then((answer) => {
      if (mine.signal.aborted) return;
      setLoading(false);
      if (!answer.ok) {
        setFault(answer.error);
        return;
      }
      setFault(null);
      setComplete(answer.value.length < PAGE);
      setRows((before) => (beforeSeq === null ? answer.value : [...before, ...answer.value].slice(0, MAX_ROWS)));
    });
  }, [key]);

  useEffect(() => {
    if (live) load(null);
    return () => abort.current?.abort();
  }, [live, load, attempt]);

  const newest = rows[0]?.seq ?? -1;
  const asked = JSON.parse(key) as EventQuery;
  const waiting = liveEvents.filter((event) => event.seq > newest && fitsQuery(event, asked));
  const atTop = follow();
  useEffect(() => {
    // Someone who reads further down is not pushed away by new rows.
    if (waiting.length > 0 && atTop) setRows((before) => [...waiting.filter((event) => event.seq > (before[0]?.seq ?? -1)), ...before]);
  }, [waiting.length, atTop]);

  return {
    rows, loading, fault, complete, fresh: waiting.length,
    more: () => {
      const last = rows.at(-1);
      if (!loading && !complete && last !== undefined && rows.length < MAX_ROWS) load(last.seq);
    },
    reload: () => setAttempt((n) => n + 1),
  };
}
