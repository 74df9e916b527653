import { DateTime } from 'luxon';
import type { BackupSettings } from '#contract/backup.ts';
import type { BackupKind, FoundBackup } from '#engine/ports/backup.ts';

/** Jobs that come by themselves. */
export const SCHEDULED = ['daily', 'weekly', 'monthly', 'restoreTest'] as const;
export type Scheduled = (typeof SCHEDULED)[number];

/** The restore test comes so long after the time of the daily backup, so that it tries a fresh one. */
const TEST_AFTER_MIN = 60;

export interface Slot {
  /** Last time at or before now at which it was to be done. */
  readonly lastMs: number;
  readonly nextMs: number;
}

/** Times of a scheduled job around an instant, by the settings' local times (ms UTC). */
export function slotOf(
  job: Scheduled,
  settings: BackupSettings,
  timeZone: string,
  nowMs: number,
): Slot {
  const [hour = 0, minute = 0] = settings.dailyAt.split(':').map(Number);
  const now = DateTime.fromMillis(nowMs, { zone: timeZone });
  const at = (day: DateTime): DateTime =>
    day
      .set({ hour, minute, second: 0, millisecond: 0 })
      .plus({ minutes: job === 'restoreTest' ? TEST_AFTER_MIN : 0 });
  const step = job === 'daily' ? { days: 1 } : job === 'monthly' ? { months: 1 } : { weeks: 1 };
  const first =
    job === 'daily'
      ? now
      : job === 'monthly'
        ? now.set({ day: settings.monthlyOn })
        : now.set({
            weekday: (job === 'weekly' ? settings.weeklyOn : settings.restoreTestOn) as 1,
          });
  let last = at(first.plus(step));
  // From beyond now backwards, each from the calendar day, so that a change to summer time moves none.
  for (let times = 0; last.toMillis() > nowMs; times--) last = at(addTimes(first, step, times));
  return {
    lastMs: last.toMillis(),
    nextMs: at(
      last.minus({ minutes: job === 'restoreTest' ? TEST_AFTER_MIN : 0 }).plus(step),
    ).toMillis(),
  };
}

const addTimes = (
  day: DateTime,
  step: { days?: number; weeks?: number; months?: number },
  times: number,
): DateTime =>
  day.plus(Object.fromEntries(Object.entries(step).map(([unit, count]) => [unit, count * times])));

/** Kinds that stand in for a scheduled one: a weekly backup of the night is its daily one too. */
const COVERED_BY: Readonly<Record<Exclude<Scheduled, 'restoreTest'>, readonly BackupKind[]>> = {
  daily: ['daily', 'weekly', 'manual'],
  weekly: ['weekly'],
  monthly: ['monthly'],
};

export interface LastDone {
  /** Good backups that can be seen or are known of. */
  readonly backups: readonly { readonly kind: BackupKind; readonly takenMs: number }[];
  readonly restoreTestMs: number | null;
}

/**
 * Which jobs are due, the most first: also those that were missed while the PC was off, once each. A
 * clock that was set back makes a backup look as if it came from the future; it then still counts.
 */
export function dueJobs(
  settings: BackupSettings,
  timeZone: string,
  nowMs: number,
  done: LastDone,
): Scheduled[] {
  return (['monthly', 'weekly', 'daily', 'restoreTest'] as const).filter((job) => {
    const { lastMs } = slotOf(job, settings, timeZone, nowMs);
    if (job === 'restoreTest')
      return (
        done.backups.length > 0 && (done.restoreTestMs === null || done.restoreTestMs < lastMs)
      );
    if (job === 'monthly' && settings.external.mode === 'off') return false;
    return !done.backups.some(
      ({ kind, takenMs }) => COVERED_BY[job].includes(kind) && takenMs >= lastMs,
    );
  });
}

/** Name of a backup's folder: its kind and the plant's local time. */
export const backupName = (kind: BackupKind, takenMs: number, timeZone: string): string =>
  `${kind}-${DateTime.fromMillis(takenMs, { zone: timeZone }).toFormat('yyyyMMdd-HHmmss')}`;

/** The newest of all. */
export const newest = (found: readonly FoundBackup[]): FoundBackup | null =>
  found.reduce<FoundBackup | null>(
    (best, each) => (best === null || each.manifest.takenMs > best.manifest.takenMs ? each : best),
    null,
  );
