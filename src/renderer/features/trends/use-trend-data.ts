import { useEffect, useRef, useState } from 'react';
import type { ResultOf } from '#contract/api.ts';
import type { EventRecord } from '#contract/records.ts';
import { covers, fetchRange, widthOf } from '../../model/trend-range.ts';
import type { TimeRange } from '../../model/trend-range.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useTrend } from '../../store/trend-store.ts';

export interface TrendData {
  readonly answer: ResultOf<'trend.query'>;
  readonly tags: readonly string[];
  /** Span that was fetched: wider than the one shown. */
  readonly range: TimeRange;
  readonly shownWidthMs: number;
  readonly events: readonly EventRecord[];
}

export interface TrendFetch {
  readonly data: TrendData | null;
  readonly loading: boolean;
  readonly fault: CallFault | null;
  readonly retry: () => void;
}

const SETTLE_MS = 120;
const MAX_EVENTS = 300;
const KNOWN_PRIORITY = 3;
const MANY_TAGS = 4;
/** New readings are fetched no more often than this while following the present. */
const REFRESH_MS = 10_000;

/**
 * Fetches what the chart shows, a little after the hand rests, and calls off what is no
 * longer wanted. The previous answer stays until the next one is there.
 */
export function useTrendData(widthPx: number): TrendFetch {
  const tags = useTrend((state) => state.tags);
  const range = useTrend((state) => state.range);
  const live = usePlant((state) => state.phase === 'live');
  const [data, setData] = useState<TrendData | null>(null);
  const [loading, setLoading] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  const held = useRef<{ data: TrendData | null; atMs: number }>({ data: null, atMs: 0 });
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    if (tags.length === 0 || !live || widthPx <= 0) return undefined;
    const have = held.current;
    const width = widthOf(range);
    const freshUntilMs = have.atMs + Math.max(REFRESH_MS, width / 500);
    const newest = range.toMs >= usePlant.getState().nowMs - width / 20;
    const enough = have.data !== null && sameTags(have.data.tags, tags) && covers(have.data.range, have.data.shownWidthMs, range)
      && (!newest || Date.now() < freshUntilMs);
    if (enough) return undefined;
    const timer = setTimeout(() => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setLoading(true);
      void fetchTrend(tags, range, widthPx, abort.signal).then((result) => {
        if (abort.signal.aborted) return;
        setLoading(false);
        if ('fault' in result) {
          setFault(result.fault);
          return;
        }
        held.current = { data: result.data, atMs: Date.now() };
        setFault(null);
        setData(result.data);
      });
    }, have.data === null || !sameTags(have.data.tags, tags) ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [tags, range, live, widthPx, attempt]);

  useEffect(() => () => running.current?.abort(), []);

  return { data: tags.length === 0 ? null : data, loading, fault, retry: () => { held.current = { data: held.current.data, atMs: 0 }; setAttempt((n) => n + 1); } };
}

const sameTags = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((tag, i) => tag === b[i]);

async function fetchTrend(tags: readonly string[], shown: TimeRange, widthPx: number, signal: AbortSignal): Promise<{ readonly data: TrendData } | { readonly fault: CallFault }> {
  const wide = fetchRange(shown);
  // With many tags one bucket per two pixels is enough: each still carries its smallest and largest value.
  const perPixel = tags.length > MANY_TAGS ? 0.5 : 1;
  const buckets = Math.min(4000, Math.max(100, Math.round(widthPx * perPixel * (widthOf(wide) / widthOf(shown)))));
  const [answer, events] = await Promise.all([
    callEngine('trend.query', { tags: [...tags], fromMs: wide.fromMs, toMs: wide.toMs, buckets }, { signal, timeoutMs: 20_000 }),
    callEngine('events.list', { fromMs: wide.fromMs, toMs: wide.toMs, kinds: null, maxPriority: KNOWN_PRIORITY, subject: null, beforeSeq: null, limit: MAX_EVENTS }, { signal }),
  ]);
  if (!answer.ok) return { fault: answer.error };
  return { data: { answer: answer.value, tags, range: wide, shownWidthMs: widthOf(shown), events: events.ok ? events.value : [] } };
}
