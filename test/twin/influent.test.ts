import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bod5, suspendedSolids, totalNitrogen, totalPhosphorus } from '#core/process/water.ts';
import { influentModifierSchema } from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { startSewer } from '#core/process/influent-generator.ts';
import { codMethodOf, fractionate, hourlyFactor } from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
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
  const sewer = startSewer(profile.influent, seed);
  return Array.from({ length: 14 * 96 }, (_, i) => {
    const nowMs = Date.UTC(2026, 2, 1, 15) + i * 900_000;
    return generatedInfluent.at({
      shape: profile.influent,
      sewer,
      events: [],
      now: calendar(nowMs),
      nowMs,
      plantS: i * 900,
    });
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
  const at = (
    source: ReturnType<typeof influentFromCsv>,
    plantS: number,
    events: readonly InfluentModifier[] = [],
  ): InfluentPoint => {
    if (!source.ok) throw new Error(source.error);
    return source.value.at({
      shape: profile.influent,
      sewer: startSewer(profile.influent, 1),
      events,
      now: createLocalCalendar('UTC')(0),
      nowMs: 0,
      plantS,
    });
  };

  test('is interpolated, fills what is missing from the profile, and starts again at its end', () => {
    const source = influentFromCsv('t_s,flow_m3_h,nh4n\n0,10,20\n100,20,40\n');
    expect(at(source, 50)).toMatchObject({ flowM3PerH: 15, nh4n: 30 });
    expect(at(source, 125).flowM3PerH).toBe(12.5);
    const generatedTn = generatedInfluent.at({
      shape: profile.influent,
      sewer: startSewer(profile.influent, 1),
      events: [],
      now: createLocalCalendar('UTC')(0),
      nowMs: 0,
      plantS: 0,
    }).tn;
    expect(at(source, 0).tn).toBe(generatedTn);
  });

  test('forced events act on it too', () => {
    const source = influentFromCsv('t_s,flow_m3_h,cod\n0,10,100\n100,10,100\n');
    const event = (input: object): InfluentModifier =>
      influentModifierSchema.parse({ fromMs: 0, toMs: 1000, ...input });
    expect(at(source, 0, [event({ kind: 'scale', flow: 2 })]).flowM3PerH).toBe(20);
    expect(at(source, 0, [event({ kind: 'festival', flow: 1.5 })]).flowM3PerH).toBe(15);
    expect(
      at(source, 0, [event({ kind: 'slug', flowM3PerH: 10, cod: 500, pH: 7 })]).cod,
    ).toBeCloseTo(300, 9);
  });

  test('all that is wrong is told at once, one line each', () => {
    const read = influentFromCsv('t_s,flow_m3_h\n0,x\n1,-2\n');
    expect(read.ok ? '' : read.error).toMatch(/line 2.*\n.*line 3/);
  });
});
