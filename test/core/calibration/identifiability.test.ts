import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { identifiability, sensitivityPoints } from '#core/calibration/identifiability.ts';
import type { Identifiability } from '#core/calibration/identifiability.ts';
import { crossProducts, eigen, inverse } from '#core/calibration/symmetric.ts';
import { boxProblem } from '#core/optimise/problem.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';

const times = Array.from({ length: 120 }, (_, i) => i / 20);

/** Identity of parameters of a model at a point, with noise of the given size. */
function identify(
  model: (x: readonly number[], t: number) => number,
  at: readonly number[],
  noise: number,
  near: readonly (readonly number[])[] = [],
): Identifiability {
  const problem = boxProblem(
    at.map(() => 0),
    at.map(() => 1),
  );
  const random = seedRandom(3);
  const outputs = sensitivityPoints(problem, at).map((x) => times.map((t) => model(x, t)));
  return identifiability(
    problem,
    at,
    outputs,
    times.map(() => noise * nextGaussian(random)),
    near,
  );
}

describe('identifiability', () => {
  it('agrees with linear regression: standard errors and correlation', () => {
    // y = a + b t: covariance s2 (X'X)^-1.
    const result = identify((x, t) => x[0]! + x[1]! * t, [0.5, 0.5], 0.1);
    const n = times.length;
    const mean = times.reduce((s, t) => s + t, 0) / n;
    const sxx = times.reduce((s, t) => s + (t - mean) ** 2, 0);
    const expected = 2 * 1.96 * 0.1 * Math.sqrt(1 / sxx);
    const slope = result.parameters[1]!;
    expect(slope.confidenceShare! / expected).toBeGreaterThan(0.85);
    expect(slope.confidenceShare! / expected).toBeLessThan(1.25);
    const sumSquares = times.reduce((s, t) => s + t * t, 0);
    expect(result.correlations[0]![1]).toBeCloseTo(-(mean * n) / Math.sqrt(n * sumSquares), 6);
    expect(slope.verdict).toBe('identifiable');
    expect(slope.sensitivity).toBeCloseTo(Math.sqrt(sumSquares / n), 6);
  });

  it('tells parameters apart that act alike from those that do not', () => {
    // Collinearity index of two columns with cosine c is 1/sqrt(1-c) (Brun et al. 2001).
    const alike = identify((x, t) => (x[0]! + x[1]!) * t, [0.5, 0.5], 0.1);
    expect(alike.collinearity).toBe(Infinity);
    expect(alike.parameters.map(({ verdict }) => verdict)).toEqual([
      'not identifiable',
      'not identifiable',
    ]);
    const apart = identify((x, t) => x[0]! * Math.sin(t) + x[1]! * Math.cos(t), [0.5, 0.5], 0.1);
    expect(apart.collinearity).toBeLessThan(1.2);
    expect(apart.worstPair?.names).toEqual(['x1', 'x2']);
    expect(apart.determinant).toBeGreaterThan(1);
  });

  it('finds what the data do not see, and what lies at a bound', () => {
    const blind = identify((x, t) => x[0]! * t + 1e-3 * x[1]! * Math.sin(t), [0.5, 0.5], 0.1);
    expect(blind.parameters[1]!.verdict).toBe('not identifiable');
    expect(blind.parameters[1]!.reason).toMatch(/hardly see/);
    expect(blind.parameters[0]!.verdict).toBe('identifiable');
    const bound = identify((x, t) => x[0]! * t, [1], 0.01);
    expect(bound.parameters[0]).toMatchObject({ verdict: 'weak', atBound: true, closest: null });
  });

  it('sees from the slopes how far the optimum of a linear model is, inside the bounds', () => {
    const problem = boxProblem([0, 0], [1, 1]);
    const judge = (at: readonly number[], wanted: readonly number[]): Identifiability => {
      const model = (x: readonly number[]): number[] => times.map((t) => x[0]! + x[1]! * t);
      const truth = model(wanted);
      return identifiability(
        problem,
        at,
        sensitivityPoints(problem, at).map(model),
        model(at).map((v, k) => v - truth[k]!),
      );
    };
    const away = judge([0.5, 0.4], [0.7, 0.3]);
    expect(away.step![0]).toBeCloseTo(0.2, 9);
    expect(away.step![1]).toBeCloseTo(-0.1, 9);
    expect(judge([0.7, 0.3], [0.7, 0.3]).parameters[0]!.optimumAway).toBeCloseTo(0, 9);
    // At a bound and drawn outwards: held there, the other goes as far as it may without it.
    const held = judge([1, 0.4], [1.2, 0.3]);
    expect(held.step![0]).toBe(0);
    expect(held.step![1]).toBeGreaterThan(-0.1);
    expect(held.parameters[0]!.atBound).toBe(true);
  });

  it('widens the interval where errors hang together', () => {
    const problem = boxProblem([0], [1]);
    const outputs = sensitivityPoints(problem, [0.5]).map((x) => times.map((t) => x[0]! * t));
    const width = (residuals: number[]): number =>
      identifiability(problem, [0.5], outputs, residuals).parameters[0]!.confidenceShare!;
    const jumping = times.map((_, i) => (i % 2 === 0 ? 0.1 : -0.1));
    const drifting = times.map((_, i) => (i < 60 ? 0.1 : -0.1));
    expect(width(drifting)).toBeGreaterThan(5 * width(jumping));
  });

  it('shows how far the near-best points of the search lie apart', () => {
    const result = identify((x, t) => x[0]! * t, [0.5], 0.1, [[0.4], [0.55], [0.5]]);
    expect(result.parameters[0]!.nearBestShare).toBeCloseTo(0.15, 10);
  });
});

describe('symmetric matrices', () => {
  it('have the eigenvalues whose sum is the trace, and an inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer(), (n, seed) => {
        const random = seedRandom(seed);
        const columns = Array.from({ length: n }, () =>
          Array.from({ length: n + 4 }, () => nextGaussian(random)),
        );
        const m = crossProducts(columns);
        const { values, vectors } = eigen(m);
        const trace = m.reduce((sum, row, i) => sum + row[i]!, 0);
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 8);
        vectors.forEach((v, k) =>
          m.forEach((row, i) =>
            expect(row.reduce((sum, x, j) => sum + x * v[j]!, 0)).toBeCloseTo(
              values[k]! * v[i]!,
              7,
            ),
          ),
        );
        const inv = inverse(m)!;
        m.forEach((row, i) =>
          m.forEach((_, j) =>
            expect(row.reduce((sum, x, k) => sum + x * inv[k]![j]!, 0)).toBeCloseTo(
              i === j ? 1 : 0,
              5,
            ),
          ),
        );
      }),
      { numRuns: 40 },
    );
    expect(
      inverse([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });
});
