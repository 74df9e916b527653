import type { Checklist, Holiday, RoundSchedule } from '../plant/rounds.ts';
import { civilDate, dayNumber } from '../time/civil.ts';

/**
 * When rounds are due. Days are local days counted from 1970-01-01; how a local day and clock time
 * become an instant is handed in, so that summer time stays the matter of the zone's own table.
 */
export interface LocalTime {
  /** Local day an instant lies in. */
  dayOf(tsMs: number): number;
  /** Instant at which the wall clock of a local day shows `HH:MM`, ms UTC. */
  at(day: number, clock: string): number;
}

/** Days on which nobody comes. */
export interface Calendar {
  readonly holidays: readonly Holiday[];
  /** ISO weekdays. */
  readonly restDays: readonly number[];
}

/** ISO weekday of a day counted from 1970-01-01, a Thursday: 1 Monday to 7 Sunday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** `YYYY-MM-DD`. */
export function isoDay(day: number): string {
  const { year, month, day: date } = civilDate(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** Day of `YYYY-MM-DD`; null when there is no such date. */
export function dayOfIso(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return isoDay(day) === text ? day : null;
}

/** Holiday a day belongs to, or null. */
export function holidayOn(calendar: Calendar, day: number): Holiday | null {
  const text = isoDay(day);
  return calendar.holidays.find(({ from, to }) => from <= text && text <= to) ?? null;
}

export const isFree = (calendar: Calendar, day: number): boolean =>
  calendar.restDays.includes(weekdayOf(day)) || holidayOn(calendar, day) !== null;

const daysInMonth = (year: number, month: number): number =>
  (month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1)) -
  dayNumber(year, month, 1);

/** Whether a schedule names this day, holidays left aside. */
export function isPlanned(schedule: RoundSchedule, day: number): boolean {
  switch (schedule.kind) {
    case 'daily':
      return true;
    case 'weekly':
      return weekdayOf(day) === schedule.weekday;
    case 'monthDays': {
      const { year, month, day: date } = civilDate(day);
      const last = daysInMonth(year, month);
      return schedule.days.some((each) => Math.min(each, last) === date);
    }
    case 'months': {
      const { month, day: date } = civilDate(day);
      return date <= 7 && schedule.months.includes(month) && weekdayOf(day) === schedule.weekday;
    }
  }
}

/** One time a check list is to be done. */
export interface Occurrence {
  /** `CHECKLIST.YYYYMMDD` of the planned day: the same whatever holidays are entered later. */
  readonly id: string;
  readonly checklistId: string;
  readonly plannedDay: number;
  /** Day it is due: the planned one, or the next on which somebody comes. */
  readonly day: number;
  readonly dueMs: number;
}

/** So far a round is moved at most; a plant closed for longer has other worries. */
const LONGEST_MOVE_DAYS = 31;

export const occurrenceId = (checklistId: string, plannedDay: number): string =>
  `${checklistId}.${isoDay(plannedDay).replaceAll('-', '')}`;

/** Day a planned one is done on after holidays; null when it is left out. */
export function dueDay(
  list: Pick<Checklist, 'onHoliday'>,
  plannedDay: number,
  calendar: Calendar,
): number | null {
  if (list.onHoliday === 'keep' || !isFree(calendar, plannedDay)) return plannedDay;
  if (list.onHoliday === 'skip') return null;
  for (let day = plannedDay + 1; day <= plannedDay + LONGEST_MOVE_DAYS; day++)
    if (!isFree(calendar, day)) return day;
  return plannedDay;
}

/**
 * Every time a check list is due on a day from `fromDay` (inclusive) to `toDay` (exclusive), in the
 * order of their due times. Two planned days that holidays move to the same day are due once, as the later.
 */
export function occurrences(
  list: Pick<Checklist, 'id' | 'schedule' | 'onHoliday'>,
  fromDay: number,
  toDay: number,
  calendar: Calendar,
  time: LocalTime,
): Occurrence[] {
  const byDay = new Map<number, Occurrence>();
  for (let plannedDay = fromDay - LONGEST_MOVE_DAYS; plannedDay < toDay; plannedDay++) {
    if (!isPlanned(list.schedule, plannedDay)) continue;
    const day = dueDay(list, plannedDay, calendar);
    if (day === null || day < fromDay || day >= toDay) continue;
    byDay.set(day, {
      id: occurrenceId(list.id, plannedDay),
      checklistId: list.id,
      plannedDay,
      day,
      dueMs: time.at(day, list.schedule.at),
    });
  }
  return [...byDay.values()].sort((a, b) => a.dueMs - b.dueMs);
}

export const TIMELINESS = ['upcoming', 'due', 'overdue', 'late', 'missed'] as const;
export type Timeliness = (typeof TIMELINESS)[number];

/** Where a round that nobody has begun stands: `late` is overdue past the time of escalation. */
export function timeliness(
  list: Pick<Checklist, 'graceMin' | 'escalateMin' | 'missedMin'>,
  dueMs: number,
  nowMs: number,
): Timeliness {
  const lateMin = (nowMs - dueMs) / 60_000;
  if (lateMin < 0) return 'upcoming';
  if (lateMin < list.graceMin) return 'due';
  if (lateMin < list.escalateMin) return 'overdue';
  return lateMin < list.missedMin ? 'late' : 'missed';
}
