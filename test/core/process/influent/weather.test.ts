import { beforeAll, expect, test } from 'vitest';
import type { RainShape } from '#core/plant/influent.ts';
import { rainFallenMm } from '#core/process/influent-events.ts';
import { drawStorm, gamma } from '#core/process/influent-rain.ts';
import { meanOf } from '#core/process/influent-statistics.ts';
import { seedRandom } from '#core/random.ts';
import { geumgang } from '../../../twin/profile.ts';

let rain: RainShape;
beforeAll(async () => {
  const { influent } = await geumgang();
  if (influent.rain === undefined) throw new Error('the profile has no rain');
  rain = influent.rain;
});

const HOUR = 3_600_000;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('a hundred years of drawn rain have the depths of the climate, month by month', () => {
  const random = seedRandom(4);
  const depth = new Array<number>(12).fill(0);
  const storms = new Array<number>(12).fill(0);
  const hardHours: number[] = [];
  const years = 100;
  for (let month = 1; month <= 12; month++) {
    for (let hour = 0; hour < years * 730.5; hour++) {
      const storm = drawStorm(rain, month, hour * HOUR, random);
      if (storm?.kind !== 'rain') continue;
      storms[month - 1]! += 1;
      depth[month - 1]! += storm.depthMm;
      for (let at = storm.fromMs; at < storm.toMs; at += HOUR)
        if (rainFallenMm(storm, at + HOUR) - rainFallenMm(storm, at) >= 30) hardHours.push(at);
    }
  }
  // The sum of a month of 100 years scatters by about sqrt(1 + 1.9) / sqrt(storms): within 4 of these.
  for (let m = 0; m < 12; m++) {
    const count = rain.stormsByMonth[m]! * years;
    expect(Math.abs(storms[m]! / count - 1)).toBeLessThan(4 / Math.sqrt(count));
    const expected = rain.depthMmByMonth[m]! * years;
    expect(Math.abs(depth[m]! / expected - 1)).toBeLessThan((4 * 1.7) / Math.sqrt(count));
  }
  expect(Math.abs(sum(depth) / years / sum(rain.depthMmByMonth) - 1)).toBeLessThan(0.06);
  // Hours of 30 mm and more: some a year, not none and not many.
  expect(hardHours.length / years).toBeGreaterThan(0.5);
  expect(hardHours.length / years).toBeLessThan(4);
});

test('the gamma function gives factorials and the root of pi', () => {
  expect(gamma(5)).toBeCloseTo(24, 9);
  expect(gamma(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 12);
  expect(gamma(1 + 1 / 0.75)).toBeCloseTo(1.190_639, 5);
  expect(meanOf([1, Number.NaN, 3])).toBe(2);
});
