import { DateTime } from 'luxon';
import type { LocalTime } from '#core/rounds/schedule.ts';
import { civilDate, dayNumber } from '#core/time/civil.ts';

/**
 * Days and clock times of a zone. A clock time that a change to summer time leaps over is the one
 * the leap moves it to; one that comes twice is the earlier.
 */
export const zoneTime = (timeZone: string): LocalTime => ({
  dayOf: (tsMs) => {
    const { year, month, day } = DateTime.fromMillis(tsMs, { zone: timeZone });
    return dayNumber(year, month, day);
  },
  at: (day, clock) => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return DateTime.fromObject({ ...civilDate(day), hour, minute }, { zone: timeZone }).toMillis();
  },
});
