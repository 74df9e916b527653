import { useEffect, useState } from 'react';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import type { SeriesPoint } from '../../model/series-ring.ts';
import { callEngine } from '../../store/connection.ts';
import { usePlant } from '../../store/plant-store.ts';

const HOUR_MS = 3_600_000;
/** Span of the small lines. */
export const SCORE_LINE_MS = 48 * HOUR_MS;

const NONE: ReadonlyMap<string, readonly SeriesPoint[]> = new Map();

/** Scores of all sensors over the last two days, one point per hour; each stored hour holds them all. */
export function useScoreLines(): ReadonlyMap<string, readonly SeriesPoint[]> {
  const live = usePlant((state) => state.phase === 'live');
  const hour = usePlant((state) => Math.floor(state.nowMs / HOUR_MS));
  const [lines, setLines] = useState(NONE);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    const fromMs = hour * HOUR_MS - SCORE_LINE_MS;
    const ask = { kinds: ['score' as const], tag: null, fromMs, toMs: null, person: null, versions: 'latest' as const, beforeSeq: null, limit: 60 };
    void callEngine('provenance.entries', ask, { signal: abort.signal }).then((answer) => {
      if (!answer.ok || abort.signal.aborted) return;
      const found = new Map<string, SeriesPoint[]>();
      for (const { tsMs, body } of answer.value.rows.toReversed()) {
        const parsed = scoreBody.safeParse(body);
        if (!parsed.success) continue;
        for (const [tag, { mean }] of Object.entries(parsed.data.sensors)) {
          const line = found.get(tag) ?? [];
          line.push([tsMs, mean]);
          found.set(tag, line);
        }
      }
      setLines(found);
    });
    return () => abort.abort();
  }, [live, hour]);
  return lines;
}
