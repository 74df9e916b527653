import { civilDate } from '../time/civil.ts';

/**
 * Local time as arithmetic. The offsets of a zone over a span come from outside (a table of the
 * system), so that this stays free of clocks.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** From this instant on, local time is UTC plus `offsetMs`. */
export interface ZoneShift {
  readonly fromMs: number;
  readonly offsetMs: number;
}

/** The zone of a span: shifts in time order, the first valid for everything before the second. */
export type ZoneShifts = readonly ZoneShift[];

/** Offset of local time against UTC at an instant, ms. */
export function offsetAt(shifts: ZoneShifts, tsMs: number): number {
  let offsetMs = shifts[0]?.offsetMs ?? 0;
  for (const shift of shifts) {
    if (shift.fromMs > tsMs) break;
    offsetMs = shift.offsetMs;
  }
  return offsetMs;
}

/** What a clock on the wall shows, as ms as if that were UTC. */
export const wallMs = (shifts: ZoneShifts, tsMs: number): number => tsMs + offsetAt(shifts, tsMs);

/** Instant at which a wall clock shows this; the earlier one where it does so twice, the end of the jump where never. */
export function instantOfWall(shifts: ZoneShifts, wall: number): number {
  let fallback: number | null = null;
  for (let i = 0; i < Math.max(1, shifts.length); i++) {
    const tsMs = wall - (shifts[i]?.offsetMs ?? 0);
    const from = i === 0 ? -Infinity : (shifts[i]?.fromMs ?? -Infinity);
    const to = shifts[i + 1]?.fromMs ?? Infinity;
    if (tsMs >= from && tsMs < to) return tsMs;
    if (tsMs < from && fallback === null) fallback = from;
  }
  return fallback ?? wall - (shifts.at(-1)?.offsetMs ?? 0);
}

/** Whether hours of UTC are hours of the wall clock throughout, so that hourly figures can be sorted into local days. */
export const hasWholeHours = (shifts: ZoneShifts): boolean =>
  shifts.every(({ offsetMs }) => offsetMs % HOUR_MS === 0);

export const hourOfWall = (wall: number): number =>
  Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);

/** 0 Monday to 6 Sunday. */
export const weekdayOfWall = (wall: number): number =>
  (((Math.floor(wall / DAY_MS) + 3) % 7) + 7) % 7;

export const CALENDAR_PERIODS = ['day', 'week', 'month'] as const;
export type CalendarPeriod = (typeof CALENDAR_PERIODS)[number];

/** Beginning of the day, week (Monday) or month a wall time lies in, as wall time. */
export function periodStart(wall: number, period: CalendarPeriod): number {
  const day = Math.floor(wall / DAY_MS);
  if (period === 'day') return day * DAY_MS;
  if (period === 'week') return (day - weekdayOfWall(wall)) * DAY_MS;
  return (day - civilDate(day).day + 1) * DAY_MS;
}
