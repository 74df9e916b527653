import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketAccumulator, DAY_MS, HOUR_MS, MINUTE_MS, planTrend } from '#core/signal/trend.ts';

const BUDGET = 60_000;
const spans = fc.record({
  fromMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  lengthMs: fc.integer({ min: 1, max: 3 * 366 * DAY_MS }),
  buckets: fc.integer({ min: 2, max: 4_000 }),
  tags: fc.integer({ min: 1, max: 12 }),
});

describe('planTrend', () => {
  it('covers the asked span with at most the asked number of buckets', () => {
    fc.assert(
      fc.property(spans, ({ fromMs, lengthMs, buckets, tags }) => {
        const plan = planTrend({ fromMs, toMs: fromMs + lengthMs, buckets }, tags, BUDGET);
        expect(plan.bucketCount).toBeLessThanOrEqual(buckets);
        expect(plan.startMs).toBeLessThanOrEqual(fromMs);
        expect(plan.startMs + plan.bucketMs).toBeGreaterThan(fromMs);
        expect(plan.startMs + plan.bucketCount * plan.bucketMs).toBeGreaterThanOrEqual(fromMs + lengthMs);
        const period = { raw: MINUTE_MS, minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[plan.level];
        expect(plan.bucketMs % period).toBe(0);
        expect(plan.startMs % plan.bucketMs).toBe(0);
      }),
    );
  });

  it('never reads more minute or hour rows than the budget, short of the coarsest level', () => {
    fc.assert(
      fc.property(spans, ({ fromMs, lengthMs, buckets, tags }) => {
        const plan = planTrend({ fromMs, toMs: fromMs + lengthMs, buckets }, tags, BUDGET);
        if (plan.level === 'day' || plan.level === 'raw') return;
        const period = plan.level === 'hour' ? HOUR_MS : MINUTE_MS;
        expect((lengthMs / period) * tags).toBeLessThanOrEqual(BUDGET);
      }),
    );
  });

  it('shows single minutes on short spans, hours on weeks of many tags, days on three years', () => {
    const level = (days: number, tags: number): string => planTrend({ fromMs: 0, toMs: days * DAY_MS, buckets: 1_200 }, tags, BUDGET).level;
    expect([level(0.5, 8), level(5, 8), level(30, 8), level(1_095, 8)]).toEqual(['raw', 'minute', 'hour', 'day']);
  });
});

describe('BucketAccumulator', () => {
  const value = fc.oneof(fc.constant(null), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  const sample = fc.record({ tsMs: fc.integer({ min: -500, max: 10_500 }), value, quality: fc.integer({ min: 0, max: 6 }) });

  it('equals a plain recomputation bucket by bucket', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), fc.integer({ min: 1, max: 3_000 }), (samples, bucketMs) => {
        const count = Math.ceil(10_000 / bucketMs);
        const buckets = new BucketAccumulator(0, bucketMs, count);
        for (const { tsMs, value: number, quality } of samples) buckets.add(tsMs, number, quality);
        const expected = Array.from({ length: count }, (_, i) => {
          const inside = samples.filter(({ tsMs }) => tsMs >= i * bucketMs && tsMs < (i + 1) * bucketMs);
          const usable = inside.flatMap((s) => (s.value !== null && s.quality <= 1 ? [s.value] : []));
          const none = usable.length === 0;
          return inside.length === 0 ? [] : [[
            i * bucketMs,
            none ? null : Math.min(...usable),
            none ? null : Math.max(...usable),
            none ? null : usable.reduce((a, b) => a + b, 0) / usable.length,
            Math.max(...inside.map((s) => s.quality)),
            inside.length,
          ]];
        }).flat();
        expect(buckets.points()).toEqual(expected);
      }),
    );
  });

  it('weighs a held state by time across buckets', () => {
    const buckets = new BucketAccumulator(1_000, 1_000, 3);
    buckets.hold(0, 1_500, 0, 0);
    buckets.hold(1_500, 9_000, 1, 0);
    expect(buckets.points()).toEqual([
      [1_000, 0, 1, 0.5, 0, 0],
      [2_000, 1, 1, 1, 0, 0],
      [3_000, 1, 1, 1, 0, 0],
    ]);
  });
});
