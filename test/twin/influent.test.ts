import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bod5, suspendedSolids, totalNitrogen, totalPhosphorus } from '#core/process/water.ts';
import {
  calmInfluent,
  codMethodOf,
  fractionate,
  hourlyFactor,
  influentAt,
  stepInfluentNoise,
} from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { seedRandom } from '#core/random.ts';
import { generatedInfluent, influentFromCsv } from '#twin/influent-source.ts';
import { createLocalCalendar } from '#twin/time.ts';
import { geumgang, REFS_DIR } from './profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;

/** Two weeks of generated inflow at 15 min. */
function generated(seed: number): InfluentPoint[] {
  const calendar = createLocalCalendar(profile.site.timeZone);
  const noise = calmInfluent();
  const random = seedRandom(seed);
  return Array.from({ length: 14 * 96 }, (_, i) => {
    stepInfluentNoise(noise, profile.influent, random, 900);
    return influentAt(profile.influent, noise, calendar(Date.UTC(2026, 2, 1, 15) + i * 900_000));
  });
}

describe('generated influent', () => {
  test('has the mean of the profile, the peak hours of the profile, and is the same for the same seed', () => {
    const points = generated(1);
    const { influent } = profile;
    expect(mean(points.map((point) => point.flowM3PerH)) * 24).toBeGreaterThan(
      0.93 * influent.meanFlowM3PerD,
    );
    expect(mean(points.map((point) => point.flowM3PerH)) * 24).toBeLessThan(
      1.07 * influent.meanFlowM3PerD,
    );
    expect(mean(points.map((point) => point.tn))).toBeGreaterThan(0.85 * influent.mean.TN);
    expect(mean(points.map((point) => point.tn))).toBeLessThan(1.15 * influent.mean.TN);
    const byHour = Array.from({ length: 24 }, (_, hour) =>
      mean(
        points.filter((_p, i) => Math.floor(i / 4) % 24 === hour).map((point) => point.flowM3PerH),
      ),
    );
    expect(
      Math.abs(
        byHour.indexOf(Math.max(...byHour)) -
          influent.flowByHour.indexOf(Math.max(...influent.flowByHour)),
      ),
    ).toBeLessThanOrEqual(1);
    expect(generated(1)).toEqual(points);
    expect(generated(2)).not.toEqual(points);
  });

  test('hours join without a jump', () => {
    const factors = Array.from({ length: 24 }, (_, i) => i);
    expect(hourlyFactor(factors, 1800)).toBe(0);
    expect(hourlyFactor(factors, 3600)).toBe(0.5);
    expect(hourlyFactor(factors, 0)).toBe(11.5);
  });

  test('the split into components gives back the analyses it came from', () => {
    const [point] = generated(3);
    const load = fractionate(point!, codMethodOf(profile.influent));
    expect(bod5(load, false)).toBeCloseTo(point!.bod, 6);
    expect(suspendedSolids(load)).toBeCloseTo(point!.ss, 6);
    expect(totalNitrogen(load)).toBeCloseTo(point!.tn, 6);
    expect(totalPhosphorus(load)).toBeCloseTo(point!.tp, 6);
    for (const value of load) expect(value).toBeGreaterThanOrEqual(0);
  });

  const file = path.join(REFS_DIR, 'bsm1/inf_dry_2006.csv');
  test.runIf(existsSync(file))('spreads about as the dry-weather file of BSM1 does', () => {
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    const column = (index: number): number[] => rows.map((row) => row[index]!);
    const spread = (values: readonly number[]): number =>
      (quantile(values, 0.95) - quantile(values, 0.05)) / mean(values);
    const points = generated(4);
    const flow = {
      ours: spread(points.map((point) => point.flowM3PerH)),
      theirs: spread(column(14)),
    };
    const ammonium = {
      ours: spread(points.map((point) => point.nh4n)),
      theirs: spread(column(10)),
    };
    // A small sewer peaks higher than the city of 100,000 behind BSM1.
    expect(flow.ours / flow.theirs).toBeGreaterThan(0.8);
    expect(flow.ours / flow.theirs).toBeLessThan(2.5);
    expect(ammonium.ours / ammonium.theirs).toBeGreaterThan(0.5);
    expect(ammonium.ours / ammonium.theirs).toBeLessThan(2.5);
  });
});

describe('influent from a file', () => {
  const at = (source: ReturnType<typeof influentFromCsv>, plantS: number): InfluentPoint => {
    if (!source.ok) throw new Error(source.error);
    const now = createLocalCalendar('UTC')(0);
    return source.value.at(profile.influent, calmInfluent(), seedRandom(1), now, plantS);
  };

  test('is interpolated, fills what is missing from the profile, and starts again at its end', () => {
    const source = influentFromCsv('t_s,flow_m3_h,nh4n\n0,10,20\n100,20,40\n');
    expect(at(source, 50)).toMatchObject({ flowM3PerH: 15, nh4n: 30 });
    expect(at(source, 125).flowM3PerH).toBe(12.5);
    const generatedTn = generatedInfluent.at(
      profile.influent,
      calmInfluent(),
      seedRandom(1),
      createLocalCalendar('UTC')(0),
      0,
    ).tn;
    expect(at(source, 0).tn).toBe(generatedTn);
  });

  test.each([
    ['flow_m3_h\n1\n', /t_s is missing/],
    ['t_s,flow_m3_h,colour\n0,1,2\n', /unknown column colour/],
    ['t_s,flow_m3_h\n0,x\n1,2\n', /line 2, column flow_m3_h: "x" is not a number/],
    ['t_s,flow_m3_h\n0,1\n1,-2\n', /line 3, column flow_m3_h: -2 is negative/],
    ['t_s,flow_m3_h\n0,1\n0,2\n', /line 3: t_s 0 does not rise/],
    ['t_s,flow_m3_h\n0,1\n', /at least two rows/],
    ['t_s,flow_m3_h\n0,1\n5,\n', /line 3, column flow_m3_h: ""/],
  ])('%j is refused', (text, message) => {
    const read = influentFromCsv(text);
    expect(read.ok ? '' : read.error).toMatch(message);
  });
});
