import type { LocalTime } from '#core/process/influent.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Local calendar of a time zone from UTC, for the PLC's clock. The offset is looked up once
 * per UTC hour, because zones change it on the hour only.
 * @throws RangeError when the zone is not an IANA name
 */
export function createLocalCalendar(timeZone: string): (utcMs: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  let hour = Number.NaN;
  let offsetMs = 0;
  let dayNumber = Number.NaN;
  let dayOfYear = 0;

  const offsetAt = (utcMs: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(utcMs).map((part) => [part.type, Number(part.value)]),
    );
    const local = Date.UTC(
      parts['year'] ?? 1970,
      (parts['month'] ?? 1) - 1,
      parts['day'] ?? 1,
      parts['hour'] ?? 0,
      parts['minute'] ?? 0,
      parts['second'] ?? 0,
    );
    return local - Math.floor(utcMs / 1000) * 1000;
  };

  return (utcMs) => {
    const nowHour = Math.floor(utcMs / HOUR_MS);
    if (nowHour !== hour) {
      hour = nowHour;
      offsetMs = offsetAt(utcMs);
    }
    const local = utcMs + offsetMs;
    const day = Math.floor(local / DAY_MS);
    if (day !== dayNumber) {
      dayNumber = day;
      dayOfYear =
        Math.round(
          (day * DAY_MS - Date.UTC(new Date(day * DAY_MS).getUTCFullYear(), 0, 1)) / DAY_MS,
        ) + 1;
    }
    return {
      weekday: (((day + 3) % 7) + 7) % 7,
      secondOfDay: (local - day * DAY_MS) / 1000,
      dayOfYear,
      dayNumber: day,
    };
  };
}
