import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_LATCH, advanceLatch, negate } from '#core/alarms/latch.ts';
import type { Latch } from '#core/alarms/latch.ts';
import type { Truth } from '#core/plant/condition.ts';

const run = (truths: readonly Truth[], forS: number): Latch[] => {
  let latch = OPEN_LATCH;
  return truths.map(
    (raise) => (latch = advanceLatch(latch, { raise, clear: negate(raise), forS }, 1000)),
  );
};

describe('a latch', () => {
  it('is active after its condition held for the delay, not before', () => {
    expect(run(Array<Truth>(6).fill('true'), 5).map(({ active }) => active)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(run(['true'], 0)[0]!.active).toBe(true);
  });

  it('starts its delay again when the condition breaks, and stands still while it is unknown', () => {
    expect(run(['true', 'true', 'false', 'true', 'true'], 2).at(-1)!.active).toBe(false);
    expect(
      run(['true', 'true', 'unknown', 'unknown', 'true'], 2).map(({ active }) => active),
    ).toEqual([false, false, false, false, true]);
  });

  it('never changes on what is unknown', () => {
    const truths = fc.array(fc.constantFrom<Truth>('true', 'false', 'unknown'), { maxLength: 40 });
    fc.assert(
      fc.property(truths, fc.integer({ min: 0, max: 5 }), (before, forS) => {
        const latch = run(before, forS).at(-1) ?? OPEN_LATCH;
        expect(advanceLatch(latch, { raise: 'unknown', clear: 'unknown', forS }, 1000)).toEqual(
          latch,
        );
      }),
    );
  });
});
