import { civilDate } from '#core/time/civil.ts';
import { DateTime } from 'luxon';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DayGrid } from '#core/analysis/day-grid.ts';
import {
  DAY_MS,
  HOUR_MS,
  hasWholeHours,
  hourOfWall,
  instantOfWall,
  periodStart,
  wallMs,
  weekdayOfWall,
} from '#core/analysis/local-time.ts';
import { planLevel } from '#core/analysis/level.ts';
import { roundUpBucket } from '#core/analysis/bucket.ts';
import { zoneShifts } from '#engine/historian/analysis/zone.ts';

const FROM_MS = Date.UTC(2023, 0, 1);
const TO_MS = Date.UTC(2027, 0, 1);
const ZONES = [
  'Asia/Seoul',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
] as const;
const shifts = new Map(ZONES.map((zone) => [zone, zoneShifts(zone, FROM_MS, TO_MS)]));
const shiftsOf = (zone: string) => shifts.get(zone as (typeof ZONES)[number]) ?? [];
const minute = fc.integer({ min: FROM_MS / 60_000, max: TO_MS / 60_000 }).map((n) => n * 60_000);

describe('local time', () => {
  it('agrees with luxon at any minute in zones with and without summer time', () => {
    fc.assert(
      fc.property(minute, fc.constantFrom(...ZONES), (tsMs, zone) => {
        const there = DateTime.fromMillis(tsMs, { zone });
        const wall = wallMs(shiftsOf(zone), tsMs);
        expect(wall).toBe(tsMs + there.offset * 60_000);
        expect(hourOfWall(wall)).toBe(there.hour);
        expect(weekdayOfWall(wall)).toBe(there.weekday - 1);
        expect(civilDate(Math.floor(wall / DAY_MS))).toEqual({
          year: there.year,
          month: there.month,
          day: there.day,
        });
        for (const period of ['day', 'week', 'month'] as const) {
          const start = there.setZone('utc', { keepLocalTime: true }).startOf(period);
          expect(periodStart(wall, period)).toBe(start.toMillis());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds the instant of a wall time again, and the end of a jump for one that never was', () => {
    fc.assert(
      fc.property(minute, fc.constantFrom(...ZONES), (tsMs, zone) => {
        const wall = wallMs(shiftsOf(zone), tsMs);
        expect(wallMs(shiftsOf(zone), instantOfWall(shiftsOf(zone), wall))).toBe(wall);
      }),
    );
    const berlin = shiftsOf('Europe/Berlin');
    expect(instantOfWall(berlin, Date.UTC(2026, 2, 29, 2, 30))).toBe(Date.UTC(2026, 2, 29, 1));
    // Half past two comes twice in autumn: the first is meant.
    expect(instantOfWall(berlin, Date.UTC(2026, 9, 25, 2, 30))).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it('knows zones whose hours are not those of UTC, and refuses unknown ones', () => {
    expect(hasWholeHours(shiftsOf('Asia/Seoul'))).toBe(true);
    expect(hasWholeHours(shiftsOf('Asia/Kolkata'))).toBe(false);
    expect(hasWholeHours(shiftsOf('Australia/Lord_Howe'))).toBe(false);
    expect(() => zoneShifts('Mars/Olympus', FROM_MS, TO_MS)).toThrow(/Mars\/Olympus.*IANA/);
  });

  it('lays days of 23 and 25 hours into a grid', () => {
    const berlin = shiftsOf('Europe/Berlin');
    const fill = (fromMs: number): DayGrid => {
      const toMs = instantOfWall(berlin, wallMs(berlin, fromMs) + DAY_MS);
      const grid = new DayGrid(berlin, fromMs, toMs);
      for (let atMs = fromMs; atMs < toMs; atMs += HOUR_MS)
        grid.add(atMs, hourOfWall(wallMs(berlin, atMs)), 60);
      return grid;
    };
    const spring = fill(instantOfWall(berlin, Date.UTC(2026, 2, 29)));
    expect(spring.cells()).toEqual(
      Array.from({ length: 24 }, (_, hour) => (hour === 2 ? null : hour)),
    );
    const autumn = fill(instantOfWall(berlin, Date.UTC(2026, 9, 25)));
    expect(autumn.cells()).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
    // Both days are Sundays.
    expect(
      autumn
        .weekCells()
        .slice(0, 24 * 6)
        .every((cell) => cell === null),
    ).toBe(true);
    expect(autumn.firstDayWallMs).toBe(Date.UTC(2026, 9, 25));
  });
});

describe('levels and buckets', () => {
  it('takes the finest level that stays within its means, never one finer than chosen', () => {
    expect(planLevel('auto', 30 * DAY_MS, 2, 100_000)).toBe('minute');
    expect(planLevel('auto', 1000 * DAY_MS, 2, 100_000)).toBe('hour');
    expect(planLevel('auto', 1000 * DAY_MS, 12, 20_000)).toBe('day');
    expect(planLevel('hour', DAY_MS, 1, 100_000)).toBe('hour');
    expect(planLevel('minute', 1000 * DAY_MS, 2, 100_000)).toBe('hour');
  });

  it('rounds buckets up', () => {
    expect(roundUpBucket(61_000, 60_000)).toBe(120_000);
    expect(roundUpBucket(10, HOUR_MS)).toBe(HOUR_MS);
    expect(roundUpBucket(8.5 * DAY_MS, HOUR_MS)).toBe(9 * DAY_MS);
  });
});
