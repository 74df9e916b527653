import { civilDate, dayNumber } from '../../time/civil.ts';
import { asUtcMs, isRealTime, serialTime } from './cell.ts';
import type { LocalTime, RawCell } from './cell.ts';
import type { Words } from './words.ts';

export type DateOrder = 'ymd' | 'dmy' | 'mdy';
interface DatePart {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
interface ClockPart {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A cell's date, clock time or instant; `ambiguous` when its order of day and month is anybody's guess. */
export type When =
  | { readonly kind: 'local'; readonly date: DatePart | null; readonly clock: ClockPart | null }
  | { readonly kind: 'instant'; readonly ms: number }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'bad' };

const BAD: When = { kind: 'bad' };
const any = (words: readonly string[]): string =>
  words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

/** Which orders a date of three plain numbers can be in. */
function ordersOf(a: string, b: string, c: string): readonly DateOrder[] {
  if (a.length === 4) return ['ymd'];
  return (['ymd', 'dmy', 'mdy'] as const).filter((order) => {
    if (c.length === 4 && order === 'ymd') return false;
    const date = inOrder(a, b, c, order);
    return isRealTime({ ...date, hour: 0, minute: 0, second: 0 });
  });
}

function inOrder(a: string, b: string, c: string, order: DateOrder): DatePart {
  const year = (text: string): number => (text.length <= 2 ? 2000 + Number(text) : Number(text));
  if (order === 'ymd') return { year: year(a), month: Number(b), day: Number(c) };
  if (order === 'dmy') return { year: year(c), month: Number(b), day: Number(a) };
  return { year: year(c), month: Number(a), day: Number(b) };
}

const NUMBERS = /^(\d{1,4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,4})\s*\.?/;

/** The order every date of a file fits, when exactly one does; null leaves it to a person. */
export function orderOfDates(texts: Iterable<string>): DateOrder | null {
  let possible: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];
  let seen = 0;
  for (const text of texts) {
    const match = NUMBERS.exec(text.normalize('NFKC').trim());
    if (match === null) continue;
    const orders = ordersOf(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    if (orders.length === 0) continue;
    seen++;
    possible = possible.filter((order) => orders.includes(order));
  }
  return seen > 0 && possible.length === 1 ? (possible[0] ?? null) : null;
}

/**
 * Reads a date, a clock time or both: spreadsheet days, ISO 8601 with or without zone, numbers with
 * points, strokes or hyphens, eight digits, and Korean forms with the words for year, month and day.
 * @param order how dates of plain numbers are meant; null: only where a single order is possible
 */
export function parseWhen(cell: RawCell | undefined, words: Words, order: DateOrder | null): When {
  if (cell === null || cell === undefined || typeof cell === 'boolean') return BAD;
  if (typeof cell === 'number') return ofNumber(cell);
  if (typeof cell === 'object') {
    if ('error' in cell) return BAD;
    const { year, month, day, hour, minute, second } = cell.time;
    // A clock time alone stands on the spreadsheet's day 0.
    if (year < 1901) return { kind: 'local', date: null, clock: { hour, minute, second } };
    return checked({ year, month, day }, cell.isDateOnly ? null : { hour, minute, second });
  }
  return ofText(cell, words, order);
}

function ofNumber(value: number): When {
  if (value >= 0 && value < 1) {
    const seconds = Math.round(value * 86_400);
    if (seconds === 86_400) return BAD;
    return {
      kind: 'local',
      date: null,
      clock: {
        hour: Math.floor(seconds / 3600),
        minute: Math.floor((seconds % 3600) / 60),
        second: seconds % 60,
      },
    };
  }
  if (Number.isInteger(value) && value >= 19_900_101 && value <= 21_001_231)
    return ofDigits(String(value));
  const time = serialTime(value);
  if (time === null) return BAD;
  const { year, month, day, hour, minute, second } = time;
  return checked({ year, month, day }, Number.isInteger(value) ? null : { hour, minute, second });
}

const ofDigits = (text: string): When =>
  checked(
    {
      year: Number(text.slice(0, 4)),
      month: Number(text.slice(4, 6)),
      day: Number(text.slice(6, 8)),
    },
    null,
  );

function ofText(raw: string, words: Words, order: DateOrder | null): When {
  let text = raw.normalize('NFKC').trim();
  if (text === '') return BAD;
  const iso =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?\s*(Z|[+-]\d{2}:?\d{2})$/.exec(
      text,
    );
  if (iso !== null) return instant(iso);
  const { table } = words;
  // The day of the week says nothing new and is not checked against the date.
  text = text.replace(new RegExp(`\\s*[(\\[](?:${any(table.weekdays)})[)\\]]`, 'iu'), ' ');
  if (/^\d{8}$/.test(text)) return ofDigits(text);
  const spelled = new RegExp(
    `^(\\d{4})\\s*(?:${any(table.year)})\\s*(\\d{1,2})\\s*(?:${any(table.month)})\\s*(\\d{1,2})\\s*(?:${any(table.day)})`,
    'u',
  ).exec(text);
  let date: DatePart | null = null;
  let rest = text;
  if (spelled !== null) {
    date = { year: Number(spelled[1]), month: Number(spelled[2]), day: Number(spelled[3]) };
    rest = text.slice(spelled[0].length);
  } else {
    const numbers = NUMBERS.exec(text);
    if (numbers !== null) {
      const [a, b, c] = [numbers[1] ?? '', numbers[2] ?? '', numbers[3] ?? ''];
      const orders = ordersOf(a, b, c);
      const chosen =
        order !== null && orders.includes(order)
          ? order
          : orders.length === 1
            ? orders[0]
            : undefined;
      if (chosen === undefined)
        return orders.length === 0 || order !== null ? BAD : { kind: 'ambiguous' };
      date = inOrder(a, b, c, chosen);
      rest = text.slice(numbers[0].length);
    }
  }
  rest = rest.replace(/^[\sT,]+/, '').trim();
  if (rest === '') return date === null ? BAD : checked(date, null);
  const clock = clockOf(rest, words);
  return clock === null ? BAD : checked(date, clock);
}

function clockOf(text: string, { table }: Words): ClockPart | null {
  const half = new RegExp(`^(${any(table.am)}|${any(table.pm)})?\\s*`, 'iu').exec(text);
  const before = half?.[1] ?? null;
  const rest = text.slice(half?.[0].length ?? 0);
  const match =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?/.exec(rest) ??
    new RegExp(
      `^(\\d{1,2})\\s*(?:${any(table.hour)})(?:\\s*(\\d{1,2})\\s*(?:${any(table.minute)}))?(?:\\s*(\\d{1,2})\\s*(?:${any(table.second)}))?`,
      'u',
    ).exec(rest);
  if (match === null) return null;
  const after = rest.slice(match[0].length).trim();
  const mark = (before ?? after).toLowerCase();
  if (after !== '' && (before !== null || ![...table.am, ...table.pm].includes(mark))) return null;
  let hour = Number(match[1]);
  if (mark !== '') {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (table.pm.includes(mark) ? 12 : 0);
  }
  return { hour, minute: Number(match[2] ?? 0), second: Number(match[3] ?? 0) };
}

function instant(match: RegExpExecArray): When {
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const time: LocalTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second ?? 0),
  };
  if (!isRealTime(time) || zone === undefined) return BAD;
  const ms = Number((fraction ?? '0').padEnd(3, '0'));
  const shift =
    zone === 'Z'
      ? 0
      : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * (zone.startsWith('-') ? -1 : 1);
  return { kind: 'instant', ms: asUtcMs(time) + ms - shift * 60_000 };
}

function checked(date: DatePart | null, clock: ClockPart | null): When {
  // 24:00 is the end of the day it is written on.
  const isMidnight =
    clock !== null && clock.hour === 24 && clock.minute === 0 && clock.second === 0;
  const time = isMidnight ? { hour: 0, minute: 0, second: 0 } : clock;
  const day =
    date === null || !isMidnight ? date : civilDate(dayNumber(date.year, date.month, date.day) + 1);
  const whole = {
    ...(day ?? { year: 2000, month: 1, day: 1 }),
    ...(time ?? { hour: 0, minute: 0, second: 0 }),
  };
  return isRealTime(whole) ? { kind: 'local', date: day, clock: time } : BAD;
}
