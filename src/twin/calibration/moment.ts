import { createLocalCalendar } from '../time.ts';

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

const calendars = new Map<string, ReturnType<typeof createLocalCalendar>>();

/** Offset of local time from UTC at a moment, ms. */
function offsetMs(zone: string, utcMs: number): number {
  let calendar = calendars.get(zone);
  if (calendar === undefined) {
    calendar = createLocalCalendar(zone);
    calendars.set(zone, calendar);
  }
  const { dayNumber, secondOfDay } = calendar(utcMs);
  return dayNumber * 86_400_000 + secondOfDay * 1000 - utcMs;
}

/**
 * Moment of a time cell, ms UTC; null when it is none. A time without zone is read in `zone`,
 * or refused where that is null.
 */
export function readMoment(text: string, zone: string | null): number | null {
  const parts = PATTERN.exec(text.trim());
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(local);
  // 2026-02-30 or 25:00 would roll over.
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || back.getUTCHours() !== hour)
    return null;
  const given = parts[7];
  if (given === 'Z') return local;
  if (given !== undefined) {
    const sign = given.startsWith('-') ? -1 : 1;
    return local - sign * (Number(given.slice(1, 3)) * 60 + Number(given.slice(-2))) * 60_000;
  }
  if (zone === null) return null;
  try {
    const near = local - offsetMs(zone, local);
    return local - offsetMs(zone, near);
  } catch {
    return null;
  }
}
