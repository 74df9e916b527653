import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Influent } from '#core/plant/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { influentModifierSchema } from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { moveSewer, startSewer, stepSewer } from '#core/process/influent-generator.ts';
import type { SewerState } from '#core/process/influent-generator.ts';
import { mixStreams, streamOf, unbufferedAlkalinity } from '#core/process/influent-mix.ts';
import { autocorrelation, meanOf, variationOf } from '#core/process/influent-statistics.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import { geumgang } from '../../../twin/profile.ts';
import { flatShape, utc } from './shape.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const START = Date.UTC(2026, 6, 6);
const HOUR = 3_600_000;
const event = (input: object): InfluentModifier => influentModifierSchema.parse(input);

function run(
  shape: Influent,
  sewer: SewerState,
  steps: number,
  events: readonly InfluentModifier[] = [],
  stepMs = 60_000,
  fromMs = START,
): InfluentPoint[] {
  return Array.from({ length: steps }, (_, i) =>
    stepSewer(shape, sewer, events, utc(fromMs + i * stepMs), fromMs + i * stepMs),
  );
}

describe('the generator', () => {
  test('gives the same bytes for a seed, also when saved as JSON in the middle', () => {
    const { influent } = profile;
    const whole = run(influent, startSewer(influent, 5), 4000);
    const sewer = startSewer(influent, 5);
    const first = run(influent, sewer, 1500);
    const saved = JSON.parse(JSON.stringify(sewer)) as SewerState;
    const rest = run(influent, saved, 2500, [], 60_000, START + 1500 * 60_000);
    expect(JSON.stringify([...first, ...rest])).toBe(JSON.stringify(whole));
    expect(run(influent, startSewer(influent, 6), 10)).not.toEqual(whole.slice(0, 10));
  });

  test('a forced event changes what it touches and nothing after it', () => {
    const { rain: _rain, ...dry } = profile.influent;
    const extra = [event({ kind: 'scale', fromMs: START + HOUR, toMs: START + 2 * HOUR, flow: 2 })];
    const calm = run(dry, startSewer(dry, 1), 240);
    const forced = run(dry, startSewer(dry, 1), 240, extra);
    expect(forced.slice(0, 60)).toEqual(calm.slice(0, 60));
    expect(forced[90]!.flowM3PerH).toBeCloseTo(2 * calm[90]!.flowM3PerH, 9);
    expect(forced.slice(120)).toEqual(calm.slice(120));
  });

  test('a step more within a minute draws no chance', () => {
    const a = startSewer(profile.influent, 3);
    const b = startSewer(profile.influent, 3);
    const even = run(profile.influent, a, 120);
    const odd = Array.from({ length: 240 }, (_, i) => {
      const ms = START + i * 30_000;
      return stepSewer(profile.influent, b, [], utc(ms), ms);
    });
    expect(odd.at(-2)!.flowM3PerH).toBeCloseTo(even.at(-1)!.flowM3PerH, 6);
  });

  test('the noise has the spread and the memory of its scales', () => {
    const shape: Influent = {
      ...flatShape,
      noise: { relativeSd: 0, correlationS: 3600, flow: [{ relativeSd: 0.2, correlationS: 7200 }] },
    };
    const flows = run(shape, startSewer(shape, 2), 30_000, [], 600_000).map((p) => p.flowM3PerH);
    // 30,000 values hold about 1250 independent ones: 2 % of the spread, 1 % of the mean.
    expect(meanOf(flows)).toBeGreaterThan(9.8);
    expect(meanOf(flows)).toBeLessThan(10.2);
    expect(variationOf(flows)).toBeGreaterThan(0.185);
    expect(variationOf(flows)).toBeLessThan(0.22);
    expect(autocorrelation(flows, 12)).toBeGreaterThan(Math.exp(-1) - 0.06);
    expect(autocorrelation(flows, 12)).toBeLessThan(Math.exp(-1) + 0.06);
  });

  test('all rain that falls on the catchment reaches the sewer or still lies in it', () => {
    const rainShape = {
      ...profile.influent.rain!,
      stormsByMonth: new Array<number>(12).fill(0),
      wettingMm: 0,
    };
    const shape: Influent = { ...flatShape, rain: rainShape };
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 120, noNaN: true }),
        fc.integer({ min: 600_000, max: 20 * HOUR }),
        fc.constantFrom(60_000, 300_000, 3_600_000),
        (depthMm, lengthMs, stepMs) => {
          const sewer = startSewer(shape, 1);
          const events = [
            event({
              kind: 'rain',
              fromMs: START + 90_000,
              toMs: START + 90_000 + lengthMs,
              depthMm,
            }),
          ];
          const before = sewer.catchment.depositKg;
          const points = run(shape, sewer, Math.ceil((24 * HOUR) / stepMs), events, stepMs);
          const hours = stepMs / HOUR;
          const came = points.reduce((sum, p) => sum + (p.flowM3PerH - 10) * hours, 0);
          const fell = (depthMm * (rainShape.fastAreaM2 + rainShape.slowAreaM2)) / 1000;
          expect(came + sewer.catchment.fastM3 + sewer.catchment.slowM3).toBeCloseTo(fell, 6);
          // First flush: solids beyond those of the sewage are the deposit that went, and no more than there was.
          const solids =
            points.reduce((sum, p) => sum + (p.flowM3PerH * p.ss - 10 * 200) * hours, 0) / 1000;
          expect(solids + sewer.catchment.fastKg).toBeGreaterThan(0);
          expect(solids + sewer.catchment.fastKg).toBeLessThan(before + rainShape.deposit.maxKg);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a hard rain first brings solids, then dilutes and cools', () => {
    const shape: Influent = {
      ...profile.influent,
      noise: flatShape.noise,
      flowByHour: flatShape.flowByHour,
      strengthByHour: flatShape.strengthByHour,
      slugs: undefined,
    };
    const sewer = startSewer(shape, 11);
    const quiet = startSewer(shape, 11);
    const rain = [
      event({ kind: 'rain', fromMs: START, toMs: START + 2 * HOUR, depthMm: 60, peak: 1 }),
    ];
    const wet = run(shape, sewer, 600, rain);
    const dry = run(shape, quiet, 600);
    const load = (p: InfluentPoint): number => p.ss * p.flowM3PerH;
    expect(Math.max(...wet.slice(0, 60).map(load))).toBeGreaterThan(1.5 * load(dry[30]!));
    expect(wet[110]!.cod).toBeLessThan(0.6 * dry[110]!.cod);
    expect(wet[110]!.flowM3PerH).toBeGreaterThan(1.8 * dry[110]!.flowM3PerH);
    expect(wet[110]!.nh4n).toBeLessThan(0.6 * dry[110]!.nh4n);
  });

  test('snow waits for warm air and its melt cools the sewage', () => {
    const shape: Influent = { ...profile.influent, noise: flatShape.noise, slugs: undefined };
    const winter = Date.UTC(2026, 0, 12);
    const calm = {
      ...shape,
      rain: { ...shape.rain!, stormsByMonth: new Array<number>(12).fill(0) },
      air: { ...shape.air!, noiseSdC: 0 },
    };
    const snow = [event({ kind: 'rain', fromMs: winter, toMs: winter + 4 * HOUR, depthMm: 20 })];
    const sewer = startSewer(calm, 1);
    // The night of January is below zero: nothing comes at once.
    const cold = run(calm, sewer, 5 * 60, snow, 60_000, winter);
    expect(sewer.catchment.snowMm).toBeGreaterThan(19);
    const warmer = { ...calm, air: { ...calm.air, meanC: 20 } };
    const bare = startSewer(warmer, 1);
    run(warmer, bare, 5 * 60, [], 60_000, winter);
    const without = run(warmer, bare, 40 * 60, [], 60_000, winter + 5 * HOUR);
    const melt = run(warmer, sewer, 40 * 60, [], 60_000, winter + 5 * HOUR);
    expect(sewer.catchment.snowMm).toBeLessThan(10);
    const cooled = melt.map((p, i) => without[i]!.temperatureC - p.temperatureC);
    expect(Math.max(...cooled)).toBeGreaterThan(0.3);
    expect(Math.min(...cooled)).toBeGreaterThan(-0.3);
    expect(cold[0]!.temperatureC).toBeGreaterThan(5);
  });

  test('an acid discharge lowers the pH, an alkaline one raises it, COD comes by load', () => {
    const slug = (pH: number): InfluentPoint =>
      run(flatShape, startSewer(flatShape, 1), 2, [
        event({ kind: 'slug', fromMs: START, toMs: START + HOUR, flowM3PerH: 2.5, cod: 1400, pH }),
      ])[1]!;
    expect(slug(1.5).pH).toBeLessThan(4);
    expect(slug(12.5).pH).toBeGreaterThan(10);
    expect(slug(7).cod).toBeCloseTo((10 * 400 + 2.5 * 1400) / 12.5, 9);
    expect(slug(7).flowM3PerH).toBeCloseTo(12.5, 9);
  });

  test('holidays and festivals of the calendar and forced ones count', () => {
    const shape: Influent = {
      ...flatShape,
      flowByWeekday: [1, 1, 1, 1, 1, 0.9, 0.8],
      holidays: [
        {
          id: 'feast',
          yearly: ['07-07'],
          dates: ['2026-07-09'],
          flow: 1.3,
          strength: 1.2,
          restDay: true,
          source: 'test',
        },
      ],
      festivals: [
        {
          id: 'fair',
          from: '07-10',
          to: '07-10',
          fromHour: 10,
          toHour: 12,
          flow: 2,
          strength: 1,
          source: 'test',
        },
      ],
    };
    const at = (day: number, hour: number, events: InfluentModifier[] = []): InfluentPoint => {
      const ms = Date.UTC(2026, 6, day, hour);
      return stepSewer(shape, startSewer(shape, 1), events, utc(ms), ms);
    };
    expect(at(6, 11)).toMatchObject({ flowM3PerH: 10, cod: 400 });
    expect(at(7, 11).flowM3PerH).toBeCloseTo(13, 9);
    expect(at(9, 11).cod).toBeCloseTo(480, 9);
    expect([at(10, 9), at(10, 11)].map((p) => p.flowM3PerH)).toEqual([10, 20]);
    expect(at(12, 11).flowM3PerH).toBeCloseTo(8, 9);
    const forced = event({ kind: 'festival', fromMs: 0, toMs: Date.UTC(2030, 0, 1), flow: 1.5 });
    expect(at(6, 11, [forced]).flowM3PerH).toBeCloseTo(15, 9);
  });

  test('a shift of pH and temperature moves them by so much; charge follows', () => {
    const point = run(flatShape, startSewer(flatShape, 1), 1, [
      event({ kind: 'shift', fromMs: START, toMs: START + HOUR, pH: -2, temperatureC: -5 }),
    ])[0]!;
    expect([point.pH, point.temperatureC]).toEqual([5.1, expect.closeTo(9.5, 0)]);
    expect(mixStreams([streamOf(point)], 7).pH).toBeCloseTo(5.1, 6);
  });

  test('a moved clock takes drawn weather and noise along', () => {
    const { influent } = profile;
    const shift = 21 * 86_400_000;
    const stay = startSewer(influent, 8);
    run(influent, stay, 2000);
    const moved = JSON.parse(JSON.stringify(stay)) as SewerState;
    moveSewer(moved, shift);
    expect(moved.atMs! - stay.atMs!).toBe(shift);
    const now = START + 2000 * 60_000 + shift;
    const point = stepSewer(influent, moved, [], utc(now), now);
    for (const value of Object.values(point)) expect(Number.isFinite(value)).toBe(true);
  });
});

test('mixing conserves every load, heat, charge and carbon', () => {
  const positive = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });
  const stream = fc.record({
    flowM3PerH: fc.double({ min: 0.01, max: 1000, noNaN: true }),
    cod: positive(5000),
    bod: positive(3000),
    ss: positive(3000),
    tn: positive(500),
    nh4n: positive(300),
    tp: positive(50),
    temperatureC: fc.double({ min: 1, max: 40, noNaN: true }),
    alkalinityMolPerM3: fc.double({ min: -20, max: 50, noNaN: true }),
    inorganicCarbonMolPerM3: positive(50),
  });
  fc.assert(
    fc.property(fc.array(stream, { minLength: 1, maxLength: 5 }), (streams) => {
      const mixed = streamOf(mixStreams(streams, 7));
      for (const key of Object.keys(streams[0]!) as (keyof (typeof streams)[0])[]) {
        const load = (s: (typeof streams)[0]): number =>
          key === 'flowM3PerH' ? s[key] : s.flowM3PerH * s[key];
        const sum = streams.reduce((total, s) => total + load(s), 0);
        const scale = streams.reduce((total, s) => total + Math.abs(load(s)), 1e-9);
        const ours = key === 'flowM3PerH' ? mixed.flowM3PerH : mixed.flowM3PerH * mixed[key];
        expect(Math.abs(ours - sum) / scale).toBeLessThan(1e-12);
      }
    }),
  );
  expect(unbufferedAlkalinity(2)).toBeCloseTo(-11, 0);
});
