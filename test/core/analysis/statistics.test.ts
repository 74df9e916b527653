import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  independentPairs,
  interval95,
  lineThrough,
  pairUp,
  pearson,
  ranks,
  selfCorrelation,
  spearman,
} from '#core/analysis/correlation.ts';
import { ValueStore, histogramOf, percentile, roundStep } from '#core/analysis/distribution.ts';
import { Hexagons } from '#core/analysis/hexagons.ts';
import { MomentsOf, joinMoments, standardDeviation } from '#core/analysis/moments.ts';
import type { Moments } from '#core/analysis/moments.ts';
import { PERCENTILES } from '#core/analysis/question.ts';
import { TotalOf } from '#core/analysis/total.ts';

/**
 * Golden figures were worked out apart with numpy 2.4.6 and scipy 1.17.1 (percentile, pearsonr with its
 * confidence interval, spearmanr, linregress, rankdata, corrcoef) for these two rows of 200 values.
 */
const round = (value: number): number => Number(value.toFixed(6));
const X = Float64Array.from({ length: 200 }, (_, i) => round(3 * Math.sin(0.7 * i) + 0.01 * i));
const Y = Float64Array.from({ length: 200 }, (_, i) =>
  round(2 * Math.cos(0.7 * i + 0.4) + 0.02 * i + (i % 7 === 0 ? 1.5 : 0)),
);

const momentsOf = (values: readonly number[], from = 0): Moments => {
  const all = new MomentsOf();
  values.forEach((value, i) => all.add(value, from + i));
  return all.moments();
};
const sortedOf = (values: Iterable<number>): Float64Array => {
  const store = new ValueStore();
  for (const value of values) store.add(value);
  return store.sorted();
};
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('moments', () => {
  it('agree with numpy', () => {
    const m = momentsOf([...X]);
    expect(m.mean).toBeCloseTo(1.01225889, 8);
    expect(standardDeviation(m)).toBeCloseTo(2.1894487988789715, 8);
    expect([m.min, m.minAtMs, m.max, m.maxAtMs]).toEqual([-2.877358, 7, 4.860281, 191]);
  });

  it('of parts joined are those of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { maxLength: 60 }),
        fc.array(finite, { maxLength: 60 }),
        (a, b) => {
          const joined = joinMoments(momentsOf(a), momentsOf(b, a.length));
          const whole = momentsOf([...a, ...b]);
          expect(joined.n).toBe(whole.n);
          expect([joined.min, joined.max, joined.minAtMs, joined.maxAtMs]).toEqual([
            whole.min,
            whole.max,
            whole.minAtMs,
            whole.maxAtMs,
          ]);
          expect(Math.abs(joined.mean - whole.mean)).toBeLessThanOrEqual(1e-9 * 1e6);
          expect(Math.abs(joined.m2 - whole.m2)).toBeLessThanOrEqual(1e-9 * Math.max(1, whole.m2));
        },
      ),
    );
  });

  it('of nothing, of one value and of none that is there', () => {
    expect(standardDeviation(momentsOf([]))).toBeNull();
    expect(standardDeviation(momentsOf([5]))).toBeNull();
    expect(momentsOf([NaN, NaN]).n).toBe(0);
    expect(standardDeviation(momentsOf([5, 5, 5]))).toBe(0);
  });
});

describe('percentiles and histogram', () => {
  it('agree with numpy', () => {
    const golden = [
      -2.67788455, -2.2910589, -1.8712527, -0.926313, 1.1502565, 3.05655, 3.826435, 4.27973375,
      4.69772209,
    ];
    PERCENTILES.forEach((p, i) =>
      expect(percentile(sortedOf(X), p)).toBeCloseTo(golden[i] ?? NaN, 7),
    );
  });

  it('count every value exactly once, in a class that holds it', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 5, max: 60 }),
        (values, wanted) => {
          const sorted = sortedOf(values);
          const { edges, counts } = histogramOf(sorted, wanted);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
          expect(edges.length).toBe(counts.length + 1);
          // Edges are written with twelve figures.
          const room = Math.max(1, Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0)) * 1e-9;
          expect((edges[0] ?? 0) - room).toBeLessThanOrEqual(sorted[0] ?? 0);
          expect((edges.at(-1) ?? 0) + room).toBeGreaterThanOrEqual(sorted.at(-1) ?? 0);
          expect(counts.length).toBeLessThanOrEqual(wanted + 2);
        },
      ),
    );
  });

  it('of nothing and of a value that never changes', () => {
    expect(histogramOf(sortedOf([]), 20)).toEqual({ edges: [], counts: [] });
    expect(histogramOf(sortedOf([3, 3, 3]), 20)).toEqual({ edges: [3, 3], counts: [3] });
    expect(percentile(sortedOf([]), 50)).toBeNaN();
    expect(percentile(sortedOf([7]), 99)).toBe(7);
  });

  it('has round steps', () => {
    expect([0.013, 0.9, 1, 3, 24, 260].map(roundStep)).toEqual([0.02, 1, 1, 5, 25, 500]);
  });
});

describe('correlation', () => {
  it('agrees with scipy: Pearson with its interval, Spearman, regression', () => {
    const pairing = pairUp(X, Y);
    const r = pearson(pairing);
    expect(r).toBeCloseTo(-0.12742510812353156, 7);
    const [low, high] = interval95(r, 200, 'pearson') ?? [NaN, NaN];
    expect(low).toBeCloseTo(-0.2615422938809032, 7);
    expect(high).toBeCloseTo(0.01151956245759587, 7);
    const rho = spearman(X, Y);
    expect(rho).toBeCloseTo(-0.12976374409360236, 7);
    const [rankLow, rankHigh] = interval95(rho, 200, 'spearman') ?? [NaN, NaN];
    expect(rankLow).toBeCloseTo(-0.26430192812439707, 7);
    expect(rankHigh).toBeCloseTo(0.009728416168181557, 7);
    const line = lineThrough(pairing);
    expect(line?.slope).toBeCloseTo(-0.11209068542278679, 7);
    expect(line?.intercept).toBeCloseTo(2.3343674928054092, 7);
    expect(line?.r2).toBeCloseTo(0.016237158180293722, 7);
    expect(line?.residualSd).toBeCloseTo(1.9150867783172765, 7);
  });

  it('shares ranks among equal values, as scipy does', () => {
    const ties = X.map((value) => Math.round(value));
    expect([...ranks(ties).slice(0, 8)]).toEqual([77.5, 122.5, 150.5, 150.5, 100, 49.5, 3, 3]);
    expect(
      spearman(
        ties,
        Y.map((value) => Math.round(value)),
      ),
    ).toBeCloseTo(-0.1021259277740006, 7);
  });

  it('takes y later by the lag', () => {
    const golden: readonly (readonly [number, number])[] = [
      [-5, 0.18208766397965137],
      [0, -0.1274251081235316],
      [3, -0.2867101359555432],
      [8, 0.35429070891895653],
    ];
    for (const [lag, r] of golden) expect(pearson(pairUp(X, Y, lag))).toBeCloseTo(r, 7);
  });

  it('leaves out pairs of which one is missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(finite, { nil: NaN }), fc.option(finite, { nil: NaN })), {
          minLength: 3,
          maxLength: 80,
        }),
        (pairs) => {
          const both = pairs.filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
          const all = pairUp(
            Float64Array.from(pairs, ([a]) => a),
            Float64Array.from(pairs, ([, b]) => b),
          );
          const kept = pairUp(
            Float64Array.from(both, ([a]) => a),
            Float64Array.from(both, ([, b]) => b),
          );
          expect(all).toEqual(kept);
          const r = pearson(all);
          if (r !== null) expect(Math.abs(r)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('says nothing of too little, or of what never changes', () => {
    const flat = new Float64Array(10).fill(4);
    expect(pearson(pairUp(flat, X.subarray(0, 10)))).toBeNull();
    expect(lineThrough(pairUp(flat, X.subarray(0, 10)))).toBeNull();
    expect(pearson(pairUp(X.subarray(0, 2), Y.subarray(0, 2)))).toBeNull();
    expect(spearman(new Float64Array(5).fill(NaN), X)).toBeNull();
    expect(interval95(0.5, 4, 'pearson')).toBeNull();
    expect(interval95(1, 50, 'pearson')).toEqual([1, 1]);
  });

  it('counts dependent pairs for less, and independent ones in full', () => {
    const slow = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i / 200));
    expect(independentPairs(5000, selfCorrelation(slow), selfCorrelation(slow))).toBeLessThan(50);
    expect(independentPairs(5000, 0, 0.9)).toBe(5000);
    expect(independentPairs(5000, -0.9, 0.9)).toBe(5000);
    expect(independentPairs(3, 0.9, 0.9)).toBe(3);
  });
});

describe('hexagons', () => {
  it('hold every point once and keep its colour', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 10, noNaN: true }),
            fc.double({ min: -5, max: 5, noNaN: true }),
          ),
          { minLength: 1, maxLength: 300 },
        ),
        (points) => {
          const bins = new Hexagons({ minX: 0, maxX: 10, minY: -5, maxY: 5 }, 20, 'plain');
          for (const [x, y] of points) bins.add(x, y, 7);
          const found = bins.bins();
          expect(found.reduce((sum, { n }) => sum + n, 0)).toBe(points.length);
          for (const bin of found) expect(bin.colour).toBe(7);
          // No centre is further than a hexagon away from its point.
          for (const [x, y] of points)
            expect(
              Math.min(...found.map((bin) => Math.hypot(bin.x - x, bin.y - y))),
            ).toBeLessThanOrEqual(0.75);
        },
      ),
    );
  });

  it('average hours on a circle: 23 and 1 make midnight', () => {
    const bins = new Hexagons({ minX: 0, maxX: 1, minY: 0, maxY: 1 }, 10, { circle: 24 });
    bins.add(0.5, 0.5, 23);
    bins.add(0.5, 0.5, 1);
    const colour = bins.bins()[0]?.colour ?? NaN;
    expect(Math.min(colour, 24 - colour)).toBeCloseTo(0, 9);
  });
});

describe('totals', () => {
  it('integrate a rate, add the steps of a counter through a reset, and count the hours of a state', () => {
    const total = (
      rule: ConstructorParameters<typeof TotalOf>[0],
      values: readonly number[],
      hours: number,
    ): number => {
      const of = new TotalOf(rule);
      for (const value of values) of.add(value, hours);
      return of.total;
    };
    expect(total({ kind: 'rate', perHour: 1, unit: 'm3' }, [10, 20, NaN, 30], 0.5)).toBe(30);
    expect(total({ kind: 'rate', perHour: 0.06, unit: 'L' }, [100, 100], 1)).toBeCloseTo(12, 12);
    expect(total({ kind: 'counter', unit: 'kWh' }, [100, 110, NaN, 130, 5, 9], 1)).toBe(34);
    expect(total({ kind: 'state', unit: 'h' }, [0, 0.5, 1, 1], 1)).toBe(2.5);
  });
});
