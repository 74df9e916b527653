import type { CivilDate } from '../time/civil.ts';

const two = (value: number): string => String(value).padStart(2, '0');
/** `MM-DD` of a date, as yearly days are written. */
export const monthDayOf = (date: CivilDate): string => `${two(date.month)}-${two(date.day)}`;
/** `YYYY-MM-DD` of a date. */
export const isoDateOf = (date: CivilDate): string =>
  `${String(date.year).padStart(4, '0')}-${monthDayOf(date)}`;
