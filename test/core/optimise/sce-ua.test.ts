import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { boxProblem, checkProblem, fromUnit, toUnit } from '#core/optimise/problem.ts';
import type { Problem } from '#core/optimise/problem.ts';
import { triangularDraw } from '#core/optimise/complex.ts';
import { sceUa } from '#core/optimise/sce-ua.ts';
import { resumeSearch, runSearch, startSearch } from '#core/optimise/search.ts';
import type { Search, SearchState } from '#core/optimise/search.ts';
import { TEST_FUNCTIONS, isSuccess } from '#core/optimise/test-functions.ts';
import { seedRandom } from '#core/random.ts';

function start(problem: Problem, seed: number, evaluations: number, target?: number): Search {
  const limits = target === undefined ? { evaluations } : { evaluations, target };
  const search = startSearch(sceUa(), problem, seed, limits);
  if (!search.ok) throw new Error(JSON.stringify(search.error));
  return search.value;
}

const square = (x: readonly number[]): number => x.reduce((sum, v) => sum + (v - 0.3) ** 2, 0);

describe('SCE-UA', () => {
  it.each(TEST_FUNCTIONS)('finds the optimum of $name in at least 9 of 10 seeds', (test) => {
    const dim = test.lower.length;
    let found = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const near = test.fOpt + 9e-5 * Math.max(1, Math.abs(test.fOpt));
      const search = start(boxProblem(test.lower, test.upper), seed, 2000 * dim, near);
      if (isSuccess(runSearch(search, test.f).best!.value, test.fOpt)) found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(9);
  });

  it('asks for points inside the bounds only, and never more than the budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer(),
        fc.constantFrom('linear' as const, 'log' as const),
        (dim, evaluations, seed, scale) => {
          const variables = Array.from({ length: dim }, (_, i) => ({
            name: `k${i}`,
            min: 0.01,
            max: 10 ** i,
            scale,
          }));
          const search = start({ variables }, seed, evaluations);
          let count = 0;
          runSearch(search, (x) => {
            count += 1;
            x.forEach((v, i) => {
              if (!(v >= variables[i]!.min && v <= variables[i]!.max)) throw new Error(String(v));
            });
            return square(x);
          });
          expect(count).toBe(evaluations);
          expect(search.stopped).toBe('evaluations');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same points for the same seed, other points for another', () => {
    const path = (seed: number): string => {
      const points: (readonly number[])[] = [];
      runSearch(start(boxProblem([0, 0], [1, 1]), seed, 300), (x) => (points.push(x), square(x)));
      return JSON.stringify(points);
    };
    expect(path(3)).toBe(path(3));
    expect(path(3)).not.toBe(path(4));
  });

  it('goes on from a saved state exactly as if it had not stopped', () => {
    const test = TEST_FUNCTIONS[6]!;
    const problem = boxProblem(test.lower, test.upper);
    const straight = runSearch(start(problem, 5, 900), test.f);
    const first = start(problem, 5, 900);
    while (first.evaluations < 400) first.tell(first.ask().map(test.f));
    const saved = JSON.parse(JSON.stringify(first.state())) as SearchState;
    const resumed = resumeSearch(sceUa(), saved);
    if (!resumed.ok) throw new Error('not resumed');
    expect(resumed.value.evaluations).toBe(first.evaluations);
    expect(resumed.value.ask()).toEqual(first.ask());
    expect(runSearch(resumed.value, test.f).best).toEqual(straight.best);
  });

  it('searches on with a larger budget after the first was used', () => {
    const test = TEST_FUNCTIONS[4]!;
    const problem = boxProblem(test.lower, test.upper);
    const short = runSearch(start(problem, 2, 150), test.f);
    const more = resumeSearch(sceUa(), short.state(), 900);
    if (!more.ok) throw new Error('not resumed');
    const long = runSearch(start(problem, 2, 900), test.f);
    expect(runSearch(more.value, test.f).best).toEqual(long.best);
  });

  it('refuses a state of other settings', () => {
    const saved = start(boxProblem([0], [1]), 1, 20).state();
    const other = resumeSearch(sceUa({ complexes: 5 }), saved);
    expect(other.ok).toBe(false);
  });

  it('counts infeasible points, avoids them and still finds the feasible optimum', () => {
    const search = start(boxProblem([0, 0], [1, 1]), 1, 1500);
    runSearch(search, (x) => (x[0]! < 0.5 ? Number.NaN : square(x)));
    expect(search.infeasible).toBeGreaterThan(0);
    expect(search.best!.x[0]).toBeCloseTo(0.5, 2);
    expect(search.best!.x[1]).toBeCloseTo(0.3, 2);
  });

  it('ends without a best when no point is feasible', () => {
    const search = runSearch(start(boxProblem([0], [1]), 1, 100), () => Number.NaN);
    expect(search.best).toBeNull();
    expect(search.infeasible).toBe(100);
  });

  it('stops at a target, and after the rounds it was given', () => {
    const target = startSearch(sceUa(), boxProblem([0, 0], [1, 1]), 1, {
      evaluations: 5000,
      target: 1e-3,
    });
    if (!target.ok) throw new Error('not started');
    expect(runSearch(target.value, square).stopped).toBe('target');
    expect(target.value.best!.value).toBeLessThanOrEqual(1e-3);
    const once = startSearch(sceUa({ rounds: 1 }), boxProblem([0, 0], [1, 1]), 1, {
      evaluations: 50_000,
    });
    if (!once.ok) throw new Error('not started');
    expect(runSearch(once.value, square).stopped).toBe('converged');
    expect(once.value.evaluations).toBeLessThan(2000);
  });

  it('tries the start it is given', () => {
    const variables = [
      { name: 'a', min: 0, max: 1, scale: 'linear' as const, start: 0.25 },
      { name: 'b', min: 1e-3, max: 1e3, scale: 'log' as const, start: 7 },
    ];
    const [first] = start({ variables }, 1, 10).ask();
    expect(first![0]).toBeCloseTo(0.25, 12);
    expect(first![1]).toBeCloseTo(7, 10);
  });
});

describe('a search', () => {
  it('reports every variable it cannot work with', () => {
    const variables = [
      { name: 'a', min: 1, max: 1, scale: 'linear' as const },
      { name: 'b', min: 0, max: 1, scale: 'log' as const },
      { name: 'c', min: 0, max: 1, scale: 'linear' as const, start: 2 },
      { name: 'c', min: Number.NaN, max: 1, scale: 'linear' as const },
    ];
    const checked = checkProblem({ variables });
    expect(checked.ok ? [] : checked.error.map(({ quantity }) => quantity)).toEqual([
      'a, range',
      'b, lower bound',
      'c, start',
      'c',
      'c, range',
    ]);
    const none = startSearch(sceUa(), { variables: [] }, 1, { evaluations: 0 });
    expect(none.ok ? 0 : none.error.length).toBe(2);
    const endless = startSearch(sceUa(), boxProblem([0], [1]), 1, {
      evaluations: 10,
      target: -Infinity,
    });
    expect(endless.ok ? '' : endless.error[0]!.quantity).toBe('target');
  });

  it('maps values to the unit cube and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (u) => {
        const problem: Problem = {
          variables: [
            { name: 'a', min: -3, max: 8, scale: 'linear' },
            { name: 'b', min: 1e-6, max: 1e6, scale: 'log' },
          ],
        };
        for (const back of toUnit(problem, fromUnit(problem, [u, u])))
          expect(Math.abs(back - u)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is told as many values as it asked for', () => {
    const search = start(boxProblem([0], [1]), 1, 20);
    expect(() => search.tell([1])).toThrow(/asked for/);
  });
});

describe('choice of parents', () => {
  it('draws distinct places, better ones more often, in the proportions of Duan', () => {
    const random = seedRandom(9);
    const size = 5;
    const count = new Array<number>(size).fill(0);
    const draws = 60_000;
    for (let k = 0; k < draws; k++) {
      const [place] = triangularDraw(size, 1, random);
      count[place!]! += 1;
    }
    count.forEach((n, i) => {
      expect(n / draws).toBeCloseTo((2 * (size - i)) / (size * (size + 1)), 1);
      expect(Math.abs(n / draws - (2 * (size - i)) / (size * (size + 1)))).toBeLessThan(0.01);
    });
    expect(new Set(triangularDraw(7, 7, random)).size).toBe(7);
  });
});
