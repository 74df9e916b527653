import { DateTime } from 'luxon';
import type { PlantDay } from '#core/report/today.ts';

/**
 * Start of the plant day an instant lies in, and of the day before (ms UTC).
 * @param startsAt local time of the boundary, HH:MM
 */
export function plantDay(nowMs: number, timeZone: string, startsAt: string): PlantDay {
  const [hour = 0, minute = 0] = startsAt.split(':').map(Number);
  const now = DateTime.fromMillis(nowMs, { zone: timeZone });
  const today = now.set({ hour, minute, second: 0, millisecond: 0 });
  const start = today <= now ? today : today.minus({ days: 1 });
  return { startMs: start.toMillis(), yesterdayStartMs: start.minus({ days: 1 }).toMillis() };
}

/** The same, worked out again only when the day is over: a scan asks each second. */
export function plantDays(timeZone: string, startsAt: string): (nowMs: number) => PlantDay {
  let day: PlantDay = { startMs: 0, yesterdayStartMs: 0 };
  let untilMs = 0;
  return (nowMs) => {
    if (nowMs < day.startMs || nowMs >= untilMs) {
      day = plantDay(nowMs, timeZone, startsAt);
      untilMs = DateTime.fromMillis(day.startMs, { zone: timeZone }).plus({ days: 1 }).toMillis();
    }
    return day;
  };
}
