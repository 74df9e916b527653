import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drop, largest, learn, noExtremes } from '#core/signal/qa/extremes.ts';
import type { Extremes } from '#core/signal/qa/extremes.ts';
import { SELF, doubtSelf, keenOf, selfBound, usualMost, warn } from '#core/signal/qa/self-bound.ts';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 2, 2);
const TIMES = SELF.nearest;
const LEAST = 0.5;

/** What was learned of days with these largest sizes, and the day after them. */
function learned(sizes: readonly number[]): { usual: Extremes; atMs: number } {
  const usual = noExtremes();
  sizes.forEach((size, day) => {
    learn(usual, size, T0 + day * DAY_MS);
  });
  return { usual, atMs: T0 + sizes.length * DAY_MS };
}
const even = (days: number): number[] =>
  Array.from({ length: days }, (_, day) => 4 + 0.1 * Math.sin(7 * day));

describe('bounds a sensor sets itself', () => {
  it('lie beyond all that counts as usual and never further than the widest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 6, maxLength: 60 }),
        (sizes) => {
          const { usual, atMs } = learned(sizes);
          const most = usualMost(usual);
          const bound = selfBound(usual, TIMES, LEAST, atMs);
          expect(bound).toBeGreaterThanOrEqual(
            Math.max(SELF.nearest * most, most + LEAST) * (1 - 1e-12),
          );
          expect(bound).toBeLessThanOrEqual(
            Math.max(SELF.widest * most, most + LEAST) * (1 + 1e-12),
          );
        },
      ),
    );
  });

  it('are sharper for even days than for uneven ones with the same largest', () => {
    // The same largest, but each other week is far quieter.
    const uneven = even(40).map((size, day) => size * 0.75 ** (day % 8));
    const sharp = learned(even(40));
    const wide = learned(uneven);
    expect(selfBound(sharp.usual, TIMES, LEAST, sharp.atMs)).toBeLessThan(
      0.8 * selfBound(wide.usual, TIMES, LEAST, wide.atMs),
    );
  });

  it('are not widened by a single day far beyond all others, but by one that comes again', () => {
    const once = even(40);
    once[20] = 50;
    const lone = learned(once);
    const calm = learned(even(40));
    const sharp = selfBound(calm.usual, TIMES, LEAST, calm.atMs);
    expect(selfBound(lone.usual, TIMES, LEAST, lone.atMs)).toBeLessThan(1.5 * sharp);
    once[30] = 50;
    const twice = learned(once);
    expect(selfBound(twice.usual, TIMES, LEAST, twice.atMs)).toBeGreaterThan(50);
  });

  it('never take in what waited while a fault came to light', () => {
    const { usual, atMs } = learned(even(30));
    const before = largest(usual);
    for (let day = 0; day < 4; day++) learn(usual, 40, atMs + day * DAY_MS);
    drop(usual);
    for (let day = 4; day < 20; day++) learn(usual, 4, atMs + day * DAY_MS);
    expect(largest(usual)).toBe(before);
  });

  it('widen for who cries wolf, and come back', () => {
    const { usual, atMs } = learned(even(30));
    const sharp = selfBound(usual, TIMES, LEAST, atMs);
    doubtSelf(usual, 9, atMs);
    const wary = selfBound(usual, TIMES, LEAST, atMs);
    expect(wary).toBeGreaterThan(1.2 * sharp);
    expect(selfBound(usual, TIMES, LEAST, atMs + 120 * DAY_MS)).toBeLessThan(1.02 * sharp);
    // The second time, days later, it is a habit of the plant.
    doubtSelf(usual, 9, atMs + 5 * DAY_MS);
    expect(usualMost(usual)).toBe(9);
  });

  it('go on from what an earlier version saved', () => {
    const { usual, atMs } = learned(even(30));
    const old: Extremes = {
      weeks: [...usual.weeks],
      most: usual.most,
      week: usual.week,
      waiting: [],
      beyond: [],
    };
    const bound = selfBound(old, TIMES, LEAST, atMs);
    expect(bound).toBeGreaterThan(usual.most);
    for (let day = 0; day < 20; day++) learn(old, 4, atMs + day * DAY_MS);
    expect(selfBound(old, TIMES, LEAST, atMs + 20 * DAY_MS)).toBeGreaterThan(4);
  });

  it('stand nearer only for what is known for long and did not cry wolf of late', () => {
    const young = learned(even(SELF.keenDays - 5));
    expect(keenOf(young.usual, 1, young.atMs)).toBe(1);
    const { usual, atMs } = learned(even(SELF.keenDays + 12));
    expect(keenOf(usual, 1, atMs)).toBe(SELF.keen);
    // Still beyond all that was usual.
    expect(SELF.keen * SELF.nearest).toBeGreaterThan(1);
    expect(keenOf(usual, SELF.warier, atMs)).toBe(1);
    warn(usual, atMs);
    const after = [0, 10, 30, 90].map((days) => keenOf(usual, 1, atMs + days * DAY_MS));
    expect(after[0]).toBeCloseTo(1, 2);
    expect([...after].sort((a, b) => b - a)).toEqual(after);
  });
});
