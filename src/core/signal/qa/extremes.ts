/**
 * Largest value of something in each of the last weeks: what is usual for a signal is learned from
 * its own past, and forgotten again after `WEEKS` weeks, so that the tests follow the season.
 */
export interface Extremes {
  /** Largest of each week, ring by number of the week; 0 where nothing was seen. */
  readonly weeks: number[];
  /** Number of the current week since 1970. */
  week: number;
  /** What lay beyond the limit: the last days on which it did, so that what comes again and again becomes usual. */
  readonly beyond: { day: number; size: number }[];
}

export const WEEKS = 8;
const WEEK_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
/** Something beyond the limit on so many different days is a habit of the plant, not a fault. */
const HABIT_DAYS = 4;

export const noExtremes = (): Extremes => ({
  weeks: new Array<number>(WEEKS).fill(0),
  week: 0,
  beyond: [],
});

/** Largest value of the weeks that are remembered. */
export function largest({ weeks }: Extremes): number {
  let most = 0;
  for (const each of weeks) if (each > most) most = each;
  return most;
}

/** Takes a usual value in. */
export function learn(extremes: Extremes, size: number, atMs: number): void {
  turn(extremes, atMs);
  const slot = extremes.week % WEEKS;
  if (size > (extremes.weeks[slot] ?? 0)) extremes.weeks[slot] = size;
}

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
  while (beyond[0] !== undefined && day - beyond[0].day > 7 * WEEKS) beyond.shift();
  if (beyond.length < HABIT_DAYS) return;
  learn(extremes, Math.min(...beyond.map((each) => each.size)), atMs);
  beyond.length = 0;
}

function turn(extremes: Extremes, atMs: number): void {
  const week = Math.floor(atMs / WEEK_MS);
  if (week === extremes.week) return;
  const passed = week - extremes.week;
  // A clock set back goes on in the week it is in; one set far ahead forgets no more than all.
  if (passed > 0)
    for (let k = 1; k <= Math.min(passed, WEEKS); k++)
      extremes.weeks[(extremes.week + k) % WEEKS] = 0;
  extremes.week = Math.max(week, extremes.week);
}
