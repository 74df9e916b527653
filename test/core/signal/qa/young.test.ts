import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteSpread, stillStands } from '#core/signal/qa/companion-errors.ts';
import { COMPANION } from '#core/signal/qa/companion-state.ts';
import type { Watch } from '#core/signal/qa/companion-state.ts';
import { noExtremes } from '#core/signal/qa/extremes.ts';
import type { Extremes } from '#core/signal/qa/extremes.ts';
import { PARTS, ripened } from '#core/signal/qa/parts.ts';
import { SELF, youthOf } from '#core/signal/qa/self-bound.ts';

const ofDays = (days: number): Extremes => ({ ...noExtremes(), days });
const size = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const days = fc.integer({ min: PARTS.days, max: 60 });

describe('bounds of a young sensor', () => {
  it('come down from those of the whole range to the own of a part, never back with more days', () => {
    fc.assert(
      fc.property(size, size, days, (whole, own, known) => {
        const now = ripened(whole, own, ofDays(known));
        const later = ripened(whole, own, ofDays(known + 1));
        const near = 1e-9 * Math.max(whole, own);
        expect(now).toBeGreaterThanOrEqual(own - near);
        expect(now).toBeLessThanOrEqual(Math.max(whole, own) + near);
        expect(later).toBeLessThanOrEqual(now + near);
        expect(ripened(whole, own, ofDays(PARTS.ripeDays))).toBe(own);
        expect(ripened(whole, own, ofDays(PARTS.days))).toBeCloseTo(Math.max(whole, own), 6);
      }),
    );
  });

  it('keep a margin that shrinks with the days and is gone when they are enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (known) => {
        const margin = youthOf(ofDays(known));
        expect(margin).toBeGreaterThanOrEqual(youthOf(ofDays(known + 1)));
        expect(margin).toBeLessThanOrEqual(1 + SELF.young);
        if (known >= SELF.grownDays) expect(margin).toBe(1);
        else expect(margin).toBeGreaterThan(1);
      }),
    );
    expect(youthOf(noExtremes())).toBe(1 + SELF.young);
  });
});

const watchOf = (hours: number, errors: number[], variance: number): Watch => ({
  errors,
  hours,
  variance: [variance],
  usual: [noExtremes()],
  over: 0,
  under: 0,
  guiltyMs: null,
  code: 'drift',
  wary: 1,
});
const view = (error: number, limit: number): { errors: number[]; limits: number[] } => ({
  errors: [error],
  limits: [limit],
});

describe('errors against the companions', () => {
  it('make the spread of a young model, and what it was off at first is soon forgotten', () => {
    const watch = watchOf(0, [], 0);
    for (let hour = 1; hour <= COMPANION.historyH; hour++) {
      watch.hours = hour;
      noteSpread(watch, [view(hour % 2 === 0 ? 10 : -10, 1)], 0);
    }
    // Ten times its bound, and yet counted: it is accused of nothing when its bounds begin to count.
    expect(Math.sqrt(watch.variance[0] ?? 0)).toBeCloseTo(10, 6);
    for (let hour = 1; hour <= 14 * 24; hour++) {
      watch.hours = COMPANION.historyH + hour;
      noteSpread(watch, [view(0.5, 1)], 0);
    }
    expect(Math.sqrt(watch.variance[0] ?? 0)).toBeLessThan(5);
  });

  it('count only as long as they stand', () => {
    const stood = [9, 9, 9, 9, 9, 9];
    expect(stillStands(watchOf(500, stood, 1), [view(8, 6)], 0)).toBe(true);
    expect(stillStands(watchOf(500, [...stood, 0, 0, 0], 1), [view(8, 6)], 0)).toBe(false);
    // The window and the last hours must be off to the same side.
    expect(stillStands(watchOf(500, stood, 1), [view(-8, 6)], 0)).toBe(false);
    expect(stillStands(watchOf(500, stood, 1), [null], 0)).toBe(false);
  });
});
