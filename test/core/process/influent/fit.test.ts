import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { fitPattern, flowShapeOf } from '#core/process/influent-fit.ts';
import { startSewer, stepSewer } from '#core/process/influent-generator.ts';
import {
  autocorrelation,
  increments,
  ksDistance,
  quantile,
  variationOf,
} from '#core/process/influent-statistics.ts';
import { compareInfluent } from '../../../../scripts/influent/compare.ts';
import type { InfluentReport } from '../../../../scripts/influent/compare.ts';
import {
  readBoulderAmmonia,
  readBoulderFlow,
  readMinesSewage,
} from '../../../../scripts/influent/measured.ts';
import { geumgang, REFS_DIR } from '../../../twin/profile.ts';
import { flatShape, utc } from './shape.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

test('statistics of small series by hand', () => {
  expect(quantile([3, 1, 2, Number.NaN], 0.5)).toBe(2);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(ksDistance([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
  expect(ksDistance([1, 2], [3, 4])).toBe(1);
  expect(ksDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
  expect(increments([1, 3, Number.NaN, 5])).toEqual([2, Number.NaN, Number.NaN]);
  expect(variationOf([1, 3])).toBe(0.5);
  expect(autocorrelation([1, -1, 1, -1, 1, -1], 1)).toBeCloseTo(-1, 9);
});

test('the fit finds again what a generator was made of', () => {
  const byHour = Array.from({ length: 24 }, (_, h) => 1 + 0.4 * Math.sin((2 * Math.PI * h) / 24));
  const shape = {
    ...flatShape,
    flowByHour: byHour,
    flowByWeekday: [1.05, 1.05, 1.05, 1.05, 1.05, 0.9, 0.85],
    noise: {
      relativeSd: 0,
      correlationS: 3600,
      flow: [
        { relativeSd: 0.1, correlationS: 7200 },
        { relativeSd: 0.06, correlationS: 86_400 },
      ],
    },
  };
  const sewer = startSewer(shape, 1);
  const start = Date.UTC(2026, 0, 5, 0, 30);
  const times = Array.from({ length: 24 * 365 }, (_, i) => start + i * 3_600_000);
  const fit = fitPattern({
    stepS: 3600,
    values: times.map((ms) => stepSewer(shape, sewer, [], utc(ms), ms).flowM3PerH),
    secondOfDay: times.map((ms) => utc(ms).secondOfDay),
    weekday: times.map((ms) => utc(ms).weekday),
  });
  expect(fit.mean).toBeGreaterThan(9.7);
  expect(fit.mean).toBeLessThan(10.3);
  for (const [h, value] of fit.byHour.entries())
    expect(Math.abs(value - byHour[h]!)).toBeLessThan(0.05);
  expect(fit.byWeekday[6]! / fit.byWeekday[0]!).toBeGreaterThan(0.78);
  expect(fit.byWeekday[6]! / fit.byWeekday[0]!).toBeLessThan(0.84);
  const spread = Math.sqrt(fit.noise.reduce((sum, s) => sum + s.relativeSd ** 2, 0));
  expect(spread).toBeGreaterThan(0.105);
  expect(spread).toBeLessThan(0.128);
  const fast = fit.noise
    .filter((s) => s.correlationS <= 21_600)
    .reduce((sum, s) => sum + s.relativeSd ** 2, 0);
  expect(Math.sqrt(fast)).toBeGreaterThan(0.08);
  expect(Math.sqrt(fast)).toBeLessThan(0.12);
  expect(flowShapeOf(profile.influent, fit).rain).toBeUndefined();
});

const folder = path.join(REFS_DIR, 'real');
const measured = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const distance = (report: InfluentReport, figure: string): number =>
  report.lines.find((line) => line.figure === figure)?.distance ?? Number.NaN;

describe.runIf(existsSync(folder))(
  'held against measured inflow (second half, fitted to the first)',
  () => {
    const no = { values: 1, changes: 1, acf1: 1, acfDay: 1 };

    test('hourly flow of a town', () => {
      const report = compareInfluent(profile.influent, {
        name: 'flow',
        field: 'flow',
        targets: no,
        series: readBoulderFlow(measured('boulder_flow_hourly_2019.csv')),
      });
      expect(distance(report, 'KS of values over their mean')).toBeLessThanOrEqual(0.1);
      expect(distance(report, 'KS of changes per step')).toBeLessThanOrEqual(0.1);
      expect(distance(report, 'autocorrelation, 1 step')).toBeLessThanOrEqual(0.05);
      expect(distance(report, 'autocorrelation, 1 day')).toBeLessThanOrEqual(0.15);
    });

    test('ammonium of an aerated zone', () => {
      const report = compareInfluent(profile.influent, {
        name: 'ammonium',
        field: 'strength',
        targets: no,
        series: readBoulderAmmonia(measured('boulder_ammonia_5min_2019.csv')),
      });
      expect(distance(report, 'KS of values over their mean')).toBeLessThanOrEqual(0.15);
      expect(distance(report, 'KS of changes per step')).toBeLessThanOrEqual(0.15);
    });

    test('batches of a small MBR: the changes agree, the values less (62 values held out)', () => {
      const report = compareInfluent(profile.influent, {
        name: 'sewage',
        field: 'flow',
        targets: no,
        series: readMinesSewage(measured('mines_mbr_1min_2010.csv')),
      });
      expect(distance(report, 'KS of changes per step')).toBeLessThanOrEqual(0.17);
      expect(distance(report, 'KS of values over their mean')).toBeLessThanOrEqual(0.25);
    });
  },
);
