import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { BackupSettings } from '#contract/backup.ts';
import { SCHEDULED, dueJobs, slotOf } from '#engine/app/backup/schedule.ts';

const ZONE = 'Asia/Seoul';
const settings: BackupSettings = {
  dailyAt: '02:30',
  weeklyOn: 7,
  monthlyOn: 1,
  restoreTestOn: 1,
  keepDaily: 3,
  keepWeekly: 4,
  keepMonthly: 12,
  folder: null,
  external: { mode: 'auto', folder: null },
  encrypt: 'off',
  recipient: null,
};
const at = (text: string, zone = ZONE): number => DateTime.fromISO(text, { zone }).toMillis();

describe('times of the jobs', () => {
  it.each([
    ['daily', '2026-11-22T02:30', '2026-11-22T02:30', '2026-11-23T02:30'],
    ['daily', '2026-11-22T02:29', '2026-11-21T02:30', '2026-11-22T02:30'],
    ['weekly', '2026-11-24T12:00', '2026-11-22T02:30', '2026-11-29T02:30'],
    ['monthly', '2026-11-01T02:00', '2026-10-01T02:30', '2026-11-01T02:30'],
    ['monthly', '2026-12-31T23:00', '2026-12-01T02:30', '2027-01-01T02:30'],
    ['restoreTest', '2026-11-23T03:00', '2026-11-16T03:30', '2026-11-23T03:30'],
    ['restoreTest', '2026-11-23T03:30', '2026-11-23T03:30', '2026-11-30T03:30'],
  ] as const)('%s at %s: last %s, next %s', (job, now, last, next) => {
    expect(slotOf(job, settings, ZONE, at(now))).toEqual({ lastMs: at(last), nextMs: at(next) });
  });

  it('always enclose the instant and keep the local time, over changes to summer time too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01'), max: at('2030-01-01') }),
        fc.constantFrom(...SCHEDULED),
        fc.constantFrom('Asia/Seoul', 'Europe/Berlin', 'America/New_York'),
        fc.record({
          hour: fc.integer({ min: 4, max: 23 }),
          minute: fc.integer({ min: 0, max: 59 }),
          weeklyOn: fc.integer({ min: 1, max: 7 }),
          monthlyOn: fc.integer({ min: 1, max: 28 }),
        }),
        (nowMs, job, zone, { hour, minute, weeklyOn, monthlyOn }) => {
          const dailyAt = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
          const { lastMs, nextMs } = slotOf(
            job,
            { ...settings, dailyAt, weeklyOn, restoreTestOn: weeklyOn, monthlyOn },
            zone,
            nowMs,
          );
          expect(lastMs).toBeLessThanOrEqual(nowMs);
          expect(nextMs).toBeGreaterThan(nowMs);
          const local = DateTime.fromMillis(lastMs, { zone }).minus({
            minutes: job === 'restoreTest' ? 60 : 0,
          });
          expect(local.toFormat('HH:mm')).toBe(dailyAt);
          if (job === 'weekly') expect(local.weekday).toBe(weeklyOn);
          if (job === 'monthly') expect(local.day).toBe(monthlyOn);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what is due', () => {
  const now = at('2026-11-24T12:00');
  const everything = [
    { kind: 'monthly', takenMs: at('2026-11-01T02:31') },
    { kind: 'weekly', takenMs: at('2026-11-22T02:30') },
    { kind: 'daily', takenMs: at('2026-11-24T02:30') },
  ] as const;

  it('is nothing when all was done, and each that was missed while the PC was off, once', () => {
    const tested = at('2026-11-23T03:31');
    expect(dueJobs(settings, ZONE, now, { backups: everything, restoreTestMs: tested })).toEqual(
      [],
    );
    expect(
      dueJobs(settings, ZONE, at('2026-12-10T08:00'), {
        backups: everything,
        restoreTestMs: tested,
      }),
    ).toEqual(['monthly', 'weekly', 'daily', 'restoreTest']);
    expect(dueJobs(settings, ZONE, now, { backups: [], restoreTestMs: null })).toEqual([
      'monthly',
      'weekly',
      'daily',
    ]);
  });

  it('takes a weekly one or one by hand for the daily one of its night, but not the one from before a restore', () => {
    const taken = at('2026-11-24T02:40');
    const due = (kind: 'weekly' | 'manual' | 'beforeRestore') =>
      dueJobs({ ...settings, external: { mode: 'off', folder: null } }, ZONE, now, {
        backups: [{ kind, takenMs: taken }],
        restoreTestMs: now,
      });
    expect(due('weekly')).toEqual([]);
    expect(due('manual')).toEqual(['weekly']);
    expect(due('beforeRestore')).toEqual(['weekly', 'daily']);
  });
});
