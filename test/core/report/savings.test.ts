import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextUniform, seedRandom } from '#core/random.ts';
import { energySavings, isBeyondMargin } from '#core/report/savings.ts';
import type { DayUse } from '#core/report/savings.ts';

const DAY_MS = 86_400_000;
const days = (
  count: number,
  of: (i: number) => { readonly m3: number; readonly kwh: number },
): DayUse[] => Array.from({ length: count }, (_, i) => ({ wallMs: i * DAY_MS, ...of(i) }));
const statement = (span: readonly DayUse[], before: readonly DayUse[]) => ({
  ...energySavings(span, before),
  baseFromMs: 0,
  chemicals: [],
});

describe('savings against like days', () => {
  it('are nothing where nothing changed, and what was changed where something did', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: -0.4, max: 0.4, noNaN: true }),
        (rate, change) => {
          const before = days(30, (i) => ({ m3: 200 + i, kwh: (200 + i) * rate }));
          const span = days(10, (i) => ({ m3: 205 + i, kwh: (205 + i) * rate * (1 - change) }));
          const { savedKwh, expectedKwh, matched } = energySavings(span, before);
          expect(matched).toBe(10);
          expect((savedKwh ?? 0) / (expectedKwh ?? 1)).toBeCloseTo(change, 9);
        },
      ),
    );
  });

  it('are not claimed for days that only scatter: a placebo stays within its margin nineteen times of twenty', () => {
    const state = seedRandom(7);
    const random = (): number => nextUniform(state);
    const noisy = (): { readonly m3: number; readonly kwh: number } => {
      const m3 = 180 + random() * 40;
      return { m3, kwh: m3 * 1.2 * (0.9 + random() * 0.2) };
    };
    let claimed = 0;
    for (let i = 0; i < 200; i++)
      if (isBeyondMargin(statement(days(14, noisy), days(40, noisy)))) claimed++;
    expect(claimed).toBeLessThanOrEqual(10);
  });

  it('are not stated without enough like days', () => {
    const before = days(30, () => ({ m3: 500, kwh: 600 }));
    const span = days(10, () => ({ m3: 200, kwh: 240 }));
    expect(energySavings(span, before)).toMatchObject({
      matched: 0,
      savedKwh: null,
      measuredKwh: null,
    });
    expect(
      energySavings(
        days(3, () => ({ m3: 500, kwh: 500 })),
        before,
      ),
    ).toMatchObject({ matched: 3, savedKwh: null });
    expect(energySavings([], [])).toMatchObject({ savedKwh: null, days: [] });
  });
});
