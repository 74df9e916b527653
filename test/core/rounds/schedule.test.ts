import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { RoundSchedule } from '#core/plant/rounds.ts';
import {
  dayOfIso,
  dueDay,
  isFree,
  isPlanned,
  isoDay,
  occurrences,
  timeliness,
  weekdayOf,
} from '#core/rounds/schedule.ts';
import type { Calendar } from '#core/rounds/schedule.ts';
import { zoneTime } from '#engine/app/rounds/local-time.ts';

const ZONES = ['Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Europe/London'] as const;
const zone = fc.constantFrom(...ZONES);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const schedule: fc.Arbitrary<RoundSchedule> = fc.oneof(
  fc.record({ kind: fc.constant('daily' as const), at: clock }),
  fc.record({
    kind: fc.constant('weekly' as const),
    weekday: fc.integer({ min: 1, max: 7 }),
    at: clock,
  }),
  fc.record({
    kind: fc.constant('monthDays' as const),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 3 }),
    at: clock,
  }),
  fc.record({
    kind: fc.constant('months' as const),
    months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    at: clock,
  }),
);
/** 2024 to 2035. */
const day = fc.integer({ min: 19_723, max: 24_000 });
const holidays = fc.array(fc.tuple(day, fc.integer({ min: 0, max: 12 })), { maxLength: 12 });
const calendarOf = (
  spans: readonly (readonly [number, number])[],
  restDays: readonly number[] = [],
): Calendar => ({
  holidays: spans.map(([from, length]) => ({
    from: isoDay(from),
    to: isoDay(from + length),
    name: { ko: 'x', en: 'x' },
  })),
  restDays,
});
const rule = fc.constantFrom('keep' as const, 'skip' as const, 'next' as const);
const NOBODY_AWAY: Calendar = { holidays: [], restDays: [] };

describe('days', () => {
  it('are written and read alike, and know their weekday as luxon does', () => {
    fc.assert(
      fc.property(day, (each) => {
        expect(dayOfIso(isoDay(each))).toBe(each);
        expect(weekdayOf(each)).toBe(DateTime.fromISO(isoDay(each), { zone: 'utc' }).weekday);
      }),
    );
    expect(dayOfIso('2026-02-30')).toBeNull();
    expect(dayOfIso('tomorrow')).toBeNull();
  });
});

describe('occurrences', () => {
  it('are the same however the span is cut, in order, one a day, each within its span', () => {
    fc.assert(
      fc.property(
        schedule,
        rule,
        holidays,
        zone,
        day,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 120 }),
        (each, onHoliday, spans, timeZone, from, length, cut) => {
          const list = { id: 'x', schedule: each, onHoliday };
          const calendar = calendarOf(spans);
          const time = zoneTime(timeZone);
          const of = (a: number, b: number): string[] =>
            occurrences(list, a, b, calendar, time).map(
              ({ id, dueMs }) => `${id} ${String(dueMs)}`,
            );
          const middle = from + Math.min(cut, length);
          expect([...of(from, middle), ...of(middle, from + length)]).toEqual(
            of(from, from + length),
          );
          const found = occurrences(list, from, from + length, calendar, time);
          expect(new Set(found.map((one) => one.day)).size).toBe(found.length);
          for (const one of found)
            expect(one.day >= from && one.day < from + length && one.plannedDay <= one.day).toBe(
              true,
            );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('fall on the local day and, but for the hour that summer time leaps over, on the clock time', () => {
    fc.assert(
      fc.property(schedule, zone, day, (each, timeZone, from) => {
        for (const one of occurrences(
          { id: 'x', schedule: each, onHoliday: 'keep' },
          from,
          from + 40,
          NOBODY_AWAY,
          zoneTime(timeZone),
        )) {
          const shown = DateTime.fromMillis(one.dueMs, { zone: timeZone });
          expect(shown.toISODate()).toBe(isoDay(one.day));
          const [hour = 0, minute = 0] = each.at.split(':').map(Number);
          expect(Math.abs(shown.hour * 60 + shown.minute - hour * 60 - minute) % 60).toBeOneOf([
            0, 30,
          ]);
          expect(isPlanned(each, one.plannedDay)).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are left out, kept or moved on holidays as the list says', () => {
    fc.assert(
      fc.property(
        day,
        holidays,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
        (planned, spans, restDays) => {
          const calendar = calendarOf(spans, restDays);
          expect(dueDay({ onHoliday: 'keep' }, planned, calendar)).toBe(planned);
          expect(dueDay({ onHoliday: 'skip' }, planned, calendar)).toBe(
            isFree(calendar, planned) ? null : planned,
          );
          const moved = dueDay({ onHoliday: 'next' }, planned, calendar)!;
          if (moved !== planned) {
            expect(isFree(calendar, moved)).toBe(false);
            for (let between = planned; between < moved; between++)
              expect(isFree(calendar, between)).toBe(true);
          }
        },
      ),
    );
  });

  it('come on the days the seed names', () => {
    const time = zoneTime('Asia/Seoul');
    const days = (each: RoundSchedule, from: string, to: string): string[] =>
      occurrences(
        { id: 'x', schedule: each, onHoliday: 'keep' },
        dayOfIso(from)!,
        dayOfIso(to)!,
        NOBODY_AWAY,
        time,
      ).map((one) => isoDay(one.day));
    expect(days({ kind: 'weekly', weekday: 6, at: '09:00' }, '2026-11-20', '2026-12-01')).toEqual([
      '2026-11-21',
      '2026-11-28',
    ]);
    expect(
      days({ kind: 'monthDays', days: [1, 15], at: '09:00' }, '2026-11-01', '2026-12-02'),
    ).toEqual(['2026-11-01', '2026-11-15', '2026-12-01']);
    // The last day stands in where a month has no such day.
    expect(
      days({ kind: 'monthDays', days: [31], at: '09:00' }, '2027-02-01', '2027-05-01'),
    ).toEqual(['2027-02-28', '2027-03-31', '2027-04-30']);
    expect(
      days(
        { kind: 'months', months: [1, 4, 7, 10], weekday: 1, at: '09:00' },
        '2026-09-01',
        '2027-05-01',
      ),
    ).toEqual(['2026-10-05', '2027-01-04', '2027-04-05']);
    expect(
      occurrences(
        { id: 'daily', schedule: { kind: 'daily', at: '09:00' }, onHoliday: 'keep' },
        dayOfIso('2026-11-22')!,
        dayOfIso('2026-11-23')!,
        NOBODY_AWAY,
        time,
      ),
    ).toEqual([
      {
        id: 'daily.20261122',
        checklistId: 'daily',
        plannedDay: 20_779,
        day: 20_779,
        dueMs: Date.UTC(2026, 10, 22),
      },
    ]);
  });
});

describe('timeliness', () => {
  it('goes one way as time passes', () => {
    const order = ['upcoming', 'due', 'overdue', 'late', 'missed'];
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 0, max: 500 }),
          fc.integer({ min: 1, max: 500 }),
          fc.integer({ min: 1, max: 500 }),
        ),
        fc.integer({ min: -100, max: 2000 }),
        fc.integer({ min: 0, max: 2000 }),
        ([a, b, c], atMin, laterMin) => {
          const list = { graceMin: a, escalateMin: a + b, missedMin: a + b + c };
          const rank = (min: number): number => order.indexOf(timeliness(list, 0, min * 60_000));
          expect(rank(atMin + laterMin)).toBeGreaterThanOrEqual(rank(atMin));
        },
      ),
    );
  });
});
