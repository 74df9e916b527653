import { DAY_MS, wallMs } from '#core/analysis/local-time.ts';
import { civilDate } from '#core/time/civil.ts';
import type { ZoneShifts } from '#core/analysis/local-time.ts';

const two = (value: number): string => (value < 10 ? `0${String(value)}` : String(value));

/** Makes "2026-11-01 09:00:00" of instants, in local time; the day is worked out once for all its rows. */
export function localStamps(shifts: ZoneShifts): (tsMs: number) => string {
  let knownDay = NaN;
  let dayText = '';
  return (tsMs) => {
    const wall = wallMs(shifts, tsMs);
    const day = Math.floor(wall / DAY_MS);
    if (day !== knownDay) {
      const { year, month, day: ofMonth } = civilDate(day);
      dayText = `${String(year).padStart(4, '0')}-${two(month)}-${two(ofMonth)}`;
      knownDay = day;
    }
    const second = Math.floor((wall - day * DAY_MS) / 1000);
    return `${dayText} ${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  };
}
