import { describe, expect, it } from 'vitest';
import { priceAt } from '#core/plant/derived.ts';
import { hasRef, refTable, shippedProfile } from './profile-files.ts';

// Held against public tables that lie beside the repository; where they do not, these tests step aside.
const profile = shippedProfile('geumgang-mbr');
const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
const correlation = (a: readonly number[], b: readonly number[]): number =>
  mean(a.map((v, i) => (v - mean(a)) * (b[i]! - mean(b)))) / (deviation(a) * deviation(b));

describe.skipIf(!hasRef('bsm1/inf_dry_2006.csv'))(
  'inflow shape against the dry-weather file of BSM1',
  () => {
    const rows = refTable('bsm1/inf_dry_2006.csv').filter((row) => Number(row['t_d']) < 14);
    const total = mean(rows.map((row) => Number(row['Q_m3_d'])));
    const by = (key: (timeD: number) => number, count: number): number[] => {
      const groups = Array.from({ length: count }, (): number[] => []);
      for (const row of rows) groups[key(Number(row['t_d']))]!.push(Number(row['Q_m3_d']) / total);
      return groups.map(mean);
    };
    const quarterHour = (timeD: number): number => Math.round(timeD * 96);
    const hours = by((t) => Math.floor((quarterHour(t) % 96) / 4), 24);
    const days = by((t) => Math.floor(quarterHour(t) / 96) % 7, 7);
    const { flowByHour, flowByWeekday } = profile.influent;

    it('has the same daily rhythm, some hours earlier: a small sewer is short', () => {
      const shifted = (lagH: number): number[] =>
        hours.map((_, h) => flowByHour[(h - lagH + 24) % 24]!);
      const byLag = Array.from({ length: 13 }, (_, i) => ({
        lagH: i - 6,
        r: correlation(shifted(i - 6), hours),
      }));
      const best = byLag.reduce((a, b) => (b.r > a.r ? b : a));
      expect(best.lagH).toBeGreaterThanOrEqual(2);
      expect(best.lagH).toBeLessThanOrEqual(5);
      expect(best.r).toBeGreaterThan(0.85);
    });

    it('swings more, as small plants do, but within twice the spread of the benchmark', () => {
      const ratio = deviation(flowByHour) / deviation(hours);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(2);
      expect(Math.max(...flowByHour)).toBeGreaterThan(Math.max(...hours));
    });

    it('has a quieter weekend', () => {
      expect(correlation(flowByWeekday, days)).toBeGreaterThan(0.9);
    });
  },
);

describe('inflow peaks of seed 4.2.4', () => {
  const { flowByHour, strengthByHour } = profile.influent;
  it('doubles in the morning, is strong in the evening and low at night', () => {
    expect(Math.max(...flowByHour.slice(6, 9))).toBeCloseTo(2, 1);
    expect(Math.max(...flowByHour)).toBe(Math.max(...flowByHour.slice(6, 9)));
    expect(Math.max(...strengthByHour)).toBe(Math.max(...strengthByHour.slice(18, 21)));
    expect(Math.max(...flowByHour.slice(0, 5))).toBeLessThan(0.6);
  });
});

describe.skipIf(!hasRef('korea/kepco_tariff_2026-06-01.csv'))(
  'tariffs against the KEPCO table',
  () => {
    const rows = refTable('korea/kepco_tariff_2026-06-01.csv');
    it.each([
      ['industrial-a1-low', 'industrial_a1', 'low', 'single'],
      ['industrial-a2-high-a1', 'industrial_a2', 'high_a', 'I'],
      ['industrial-b-high-a2', 'industrial_b', 'high_a', 'II'],
    ])('%s', (id, contract, voltage, option) => {
      const tariff = profile.tariffs.tariffs.find((each) => each.id === id)!;
      for (const row of rows.filter(
        (each) =>
          each['contract'] === contract && each['voltage'] === voltage && each['option'] === option,
      )) {
        const season = tariff.seasons.find(
          (each) => each.id === (row['season'] === 'spring_fall' ? 'springFall' : row['season']),
        )!;
        expect(tariff.baseWonPerKwMonth).toBe(Number(row['base_won_per_kW_month']));
        expect(season.wonPerKwh).toEqual({
          offPeak: Number(row['light_won_kWh']),
          mid: Number(row['mid_won_kWh']),
          peak: Number(row['peak_won_kWh']),
        });
      }
    });

    it('counts each hour of a weekday in the band of the hours in force', () => {
      const tariff = profile.tariffs.tariffs.find((each) => each.id === 'industrial-a2-high-a1')!;
      const within = (text: string, hour: number): boolean =>
        text.split(';').some((range) => {
          const [from = 0, to = 0] = range.split('-').map(Number);
          return hour >= from && hour < to;
        });
      for (const row of refTable('korea/kepco_tou_hours_2026.csv')) {
        const month = { summer: 7, spring_fall: 4, winter: 1 }[row['season'] ?? ''] ?? 0;
        for (let hour = 0; hour < 24; hour += 1) {
          const band = within(row['peak']!, hour)
            ? 'peak'
            : within(row['mid']!, hour)
              ? 'mid'
              : 'offPeak';
          expect([
            month,
            hour,
            priceAt(tariff, { month, weekday: 2, hour, holiday: false }).band,
          ]).toEqual([month, hour, band]);
        }
      }
    });
  },
);
