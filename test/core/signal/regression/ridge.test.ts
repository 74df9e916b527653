import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { cholesky, packedAt, packedSize, solve } from '#core/signal/regression/cholesky.ts';
import { firstRidge, fitRidge, learnRidge, predictRidge } from '#core/signal/regression/ridge.ts';
import type { RidgeState } from '#core/signal/regression/ridge.ts';

interface Lesson {
  readonly x: readonly number[];
  readonly y: number;
  readonly weight: number;
}

const lessons = (inputs: number, offset: number): fc.Arbitrary<Lesson[]> =>
  fc.array(
    fc.record({
      x: fc
        .array(fc.double({ min: -3, max: 3, noNaN: true }), {
          minLength: inputs,
          maxLength: inputs,
        })
        .map((x) => x.map((each) => each + offset)),
      y: fc.double({ min: -50, max: 50, noNaN: true }),
      weight: fc.double({ min: 0.1, max: 60, noNaN: true }),
    }),
    { minLength: 2, maxLength: 40 },
  );

const learnAll = (list: readonly Lesson[], keep: number): RidgeState =>
  list.reduce<RidgeState>(
    (state, { x, y, weight }) => learnRidge(state, x, y, weight, keep),
    firstRidge(list[0]?.x.length ?? 0),
  );

/** The same penalty, worked out at once from all rows by elimination in full. */
function batch(list: readonly Lesson[], keep: number, ridge: number) {
  const n = list[0]?.x.length ?? 0;
  const weights = list.map(({ weight }, i) => weight * keep ** (list.length - 1 - i));
  const total = weights.reduce((sum, each) => sum + each, 0);
  const mean = (of: (lesson: Lesson) => number): number =>
    list.reduce((sum, lesson, i) => sum + (weights[i] ?? 0) * of(lesson), 0) / total;
  const mx = Array.from({ length: n }, (_, j) => mean(({ x }) => x[j] ?? 0));
  const my = mean(({ y }) => y);
  const co = (a: (l: Lesson) => number, b: (l: Lesson) => number): number =>
    mean((l) => a(l) * b(l));
  const dx = (j: number) => (l: Lesson) => (l.x[j] ?? 0) - (mx[j] ?? 0);
  const sd = mx.map((_, j) => Math.sqrt(co(dx(j), dx(j))));
  const still = sd.map((each, j) => !(each > 1e-9 * (1 + Math.abs(mx[j] ?? 0))));
  const a = mx.map((_, i) =>
    mx.map((__, j) =>
      i === j
        ? 1 + ridge
        : still[i] === true || still[j] === true
          ? 0
          : co(dx(i), dx(j)) / ((sd[i] ?? 1) * (sd[j] ?? 1)),
    ),
  );
  const b = mx.map((_, i) => (still[i] === true ? 0 : co(dx(i), (l) => l.y - my) / (sd[i] ?? 1)));
  for (let i = 0; i < n; i++)
    for (let k = i + 1; k < n; k++) {
      const f = (a[k]?.[i] ?? 0) / (a[i]?.[i] ?? 1);
      a[k] = (a[k] ?? []).map((each, j) => each - f * (a[i]?.[j] ?? 0));
      b[k] = (b[k] ?? 0) - f * (b[i] ?? 0);
    }
  const slope = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = b[i] ?? 0;
    for (let j = i + 1; j < n; j++) rest -= (a[i]?.[j] ?? 0) * (slope[j] ?? 0);
    slope[i] = rest / (a[i]?.[i] ?? 1);
  }
  return { slope, my };
}

describe('ridge regression that learns one by one', () => {
  it('answers as the batch over all it learned with their weights', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(lessons(n, 0), lessons(n, 1000))),
        fc.double({ min: 0.9, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        ([near, far], keep, ridge) => {
          for (const list of [near, far]) {
            const fit = fitRidge(learnAll(list, keep), ridge);
            const exact = batch(list, keep, ridge);
            expect(fit?.meanOutput).toBeCloseTo(exact.my, 6);
            fit?.slope.forEach((each, i) =>
              expect(each).toBeCloseTo(exact.slope[i] ?? Number.NaN, 4),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds slopes and the spread about them, and forgets what was before', () => {
    const random = seedRandom(3);
    let state = firstRidge(2);
    const teach = (slope: number, times: number): void => {
      for (let i = 0; i < times; i++) {
        const x = [5 + nextGaussian(random), 100 * nextGaussian(random)];
        state = learnRidge(
          state,
          x,
          2 + slope * (x[0] ?? 0) - 0.03 * (x[1] ?? 0) + 0.5 * nextGaussian(random),
          1,
          0.999,
        );
      }
    };
    teach(-4, 3000);
    teach(7, 12_000);
    const fit = fitRidge(state, 1e-6);
    expect((fit?.slope[0] ?? 0) / (fit?.scale[0] ?? 1)).toBeCloseTo(7, 0);
    expect((fit?.slope[1] ?? 0) / (fit?.scale[1] ?? 1)).toBeCloseTo(-0.03, 2);
    expect(Math.sqrt(fit?.residualVar ?? 0)).toBeGreaterThan(0.45);
    expect(Math.sqrt(fit?.residualVar ?? 0)).toBeLessThan(0.6);
  });

  it('stays sound when an input never moves or two are the same', () => {
    let state = firstRidge(3);
    for (let i = 0; i < 500; i++) state = learnRidge(state, [1e6, i, i], 3 * i, 1, 1);
    const fit = fitRidge(state, 0.01);
    expect(fit).not.toBeNull();
    if (fit === null) return;
    expect(fit.slope[0]).toBe(0);
    expect(fit.slope[1]).toBeCloseTo(fit.slope[2] ?? 0, 9);
    expect(predictRidge(fit, [1e6, 400, 400], 3).value).toBeGreaterThan(1150);
  });

  it('does not draw slopes out beyond what it saw, and widens instead', () => {
    let state = firstRidge(1);
    for (let i = 0; i < 100; i++) state = learnRidge(state, [i % 10], i % 10, 1, 1);
    const fit = fitRidge(state, 1e-6);
    if (fit === null) throw new Error('nothing learned');
    const edge = predictRidge(fit, [4.5 + 3 * Math.sqrt(8.25)], 3);
    const far = predictRidge(fit, [1000], 3);
    expect(far.value).toBeCloseTo(edge.value, 6);
    expect(edge.strayVar).toBeCloseTo(0, 6);
    expect(far.strayVar).toBeGreaterThan(1e5);
    const without = predictRidge(fit, [null], 3);
    expect(without.value).toBeCloseTo(4.5, 9);
    expect(without.strayVar).toBeCloseTo(8.25, 3);
  });

  it('gives the same after a way through JSON', () => {
    const [a, b] = [0, 1].map((way) => {
      const random = seedRandom(8);
      let state = firstRidge(4);
      for (let i = 0; i < 300; i++) {
        const x = [0, 1, 2, 3].map(() => nextGaussian(random));
        state = learnRidge(state, x, nextGaussian(random), 15, 0.9999);
        if (way === 1 && i % 37 === 0) state = JSON.parse(JSON.stringify(state)) as RidgeState;
      }
      return fitRidge(state, 0.01);
    });
    expect(b).toEqual(a);
  });
});

describe('Cholesky factor', () => {
  it('solves what it factors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 21, maxLength: 21 }),
        (seed) => {
          const n = 6;
          // L L' + I is positive definite whatever L.
          const at = (i: number, j: number): number => (j <= i ? (seed[packedAt(i, j)] ?? 0) : 0);
          const a = new Array<number>(packedSize(n)).fill(0);
          for (let i = 0; i < n; i++)
            for (let j = 0; j <= i; j++) {
              let sum = i === j ? 1 : 0;
              for (let k = 0; k < n; k++) sum += at(i, k) * at(j, k);
              a[packedAt(i, j)] = sum;
            }
          const l = cholesky(a, n);
          expect(l).not.toBeNull();
          const b = [1, -2, 3, -4, 5, -6];
          const x = solve(l ?? [], b);
          b.forEach((right, i) => {
            let left = 0;
            for (let j = 0; j < n; j++) left += (a[packedAt(i, j)] ?? 0) * (x[j] ?? 0);
            expect(left).toBeCloseTo(right, 6);
          });
        },
      ),
    );
  });

  it('refuses what is not positive definite', () => {
    expect(cholesky([1, 2, 1], 2)).toBeNull();
  });
});
