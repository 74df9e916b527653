import { describe, expect, test } from 'vitest';
import type { Tariffs } from '#core/plant/profile.ts';
import {
  baseChargeWon,
  bookDemand,
  bookEnergy,
  newEnergyAccount,
  setPrice,
} from '#core/process/tariff.ts';

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const season = (
  id: 'summer' | 'winter' | 'springFall',
  months: number[],
  [offPeak, mid, peak]: [number, number, number],
): Tariffs['tariffs'][number]['seasons'][number] => ({
  id,
  months,
  wonPerKwh: { offPeak, mid, peak },
  mid: [
    { from: 8, to: 15 },
    { from: 21, to: 22 },
  ],
  peak: [{ from: 15, to: 21 }],
});
// Industrial A-II, high voltage A, option I, from 2026-06-01 (refs korea.md).
const tariff: Tariffs['tariffs'][number] = {
  id: 'test',
  name: { ko: 'x', en: 'x' },
  validFrom: '2026-06-01',
  validTo: null,
  baseWonPerKwMonth: 6490,
  seasons: [
    season('summer', [6, 7, 8], [95.7, 121.5, 155]),
    season('springFall', [3, 4, 5, 9, 10], [95.7, 100.5, 119.7]),
    season('winter', [11, 12, 1, 2], [103.1, 120, 149.4]),
  ],
  saturdayPeakIsMid: true,
  sundayIsOffPeak: true,
  addOns: { climateWonPerKwh: 9, fuelWonPerKwh: 5, fundPercent: 3.7, vatPercent: 10 },
  source: 'test',
  assumed: undefined,
};
const at = (iso: string, hour: number, weekday: number, holiday = false) => ({
  dayNumber: day(iso),
  weekday,
  secondOfDay: hour * 3600,
  holiday,
});

describe('energy and tariff', () => {
  test('books energy by machine and band at the price in force', () => {
    const account = newEnergyAccount(2);
    setPrice(account, tariff, at('2026-07-15', 16, 2));
    expect(account.band).toBe('peak');
    expect(account.wonPerKwh).toBeCloseTo((155 + 14) * 1.137, 9);
    bookEnergy(account, 1, 10);
    setPrice(account, tariff, at('2026-07-15', 23, 2));
    bookEnergy(account, 1, 10);
    bookEnergy(account, null, 1);
    expect(account.kwhByBand).toEqual({ offPeak: 11, mid: 0, peak: 10 });
    expect(account.costWonByMachine[0]).toBe(0);
    expect(account.costWonByMachine[1]).toBeCloseTo((10 * 169 + 10 * 109.7) * 1.137, 6);
    expect(account.costWon).toBeCloseTo((10 * 169 + 11 * 109.7) * 1.137, 6);
  });

  test('Saturdays have no peak, Sundays and holidays only off-peak', () => {
    const band = (weekday: number, holiday = false): string => {
      const account = newEnergyAccount(0);
      setPrice(account, tariff, at('2026-07-15', 16, weekday, holiday));
      return account.band;
    };
    expect([band(4), band(5), band(6), band(2, true)]).toEqual([
      'peak',
      'mid',
      'offPeak',
      'offPeak',
    ]);
  });

  test('the demand meter keeps the highest quarter of an hour', () => {
    const account = newEnergyAccount(0);
    for (let i = 0; i < 30; i++) bookDemand(account, (20 * 30) / 3600, 30);
    for (let i = 0; i < 30; i++) bookDemand(account, (40 * 30) / 3600, 30);
    for (let i = 0; i < 30; i++) bookDemand(account, (10 * 30) / 3600, 30);
    expect(account.peakKw).toBeCloseTo(40, 9);
    expect(baseChargeWon(tariff, 40, 12)).toBeCloseTo(6490 * 40 * 12 * 1.137, 6);
  });
});
