import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#core/signal/trend.ts';
import { readTrend } from '#engine/historian/trend-reader.ts';
import { Bench, DAY0_MS, sample, scan } from './rig.ts';

const PUMP = 'P-401A.run';

describe('trend of a state', () => {
  it('is exact on a short span: value at the start, each change, value at the end', () => {
    const bench = new Bench();
    bench.commit(scan({ changes: [sample(PUMP, DAY0_MS, 0)] }));
    bench.commit(scan({ changes: [sample(PUMP, DAY0_MS + 90_000, 1)] }));
    bench.commit(scan({ changes: [sample(PUMP, DAY0_MS + 510_250, 0)] }));
    bench.commit(scan({ grid: [sample('LIT-101.pv', DAY0_MS + 10 * MINUTE_MS, 2)] }));
    const ask = { tags: [PUMP], fromMs: DAY0_MS + MINUTE_MS, toMs: DAY0_MS + HOUR_MS, buckets: 1_000 };
    expect(readTrend(bench.reader, ask).series[0]?.points).toEqual([
      [DAY0_MS + MINUTE_MS, 0, 0, 0, 0, 0],
      [DAY0_MS + 90_000, 1, 1, 1, 0, 1],
      [DAY0_MS + 510_250, 0, 0, 0, 0, 1],
      // Nothing is claimed beyond the last stored scan.
      [DAY0_MS + 10 * MINUTE_MS, 0, 0, 0, 0, 0],
    ]);
  });

  it('is a gap where the state was not known', () => {
    const bench = new Bench();
    bench.commit(scan({ changes: [sample(PUMP, DAY0_MS + MINUTE_MS, 1)] }));
    bench.commit(scan({ changes: [sample(PUMP, DAY0_MS + 2 * MINUTE_MS, null, { quality: 'commFault' })] }));
    const ask = { tags: [PUMP, 'never.stored'], fromMs: DAY0_MS, toMs: DAY0_MS + HOUR_MS, buckets: 500 };
    const { series } = readTrend(bench.reader, ask);
    expect(series[0]?.points).toEqual([
      [DAY0_MS + MINUTE_MS, 1, 1, 1, 0, 1],
      [DAY0_MS + 2 * MINUTE_MS, null, null, null, 4, 1],
    ]);
    expect(series[1]?.points).toEqual([]);
  });

  const change = fc.record({
    ms: fc.integer({ min: 0, max: 4 * 24 * HOUR_MS - 1 }),
    value: fc.option(fc.integer({ min: 0, max: 3 })),
    bad: fc.boolean(),
  });

  it('weighs by time in every bucket, from changes or from their roll-ups, in any order of arrival', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 40 }), fc.integer({ min: 2, max: 200 }), fc.array(fc.nat(8), { maxLength: 12 }),
        (changes, buckets, steps) => {
          const bench = new Bench();
          const model = new Map<number, { value: number | null; quality: number }>();
          changes.forEach(({ ms, value, bad }, i) => {
            const quality = bad || value === null ? 'commFault' : 'good';
            bench.commit(scan({ changes: [sample(PUMP, DAY0_MS + ms, value, { quality })] }));
            model.set(DAY0_MS + ms, { value, quality: quality === 'good' ? 0 : 4 });
            for (let step = 0; step < (steps[i] ?? 0); step++) bench.sealStep();
          });
          const fromMs = DAY0_MS + 5 * HOUR_MS;
          const toMs = DAY0_MS + 4 * 24 * HOUR_MS;
          bench.commit(scan({ grid: [sample('LIT-101.pv', toMs + HOUR_MS, 1)] }));
          for (let round = 0; round < 2; round++) {
            const answer = readTrend(bench.reader, { tags: [PUMP], fromMs, toMs, buckets });
            const points = answer.series[0]?.points ?? [];
            const wrong = points.find((point) => !matches(point, model, answer.bucketMs, toMs));
            expect(wrong, answer.level).toBeUndefined();
            bench.sealAll();
          }
          bench.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** Recomputes one bucket by walking all changes. */
function matches(
  [startMs, min, max, mean, worst, count]: readonly [number, number | null, number | null, number | null, number, number],
  model: ReadonlyMap<number, { value: number | null; quality: number }>,
  bucketMs: number,
  toMs: number,
): boolean {
  const endMs = Math.min(startMs + bucketMs, Math.max(toMs, startMs));
  const times = [...model.keys()].sort((a, b) => a - b);
  const held: { value: number; ms: number }[] = [];
  let worstSeen = 0;
  times.forEach((tsMs, i) => {
    const from = Math.max(startMs, tsMs);
    const until = Math.min(endMs, times[i + 1] ?? Infinity);
    const state = model.get(tsMs);
    if (state === undefined || until <= from) return;
    worstSeen = Math.max(worstSeen, state.quality);
    if (state.value !== null && state.quality <= 1) held.push({ value: state.value, ms: until - from });
  });
  const ms = held.reduce((sum, part) => sum + part.ms, 0);
  const share = held.reduce((sum, part) => sum + part.ms * part.value, 0) / ms;
  const values = held.map((part) => part.value);
  return worst === worstSeen
    && count === times.filter((tsMs) => tsMs >= startMs && tsMs < endMs).length
    && min === (ms === 0 ? null : Math.min(...values))
    && max === (ms === 0 ? null : Math.max(...values))
    && (ms === 0 ? mean === null : Math.abs((mean ?? NaN) - share) < 1e-9);
}
