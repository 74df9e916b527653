import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_METER, advanceMeter, totalAt } from '#core/report/meter.ts';
import type { Meter, MeterKind } from '#core/report/meter.ts';
import { EMPTY_TODAY, advanceToday, todayFigures, todaySources } from '#core/report/today.ts';
import { calmState, geumgang, good, plantContext, withSamples } from '../control/plant-fixture.ts';

const HOUR = 3_600_000;
const day0 = Date.UTC(2026, 10, 20, 15);
const fill = (
  kind: MeterKind,
  steps: readonly (readonly [number, number])[],
  from: Meter = EMPTY_METER,
): Meter => steps.reduce((meter, [ms, value]) => advanceMeter(meter, kind, value, ms), from);

describe('a meter', () => {
  it('adds what a counter gained and nothing when it goes back', () => {
    expect(
      fill('counter', [
        [0, 100],
        [1000, 105],
        [2000, 3],
        [3000, 10],
      ]).total,
    ).toBe(12);
  });

  it('integrates a rate over time but not over a hole', () => {
    const meter = fill('ratePerHour', [
      [0, 10],
      [60_000, 20],
      [60_000 + 2 * HOUR, 20],
      [120_000 + 2 * HOUR, 20],
    ]);
    expect(meter.total).toBeCloseTo(15 / 60 + 20 / 60, 12);
  });

  it('knows its total at any kept instant, between points by line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * HOUR }), (at) => {
        const steps = Array.from({ length: 241 }, (_, i) => [i * 600_000, i * 10] as const);
        expect(totalAt(fill('counter', steps), at)).toBeCloseTo(at / 60_000, 6);
      }),
      { numRuns: 50 },
    );
    expect(totalAt(fill('counter', [[HOUR, 5]]), 0)).toBeNull();
  });

  it('comes through JSON unchanged and keeps no more than two days', () => {
    const meter = fill(
      'counter',
      Array.from({ length: 10_000 }, (_, i) => [i * 60_000, i] as const),
    );
    expect(JSON.parse(JSON.stringify(meter))).toEqual(meter);
    expect(meter.points.length).toBeLessThan(300);
  });
});

describe('the figures of today', () => {
  const plant = plantContext(geumgang());
  const sources = todaySources(plant);

  it('count from the start of the plant day, and yesterday up to the same hour', () => {
    expect(sources.energy).not.toBeNull();
    let state = EMPTY_TODAY;
    const calm = calmState(plant);
    for (let minute = 0; minute <= 34 * 60; minute++) {
      const samples = withSamples(calm, {
        // 10 kWh an hour on the first day, 20 on the second.
        [sources.energy!.tag]: good(
          1000 + (minute <= 24 * 60 ? minute / 6 : 240 + (minute - 24 * 60) / 3),
        ),
        [sources.inflow!.tag]: good(sources.inflow!.kind === 'counter' ? minute : 60),
      }).samples;
      state = advanceToday(state, sources, samples, day0 + minute * 60_000);
    }
    const nowMs = day0 + 34 * HOUR;
    const figures = todayFigures(
      state,
      { startMs: day0 + 24 * HOUR, yesterdayStartMs: day0 },
      nowMs,
    );
    expect(figures.sinceMs).toBe(day0 + 24 * HOUR);
    expect(figures.energyKwh).toBeCloseTo(200, 6);
    expect(figures.energyYesterdaySameHourKwh).toBeCloseTo(100, 6);
    expect(figures.inflowM3).toBeCloseTo(600, 3);
  });

  it('say since when they count on the first day, and nothing about a yesterday they did not see', () => {
    const samples = withSamples(calmState(plant), { [sources.energy!.tag]: good(10) }).samples;
    const state = advanceToday(EMPTY_TODAY, sources, samples, day0 + 5 * HOUR);
    const figures = todayFigures(
      state,
      { startMs: day0, yesterdayStartMs: day0 - 24 * HOUR },
      day0 + 5 * HOUR,
    );
    expect(figures).toMatchObject({
      sinceMs: day0 + 5 * HOUR,
      energyKwh: 0,
      energyYesterdaySameHourKwh: null,
    });
  });
});
