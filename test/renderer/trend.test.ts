import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '#contract/records.ts';
import { timeLabels } from '#renderer/charts/time-axis.ts';
import { coloursFor } from '#renderer/model/tag-colour.ts';
import { doubtfulSpans, indexAt, statisticsOf, trendColumns, valueAt } from '#renderer/model/trend-data.ts';
import { LONGEST_MS, PRESETS, SHORTEST_MS, clampRange, covers, customRange, fetchRange, panRange, widthOf, zoomRange } from '#renderer/model/trend-range.ts';

const NOW = Date.UTC(2026, 10, 22);
const range = fc.tuple(fc.integer({ min: NOW - LONGEST_MS, max: NOW }), fc.integer({ min: SHORTEST_MS, max: LONGEST_MS })).map(([toMs, width]) => ({ fromMs: toMs - width, toMs }));

describe('the shown span', () => {
  it('stays within 10 minutes and 3 years and never runs into the future, whatever is done to it', () => {
    const act = fc.oneof(fc.record({ pan: fc.double({ min: -5, max: 5, noNaN: true }) }), fc.record({ zoom: fc.double({ min: 0.001, max: 1000, noNaN: true }), at: fc.double({ min: 0, max: 1, noNaN: true }) }));
    fc.assert(fc.property(range, fc.array(act, { maxLength: 30 }), (start, acts) => {
      let now = clampRange(start, NOW);
      for (const each of acts) {
        now = 'pan' in each ? panRange(now, each.pan, NOW) : zoomRange(now, each.zoom, now.fromMs + widthOf(now) * each.at, NOW);
        expect(now.toMs).toBeLessThanOrEqual(NOW + 1);
        expect(widthOf(now)).toBeGreaterThanOrEqual(SHORTEST_MS - 1);
        expect(widthOf(now)).toBeLessThanOrEqual(LONGEST_MS + 1);
      }
    }));
  });

  it('keeps the instant under the pointer in its place when zooming', () => {
    fc.assert(fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (factor, share) => {
      const before = { fromMs: NOW - 400 * 86_400_000, toMs: NOW - 370 * 86_400_000 };
      const at = before.fromMs + widthOf(before) * share;
      const after = zoomRange(before, factor, at, NOW);
      expect((at - after.fromMs) / widthOf(after)).toBeCloseTo(share, 6);
    }));
  });

  it('offers spans from 10 minutes to 3 years', () => {
    expect(PRESETS[0].ms).toBe(600_000);
    expect(PRESETS.at(-1)?.ms).toBe(3 * 365 * 86_400_000);
  });

  it('fetches enough that a short pan needs nothing new, and a long one does', () => {
    const shown = { fromMs: NOW - 86_400_000, toMs: NOW };
    const have = fetchRange(shown);
    expect(covers(have, widthOf(shown), panRange(shown, -0.4, NOW))).toBe(true);
    expect(covers(have, widthOf(shown), panRange(shown, -0.6, NOW))).toBe(false);
    expect(covers(have, widthOf(shown), zoomRange(shown, 0.3, NOW, NOW))).toBe(false);
  });

  it('says what is wrong with dates typed in', () => {
    expect(customRange(null, NOW)).toMatchObject({ reason: 'missing' });
    expect(customRange(NOW, NOW - 1)).toMatchObject({ reason: 'order' });
    expect(customRange(NOW - 60_000, NOW)).toMatchObject({ reason: 'short' });
    expect(customRange(NOW - LONGEST_MS - 1, NOW)).toMatchObject({ reason: 'long' });
    expect(customRange(NOW - SHORTEST_MS, NOW)).toMatchObject({ ok: true });
  });
});

const point = (tsMs: number, mean: number | null, quality = 0): TrendPoint => [tsMs, mean, mean, mean, quality, mean === null ? 0 : 1];

describe('trend columns', () => {
  it('hold every value of every tag at its own time', () => {
    const series = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(series, (times) => {
      const given = times.map((each, i) => ({ tag: `T-${String(i)}.pv`, points: each.toSorted((a, b) => a - b).map((t) => point(t * 1000, t + i)) }));
      const columns = trendColumns(given, 1000);
      given.forEach(({ points }, i) => {
        for (const [tsMs, , , mean] of points) {
          const at = indexAt(columns.timesS, tsMs / 1000);
          expect(columns.timesS[at]).toBe(tsMs / 1000);
          expect(columns.series[i]?.mean[at]).toBe(mean);
        }
        expect(columns.series[i]?.mean.filter((value) => value !== undefined)).toHaveLength(points.length);
      });
    }));
  });

  it('read the last known value at the cursor and none inside a gap', () => {
    expect(valueAt([1, undefined, undefined], 2)).toBe(1);
    expect(valueAt([1, null, undefined], 2)).toBeNull();
    expect(indexAt(Float64Array.from([1, 2, 3]), 0.5)).toBe(-1);
  });

  it('join neighbouring doubtful buckets and keep their worst quality', () => {
    expect(doubtfulSpans([point(0, 1), point(10, null, 3), point(20, null, 4), point(30, 1, 1), point(40, null, 6)], 10)).toEqual([[10, 30, 4], [40, 50, 6]]);
  });

  it('weigh means by their samples', () => {
    expect(statisticsOf([[0, 1, 3, 2, 0, 1], [10, 4, 8, 6, 0, 3], [20, null, null, null, 4, 0]], 0, 20)).toEqual({ min: 1, max: 8, mean: 5 });
  });
});

describe('looks', () => {
  it('give tags shown together colours of their own in both themes', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(600), { maxLength: 12 }), fc.constantFrom('light', 'dark'), (positions, theme) => {
      expect(new Set(coloursFor(positions, theme)).size).toBe(positions.length);
    }));
  });

  it('label the axis in the plant\'s own time, with the date where the day changes', () => {
    const midnight = Date.UTC(2026, 10, 21, 15) / 1000;
    expect(timeLabels([midnight - 3600, midnight, midnight + 3600], 3600, 'Asia/Seoul')).toEqual(['23:00', '00:00\n11-22', '01:00']);
  });
});

describe('gaps of a trend', () => {
  it('break the line of a regularly stored tag, while a state holds', () => {
    const series = [{ tag: 'A.pv', points: [point(0, 1), point(60_000, 2), point(600_000, 3)] }, { tag: 'A.run', points: [point(0, 1), point(600_000, 0)] }];
    const columns = trendColumns(series, 60_000, (tag) => tag === 'A.run');
    expect(columns.series[0]?.mean.filter((value) => value === null)).toHaveLength(1);
    expect(columns.series[0]?.doubtful).toEqual([[120_000, 600_000, 6]]);
    expect(columns.series[1]?.mean.includes(null)).toBe(false);
  });
});
