import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newMembrane } from '#core/process/membrane.ts';
import { cleaningEffect, cleanMembrane, contactS } from '#core/process/membrane-cleaning.ts';
import type { CleaningContact } from '#core/process/membrane-cleaning.ts';

// Seed B.5: weekly 0.03 %, 20 min a series; in-line 0.3 %, 120 min soak and 30 min air.
const weekly: CleaningContact = {
  concentrationMgPerL: 300,
  arrivedShare: 1,
  contactS: contactS([
    { durationS: 450, injects: false },
    { durationS: 690, injects: true },
    { durationS: 60, injects: false },
  ]),
  temperatureC: 20,
};
const inline: CleaningContact = {
  concentrationMgPerL: 3000,
  arrivedShare: 1,
  contactS: contactS([
    { durationS: 2100, injects: true },
    { durationS: 7200, injects: false },
    { durationS: 1800, injects: false },
  ]),
  temperatureC: 20,
};
const fouled = { ...newMembrane(), cakeKgPerM2: 0.05, organic: 1e12, deep: 1e12, permanent: 1e11 };
const after = (contact: CleaningContact) => {
  const s = { ...fouled };
  cleanMembrane(s, contact);
  return s;
};

describe('cleaning', () => {
  test('counts contact from the injection on', () => {
    expect(weekly.contactS).toBe(405);
    expect(inline.contactS).toBe(10_050);
    expect(contactS([{ durationS: 100, injects: false }])).toBe(0);
  });

  test('a weekly one restores most of the organic part and next to nothing of the deep one', () => {
    expect(cleaningEffect(weekly).organic).toBeGreaterThan(0.8);
    expect(cleaningEffect(weekly).deep).toBeLessThan(0.02);
    expect(cleaningEffect(weekly).ppmH).toBeCloseTo((300 * 405) / 3600, 9);
  });

  test('an in-line one restores both, nothing restores what is permanent', () => {
    const s = after(inline);
    expect(s.organic).toBeLessThan(0.05 * fouled.organic);
    expect(s.deep).toBeLessThan(0.25 * fouled.deep);
    expect(s.permanent).toBe(fouled.permanent);
    expect(s.chlorinePpmH).toBeCloseTo((3000 * 10_050) / 3600, 6);
  });

  test('works as far as the chemical arrived, the longer and warmer the better', () => {
    const left = (change: Partial<CleaningContact>): number =>
      after({ ...weekly, ...change }).organic;
    expect(left({ arrivedShare: 0 })).toBe(fouled.organic);
    expect(left({ arrivedShare: 0.5 })).toBeGreaterThan(left({}));
    expect(left({ contactS: 1200 })).toBeLessThan(left({}));
    expect(left({ temperatureC: 8 })).toBeGreaterThan(left({}));
  });

  test('never leaves more fouling than before, and never less than none', () => {
    const share = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10_000, noNaN: true }),
        share,
        fc.double({ min: 0, max: 40_000, noNaN: true }),
        fc.double({ min: 2, max: 35, noNaN: true }),
        (concentrationMgPerL, arrivedShare, seconds, temperatureC) => {
          const s = after({ concentrationMgPerL, arrivedShare, contactS: seconds, temperatureC });
          for (const key of ['cakeKgPerM2', 'organic', 'deep', 'permanent'] as const) {
            expect(s[key]).toBeLessThanOrEqual(fouled[key]);
            expect(s[key]).toBeGreaterThanOrEqual(0);
          }
          expect(s.chlorinePpmH).toBeGreaterThanOrEqual(fouled.chlorinePpmH);
        },
      ),
    );
  });
});
