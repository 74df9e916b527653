import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoDateOf, monthDayOf } from '#core/process/calendar.ts';
import { civilDate } from '#core/time/civil.ts';
import {
  influentModifierSchema,
  openInfluentEvents,
  rainFallenMm,
  rainIntensityMmPerH,
  withoutInfluentEvents,
} from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';

const rain = (over: object): Extract<InfluentModifier, { kind: 'rain' }> => {
  const event = influentModifierSchema.parse({
    kind: 'rain',
    fromMs: 0,
    toMs: 7_200_000,
    depthMm: 10,
    ...over,
  });
  if (event.kind !== 'rain') throw new Error('not rain');
  return event;
};

describe('events of the incoming water', () => {
  test('rain falls as deep as it says, in any pieces, and never backwards', () => {
    fc.assert(
      fc.property(
        fc.record({
          depthMm: fc.double({ min: 0, max: 300, noNaN: true }),
          peak: fc.double({ min: 1, max: 2, noNaN: true }),
          peakAt: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        fc.array(fc.integer({ min: -1_000_000, max: 9_000_000 }), { minLength: 1, maxLength: 20 }),
        (over, cuts) => {
          const event = rain(over);
          const times = [-2_000_000, ...cuts.toSorted((a, b) => a - b), 10_000_000];
          let sum = 0;
          for (const [i, at] of times.slice(1).entries()) {
            const piece = rainFallenMm(event, at) - rainFallenMm(event, times[i]!);
            expect(piece).toBeGreaterThanOrEqual(-1e-9);
            sum += piece;
          }
          expect(sum).toBeCloseTo(over.depthMm, 9);
        },
      ),
    );
  });

  test('the highest intensity is the mean times the peak, where the event says', () => {
    const event = rain({ peak: 2, peakAt: 0.25 });
    expect(rainIntensityMmPerH(event, 1_799_000, 1_801_000)).toBeCloseTo(10, 1);
    expect(rainIntensityMmPerH(rain({ peak: 1 }), 0, 1000)).toBeCloseTo(5, 9);
  });

  test('an event that ends before it begins, or has a size that cannot be, is refused with its place', () => {
    const bad = influentModifierSchema.safeParse({ kind: 'scale', fromMs: 10, toMs: 10 });
    expect(bad.error?.issues[0]).toMatchObject({
      path: ['toMs'],
      message: 'must lie after fromMs',
    });
    for (const event of [
      { kind: 'rain', fromMs: 0, toMs: 1, depthMm: -1 },
      { kind: 'slug', fromMs: 0, toMs: 1, flowM3PerH: 0, cod: 500 },
      { kind: 'slug', fromMs: 0, toMs: 1, flowM3PerH: 1, cod: 500, pH: 15 },
      { kind: 'shift', fromMs: 0, toMs: 1, temperatureC: Number.NaN },
      { kind: 'flood', fromMs: 0, toMs: 1 },
    ])
      expect(influentModifierSchema.safeParse(event).success).toBe(false);
  });

  test('are dropped when over and taken away by name', () => {
    const events = [rain({ id: 'a' }), rain({ id: 'b', toMs: 100 })];
    expect(openInfluentEvents(events, 100).map((event) => event.id)).toEqual(['a']);
    expect(withoutInfluentEvents(events, 'a').map((event) => event.id)).toEqual(['b']);
    expect(withoutInfluentEvents(events)).toEqual([]);
  });
});

test('dates of days agree with the calendar of the language', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), (dayNumber) => {
      const date = new Date(dayNumber * 86_400_000);
      const ours = civilDate(dayNumber);
      expect(ours).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      if (ours.year >= 1000) expect(isoDateOf(ours)).toBe(date.toISOString().slice(0, 10));
      if (ours.year >= 1000) expect(monthDayOf(ours)).toBe(date.toISOString().slice(5, 10));
    }),
  );
});
