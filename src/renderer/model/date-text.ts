import { DateTime } from 'luxon';

/** Dates and times as they are typed, and the sheet of a month. Dates are `yyyy-mm-dd` in either language. */

const ISO = 'yyyy-MM-dd';

const dayOf = (year: number, month: number, day: number): string | null => {
  const date = DateTime.utc(year, month, day);
  return date.isValid && year >= 1900 && year < 2200 ? date.toFormat(ISO) : null;
};

/**
 * Date that was typed: `2026-11-22`, `2026.11.22`, `20261122`, with the Korean words for year, month and day, or without the year `11-22`, which is
 * then that of `today`. Null for anything else, such as 30 February.
 */
export function parseDateText(text: string, today: string): string | null {
  const parts = text.normalize('NFKC').trim().split(/[-./\s\p{Script=Hangul}]+/u).filter((part) => part !== '');
  if (parts.some((part) => !/^\d+$/.test(part))) return null;
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1 && first.length === 8) return dayOf(Number(first.slice(0, 4)), Number(first.slice(4, 6)), Number(first.slice(6)));
  if (parts.length === 2 && first.length <= 2 && second.length <= 2) return dayOf(Number(today.slice(0, 4)), Number(first), Number(second));
  return parts.length === 3 && first.length === 4 && second.length <= 2 && third.length <= 2 ? dayOf(Number(first), Number(second), Number(third)) : null;
}

/** Time of day that was typed, as `HH:mm`: `9:30`, `0930`, `930`, `9`; null for anything else. */
export function parseTimeText(text: string): string | null {
  const match = /^(\d{1,2})(?::?(\d{2}))?$/.exec(text.normalize('NFKC').trim());
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? '0')];
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
}

/** A day some days or months away; the last day of the month where it has no such day. */
export const dayBeside = (day: string, by: { readonly days?: number; readonly months?: number }): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus(by).toFormat(ISO);

/** Weeks of the month a day lies in, each of seven days, with the days of its neighbours that fill them up. `firstWeekday`: 1 Monday to 7 Sunday. */
export function monthSheet(day: string, firstWeekday: number): readonly (readonly string[])[] {
  const first = DateTime.fromISO(day, { zone: 'utc' }).startOf('month');
  const begin = first.minus({ days: (first.weekday - firstWeekday + 7) % 7 });
  const weeks = Math.ceil((first.diff(begin, 'days').days + (first.daysInMonth ?? 31)) / 7);
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: 7 }, (_day, i) => begin.plus({ days: week * 7 + i }).toFormat(ISO)));
}
