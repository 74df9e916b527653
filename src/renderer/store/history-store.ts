import { useEffect } from 'react';
import { create } from 'zustand';
import { GAP_MS, pushPoint, withGaps } from '../model/series-ring.ts';
import type { SeriesPoint } from '../model/series-ring.ts';
import { readingOf, trustOf } from '../model/reading.ts';
import { callEngine } from './connection.ts';
import { usePlant } from './plant-store.ts';

/**
 * One day of the few readings that the overview draws as lines: fetched once per
 * connection, then carried on from the live readings. Bounded by day and step.
 */
const DAY_MS = 86_400_000;
const STEP_MS = 60_000;
const BUCKETS = 1440;

interface HistoryState {
  readonly series: Readonly<Record<string, readonly SeriesPoint[]>>;
  /** Which connection the series were fetched over (engine start time and window reconnects). */
  readonly loaded: boolean;
}

export const useHistory = create<HistoryState>()(() => ({ series: {}, loaded: false }));

const NONE: readonly SeriesPoint[] = [];
export const useSeries = (tagId: string | null): readonly SeriesPoint[] => useHistory((state) => (tagId === null ? NONE : (state.series[tagId] ?? NONE)));

async function load(tags: readonly string[], signal: AbortSignal): Promise<void> {
  const toMs = usePlant.getState().nowMs;
  const answer = await callEngine('trend.query', { tags: [...tags], fromMs: toMs - DAY_MS, toMs, buckets: BUCKETS }, { signal });
  if (!answer.ok) return;
  const series = Object.fromEntries(answer.value.series.map(({ tag, points }) => [tag, withGaps(points.map((point): SeriesPoint => [point[0], point[3]]), GAP_MS)]));
  useHistory.setState({ series, loaded: true });
}

function append(tags: readonly string[]): void {
  const { samples, nowMs } = usePlant.getState();
  useHistory.setState((state) => {
    let series: Record<string, readonly SeriesPoint[]> | null = null;
    for (const tag of tags) {
      const reading = readingOf(samples[tag]);
      const trust = trustOf(reading);
      const before = state.series[tag] ?? NONE;
      const after = pushPoint(before, [nowMs, trust === 'none' ? null : reading.value], DAY_MS, STEP_MS);
      if (after === before) continue;
      series ??= { ...state.series };
      series[tag] = after;
    }
    return series === null ? state : { series };
  });
}

/** Keeps the day lines of these tags while the calling screen is open. */
export function useDayHistory(tags: readonly string[]): void {
  const live = usePlant((state) => state.phase === 'live');
  const key = tags.join(',');
  useEffect(() => {
    if (!live || key === '') return undefined;
    const list = key.split(',');
    const abort = new AbortController();
    void load(list, abort.signal);
    let lastMs = 0;
    const stop = usePlant.subscribe((state) => {
      // One look every ten seconds is enough for lines of one-minute steps.
      if (!useHistory.getState().loaded || state.nowMs - lastMs < 10_000) return;
      lastMs = state.nowMs;
      append(list);
    });
    return () => {
      abort.abort();
      stop();
    };
  }, [live, key]);
}
