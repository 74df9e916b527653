import { useCallback, useEffect, useRef, useState } from 'react';
import type { ResultOf } from '#contract/api.ts';
import type { JournalFilter } from '#core/alarms/journal.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { useAlarms } from '../../store/alarm-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

export const JOURNAL_PAGE = 300;

export interface Journal {
  readonly rows: readonly Occurrence[];
  readonly fault: CallFault | null;
  readonly loading: boolean;
  /** Nothing older fits. */
  readonly isComplete: boolean;
  readonly more: () => void;
  readonly reload: () => void;
}

type Cursor = ResultOf<'alarms.journal'>['cursor'];
interface Held {
  readonly of: string;
  readonly rows: readonly Occurrence[];
  readonly cursor: Cursor;
  readonly isComplete: boolean;
}

/** Newest rows that fit, joined with the older ones that were fetched before: a newer version of a row takes its place. */
function joined(fresh: readonly Occurrence[], held: readonly Occurrence[]): readonly Occurrence[] {
  const known = new Set(fresh.map(({ id }) => id));
  const oldest = fresh.at(-1)?.raisedMs ?? Infinity;
  return [...fresh, ...held.filter(({ id, raisedMs }) => !known.has(id) && raisedMs <= oldest)];
}

/** Past occurrences page by page. Its newest page is fetched again when the engine tells of a change. */
export function useJournal(filter: JournalFilter): Journal {
  const key = JSON.stringify(filter);
  const change = useAlarms((state) => state.change);
  const live = usePlant((state) => state.phase === 'live');
  const [held, setHeld] = useState<Held | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [loading, setLoading] = useState(true);
  const [tries, setTries] = useState(0);
  const busy = useRef(false);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    setLoading(true);
    void callEngine('alarms.journal', { filter: JSON.parse(key) as JournalFilter, cursor: null, limit: JOURNAL_PAGE }, { signal: abort.signal, timeoutMs: 30_000 }).then((answer) => {
      if (abort.signal.aborted) return;
      setLoading(false);
      setFault(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      const { rows, cursor } = answer.value;
      setHeld((was) => (was === null || was.of !== key || was.rows.length <= JOURNAL_PAGE
        ? { of: key, rows, cursor, isComplete: cursor === null }
        : { ...was, rows: joined(rows, was.rows) }));
    });
    return () => abort.abort();
  }, [key, change, live, tries]);
  const mine = held?.of === key ? held : null;
  const more = useCallback(() => {
    if (mine === null || mine.isComplete || mine.cursor === null || busy.current) return;
    busy.current = true;
    void callEngine('alarms.journal', { filter: JSON.parse(mine.of) as JournalFilter, cursor: mine.cursor, limit: JOURNAL_PAGE }, { timeoutMs: 30_000 }).then((answer) => {
      busy.current = false;
      if (!answer.ok) {
        setFault(answer.error);
        return;
      }
      const { rows, cursor } = answer.value;
      setHeld((was) => {
        if (was === null || was.of !== mine.of) return was;
        const known = new Set(was.rows.map(({ id }) => id));
        return { ...was, rows: [...was.rows, ...rows.filter(({ id }) => !known.has(id))], cursor, isComplete: cursor === null };
      });
    });
  }, [mine]);
  const reload = useCallback(() => setTries((n) => n + 1), []);
  return { rows: mine?.rows ?? [], fault, loading: loading || mine === null, isComplete: mine?.isComplete ?? false, more, reload };
}
