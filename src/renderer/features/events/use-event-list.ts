import { useEffect, useRef, useState } from 'react';
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
  /** New events that fit the filter and wait to be shown, because someone reads further down. */
  readonly fresh: number;
  readonly more: () => void;
  readonly reload: () => void;
  /** Whether the reader stands at the top, where new rows may push in. */
  readonly setAtTop: (atTop: boolean) => void;
}

interface Stored {
  /** Which question these rows answer. */
  readonly of: string;
  readonly rows: readonly EventRecord[];
  readonly complete: boolean;
  readonly fault: CallFault | null;
}

const PAGE = 200;
/** A list longer than this is no longer read by a person; filters narrow it. */
const MAX_ROWS = 20_000;
const NOTHING: Stored = { of: '', rows: [], complete: false, fault: null };

const fitsQuery = (event: EventRecord, query: EventQuery): boolean =>
  (query.kinds === null || query.kinds.includes(event.kind))
  && (query.maxPriority === null || event.priority <= query.maxPriority)
  && (query.subject === null || event.subject === query.subject)
  && (query.fromMs === null || event.tsMs >= query.fromMs)
  && (query.toMs === null || event.tsMs <= query.toMs);

const newer = (live: readonly EventRecord[], rows: readonly EventRecord[], query: EventQuery): readonly EventRecord[] => {
  const newest = rows[0]?.seq ?? -1;
  return live.filter((event) => event.seq > newest && fitsQuery(event, query));
};

const merged = (stored: Stored, live: readonly EventRecord[], query: EventQuery): Stored => {
  const fresh = newer(live, stored.rows, query);
  return fresh.length === 0 ? stored : { ...stored, rows: [...fresh, ...stored.rows].slice(0, MAX_ROWS) };
};

/** Pages of stored events, newest first, with the live ones on top. */
export function useEventList(query: EventQuery): EventList {
  const [stored, setStored] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const live = usePlant((state) => state.phase === 'live');
  const liveEvents = usePlant((state) => state.liveEvents);
  const atTop = useRef(true);
  const fetchingMore = useRef(false);
  const key = JSON.stringify(query);
  const wanted = `${key} ${String(attempt)} ${String(live)}`;

  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('events.list', { ...(JSON.parse(key) as EventQuery), beforeSeq: null, limit: PAGE }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setStored(answer.ok ? { of: wanted, rows: answer.value, complete: answer.value.length < PAGE, fault: null } : { ...NOTHING, of: wanted, fault: answer.error });
    });
    return () => abort.abort();
  }, [live, key, wanted]);

  // While the reader stands at the top, new events come in as they happen.
  useEffect(() => usePlant.subscribe((state, before) => {
    if (state.liveEvents !== before.liveEvents && atTop.current) setStored((was) => merged(was, state.liveEvents, JSON.parse(key) as EventQuery));
  }), [key]);

  return {
    rows: stored.rows,
    loading: live && stored.of !== wanted,
    fault: stored.fault,
    complete: stored.complete,
    fresh: stored.of === wanted ? newer(liveEvents, stored.rows, query).length : 0,
    more: () => {
      const last = stored.rows.at(-1);
      if (fetchingMore.current || stored.complete || stored.of !== wanted || last === undefined || stored.rows.length >= MAX_ROWS) return;
      fetchingMore.current = true;
      void callEngine('events.list', { ...query, beforeSeq: last.seq, limit: PAGE }).then((answer) => {
        fetchingMore.current = false;
        if (answer.ok) setStored((was) => (was.of === wanted ? { ...was, rows: [...was.rows, ...answer.value], complete: answer.value.length < PAGE } : was));
      });
    },
    reload: () => setAttempt((n) => n + 1),
    setAtTop: (next) => {
      if (next && !atTop.current) setStored((was) => merged(was, usePlant.getState().liveEvents, query));
      atTop.current = next;
    },
  };
}
