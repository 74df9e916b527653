import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { sensorLife } from '#core/signal/qa/life.ts';
import { seasonTrend } from '#core/signal/qa/season.ts';
import type { DayMean } from '#core/signal/qa/season.ts';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 0, 1);

const days = (count: number, value: (day: number) => number): DayMean[] =>
  Array.from({ length: count }, (_, day) => ({ dayMs: T0 + day * DAY_MS, value: value(day) }));

describe('trend over months', () => {
  it('finds the slope it was made with, whatever single bad days say', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (perMonth) => {
        const random = seedRandom(4);
        const trend = seasonTrend(
          days(120, (day) =>
            day % 17 === 3 ? 500 : (perMonth * day) / 30 + 0.2 * nextGaussian(random),
          ),
        );
        expect(Math.abs((trend?.perMonth ?? Number.NaN) - perMonth)).toBeLessThan(0.15);
      }),
      { numRuns: 30 },
    );
  });

  it('calls chance no trend', () => {
    let false_ = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = seedRandom(seed);
      if (seasonTrend(days(90, () => nextGaussian(random)))?.significant === true) false_++;
    }
    // 5 % of 60 are 3; the 99.9th percentile of that is 9.
    expect(false_).toBeLessThanOrEqual(9);
  });

  it('takes a yearly season out once there is more than a year of it', () => {
    const random = seedRandom(8);
    const season = (day: number): number =>
      10 * Math.sin((2 * Math.PI * day) / 365.25) + 0.3 * nextGaussian(random);
    const trend = seasonTrend(days(800, (day) => season(day) + (0.2 * day) / 30));
    expect(trend).toMatchObject({ deseasoned: true, significant: true });
    expect(trend?.perMonth).toBeGreaterThan(0.1);
    expect(trend?.perMonth).toBeLessThan(0.3);
  });

  it('says nothing of fewer than 20 days, nor of values that are no numbers', () => {
    expect(seasonTrend(days(19, (day) => day))).toBeNull();
    expect(seasonTrend(days(40, () => Number.NaN))).toBeNull();
  });
});

describe('life of a sensor', () => {
  const nowMs = T0 + 100 * DAY_MS;
  const points = (score: (day: number) => number, noise: (day: number) => number | null) =>
    days(100, score).map(({ dayMs, value }, day) => ({
      dayMs,
      score: value,
      noiseTimes: noise(day),
    }));

  it('ends with its age', () => {
    const fresh = {
      nowMs,
      points: points(
        () => 95,
        () => 1,
      ),
    };
    expect(sensorLife({ ...fresh, installedMs: nowMs - 60 * DAY_MS, lifeMonths: 3 }).cause).toBe(
      'age',
    );
    expect(sensorLife({ ...fresh, installedMs: T0 - 900 * DAY_MS, lifeMonths: 18 })).toEqual({
      leftDays: 0,
      cause: 'age',
    });
    expect(sensorLife({ ...fresh, installedMs: null, lifeMonths: 18 })).toEqual({
      leftDays: null,
      cause: null,
    });
  });

  it('ends sooner when its score falls or its noise grows', () => {
    const age = { nowMs, installedMs: T0, lifeMonths: 24 };
    const falling = sensorLife({
      ...age,
      points: points(
        (day) => 95 - 0.3 * day,
        () => 1,
      ),
    });
    expect(falling.cause).toBe('score');
    expect(falling.leftDays).toBeGreaterThan(45);
    expect(falling.leftDays).toBeLessThan(60);
    const noisy = sensorLife({
      ...age,
      points: points(
        () => 95,
        (day) => 1 + 0.015 * day,
      ),
    });
    expect(noisy.cause).toBe('noise');
    expect(noisy.leftDays).toBeGreaterThan(25);
    expect(noisy.leftDays).toBeLessThan(45);
  });
});
