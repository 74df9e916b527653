/**
 * Largest value of something in each of the last weeks: what is usual for a signal is learned from
 * its own past, and forgotten again after `WEEKS` weeks, so that the tests follow the season. A value
 * waits some days before it counts, and is thrown away when a fault came to light meanwhile: a
 * fault that creeps in must not make itself usual.
 */
export interface Extremes {
  /** Largest of each week, ring by number of the week; 0 where nothing was seen. */
  readonly weeks: number[];
  /** Largest of them all. */
  most: number;
  /** Second largest day of each week; states saved by earlier versions have none. */
  seconds?: number[];
  /** Days that were taken in. */
  days?: number;
  /** How many times as wide the bound became, and on which day, by what was told and went by itself. */
  wary?: { day: number; times: number };
  /** Number of the current week since 1970. */
  week: number;
  /** Largest of each of the last days, which do not count yet. */
  readonly waiting: { day: number; size: number }[];
  /** What lay beyond the limit: the last days on which it did, so that what comes again and again becomes usual. */
  readonly beyond: { day: number; size: number }[];
}

export const WEEKS = 8;
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;
/** Days a value waits before it counts. */
export const WAIT_DAYS = 4;
/** Something beyond the limit on so many different days is a habit of the plant, not a fault. */
const HABIT_DAYS = 4;

export const noExtremes = (): Extremes => ({
  weeks: new Array<number>(WEEKS).fill(0),
  most: 0,
  week: 0,
  waiting: [],
  beyond: [],
});

/** Largest value of the weeks that are remembered. */
export const largest = ({ most }: Extremes): number => most;

/** Enough for a bound, and short in what is saved. */
const six = (size: number): number => Number(size.toPrecision(6));

/** Takes a usual value in. */
export function learn(extremes: Extremes, size: number, atMs: number): void {
  const day = Math.floor(atMs / DAY_MS);
  const { waiting } = extremes;
  const last = waiting.at(-1);
  if (last !== undefined && last.day >= day) {
    if (size > last.size) last.size = six(size);
    return;
  }
  waiting.push({ day, size: six(size) });
  while (waiting[0] !== undefined && day - waiting[0].day > WAIT_DAYS) {
    const due = waiting.shift();
    if (due !== undefined) take(extremes, due.size, due.day);
  }
}

/** A fault came to light: what waits may be part of it. */
export const drop = (extremes: Extremes): void => {
  if (extremes.waiting.length > 0) extremes.waiting.length = 0;
};

/** Takes one beyond the limit in; it counts as usual once it came on several days. */
export function doubt(extremes: Extremes, size: number, atMs: number): void {
  const day = Math.floor(atMs / DAY_MS);
  const { beyond } = extremes;
  const last = beyond.at(-1);
  if (last?.day === day) {
    last.size = Math.max(last.size, size);
    return;
  }
  beyond.push({ day, size });
  while (beyond[0] !== undefined && day - beyond[0].day > WEEK_DAYS * WEEKS) beyond.shift();
  if (beyond.length < HABIT_DAYS) return;
  take(extremes, Math.min(...beyond.map((each) => each.size)), day);
  beyond.length = 0;
}

/** Lets the largest of a day count from now on. */
export function take(extremes: Extremes, size: number, day: number): void {
  turn(extremes, Math.floor(day / WEEK_DAYS));
  extremes.days = (extremes.days ?? 0) + 1;
  const slot = extremes.week % WEEKS;
  // What an earlier version saved knows one day a week only: it is taken as if it had come twice.
  const seconds = (extremes.seconds ??= [...extremes.weeks]);
  const before = extremes.weeks[slot] ?? 0;
  if (size <= before) {
    if (size > (seconds[slot] ?? 0)) seconds[slot] = size;
    return;
  }
  seconds[slot] = before;
  extremes.weeks[slot] = size;
  if (size > extremes.most) extremes.most = size;
}

function turn(extremes: Extremes, week: number): void {
  if (week === extremes.week) return;
  const passed = week - extremes.week;
  // A clock set back goes on in the week it is in; one set far ahead forgets no more than all.
  if (passed > 0)
    for (let k = 1; k <= Math.min(passed, WEEKS); k++) {
      extremes.weeks[(extremes.week + k) % WEEKS] = 0;
      if (extremes.seconds !== undefined) extremes.seconds[(extremes.week + k) % WEEKS] = 0;
    }
  extremes.week = Math.max(week, extremes.week);
  extremes.most = Math.max(...extremes.weeks);
}
