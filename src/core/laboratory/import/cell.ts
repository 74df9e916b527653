import { civilDate, dayNumber } from '../../time/civil.ts';

/** A local date and time as a file writes it, before anybody knows the zone. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A cell as the file has it: nothing is guessed yet. */
export type RawCell =
  | null
  | number
  | string
  | boolean
  /** `isDateOnly`: shown without a clock time, so that its midnight means none. */
  | { readonly time: LocalTime; readonly isDateOnly: boolean }
  /** What a formula came to when it failed, e.g. `#REF!`. */
  | { readonly error: string };

export interface RawSheet {
  readonly name: string;
  /** Rows as the file counts them; merged cells hold their value in each of their places. */
  readonly rows: readonly (readonly RawCell[])[];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A cell in words, as it is shown beside what is wrong with it. */
export function cellText(cell: RawCell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell.trim();
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if ('error' in cell) return cell.error;
  const { year, month, day, hour, minute, second } = cell.time;
  if (cell.isDateOnly) return `${String(year)}-${two(month)}-${two(day)}`;
  const clock = `${two(hour)}:${two(minute)}${second === 0 ? '' : `:${two(second)}`}`;
  return `${String(year)}-${two(month)}-${two(day)} ${clock}`;
}

/** Letter of a spreadsheet's column: 0 is A, 26 is AA. */
export function columnLetter(index: number): string {
  let rest = index;
  let letters = '';
  do {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
    rest = Math.floor(rest / 26) - 1;
  } while (rest >= 0);
  return letters;
}

const DAY_MS = 86_400_000;

/** A local time read as if it were UTC, ms; for files that say so themselves. */
export const asUtcMs = (time: LocalTime): number =>
  dayNumber(time.year, time.month, time.day) * DAY_MS +
  ((time.hour * 60 + time.minute) * 60 + time.second) * 1000;

/** Whether such a day and clock time exist, within the years a plant's files can be of. */
export function isRealTime({ year, month, day, hour, minute, second }: LocalTime): boolean {
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  const back = civilDate(dayNumber(year, month, day));
  return back.month === month && back.day === day;
}

/** Day 0 of a spreadsheet's own count, which takes 1900 for a leap year: right from March 1900 on. */
const SERIAL_ZERO = dayNumber(1899, 12, 30);
const SERIAL_FIRST = 32_874; // 1990-01-01
const SERIAL_LAST = 73_415; // 2100-12-31

/** A spreadsheet's day number with its fraction of a day; null when it is none of our time. */
export function serialTime(serial: number): LocalTime | null {
  if (!(serial >= SERIAL_FIRST && serial < SERIAL_LAST + 1)) return null;
  const seconds = Math.round(serial * 86_400);
  const days = Math.floor(seconds / 86_400);
  const ofDay = seconds - days * 86_400;
  return {
    ...civilDate(SERIAL_ZERO + days),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor((ofDay % 3600) / 60),
    second: ofDay % 60,
  };
}
