import { describe, expect, it } from 'vitest';
import { TEST_FUNCTIONS, isSuccess } from '#core/optimise/test-functions.ts';
import { hasRef, refTable } from '../plant/profile-files.ts';

describe('test functions', () => {
  it.each(TEST_FUNCTIONS)('$name has its published optimum', ({ f, xOpt, fOpt, lower, upper }) => {
    expect(Math.abs(f(xOpt) - fOpt)).toBeLessThan(2e-6 * Math.max(1, Math.abs(fOpt)));
    expect(xOpt.every((x, i) => x >= lower[i]! && x <= upper[i]!)).toBe(true);
    // A minimum: no neighbour is lower by more than the rounding of the published place.
    for (let i = 0; i < xOpt.length; i++) {
      for (const step of [-1e-3, 1e-3]) {
        const x = xOpt.map((v, j) => (j === i ? v + step * (upper[i]! - lower[i]!) : v));
        expect(f(x)).toBeGreaterThan(fOpt - 1e-6);
      }
    }
  });

  it('reads the fourth power of the camelback over three, not to four thirds', () => {
    const camelback = TEST_FUNCTIONS[2]!;
    expect(camelback.f([2, 0])).toBeCloseTo((4 - 8.4 + 16 / 3) * 4, 10);
    expect(camelback.fOpt).toBeCloseTo(-1.0316, 4);
  });

  it('knows success absolutely near zero and relatively far from it', () => {
    expect(isSuccess(9e-5, 0)).toBe(true);
    expect(isSuccess(1.1e-4, 0)).toBe(false);
    expect(isSuccess(-10.1526, -10.1531996791)).toBe(true);
    expect(isSuccess(-10.1511, -10.1531996791)).toBe(false);
  });
});

describe.skipIf(!hasRef('testfunctions.csv'))('the table of test functions', () => {
  it('has the same functions, bounds and optima', () => {
    const rows = refTable('testfunctions.csv');
    expect(rows).toHaveLength(TEST_FUNCTIONS.length);
    rows.forEach((row, i) => {
      const { name, lower, upper, fOpt, f } = TEST_FUNCTIONS[i]!;
      expect(row['function']!.split(' (')[0]).toBe(name);
      const bounds = row['bounds']!.split(';').map((pair) => pair.split(':').map(Number));
      expect(bounds).toEqual(lower.map((low, k) => [low, upper[k]]));
      expect(fOpt).toBeCloseTo(Number(row['f_opt']), 8);
      expect(f(row['x_opt']!.split(' ').map(Number))).toBeCloseTo(Number(row['f_opt']), 6);
    });
  });
});
