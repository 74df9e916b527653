import type { Alternation } from '../plant/stores.ts';

/** One motor of a pair as the advice sees it. */
export interface PairUnit {
  readonly unit: string;
  readonly hours: number | null;
  readonly running: boolean | null;
  /** A motor in fault or under a lock cannot take its turn. */
  readonly available: boolean;
}

export interface AlternationAdvice {
  /** Most hours less fewest, h; null while a counter is not known. */
  readonly differenceH: number | null;
  /** Which should run next, and why; null when all is well or nothing can be advised. */
  readonly next: string | null;
  readonly because: 'hours' | 'date' | null;
}

const DAY_MS = 86_400_000;

/**
 * Which motor of a pair should run next. Weekly turns come first where the site has them; else the one
 * with fewer hours, once the difference passes the bound.
 * @param sinceMs since when the running motor has had its turn; null when not known
 */
export function alternationAdvice(
  policy: Pick<Alternation, 'everyDays' | 'maxDifferenceH'>,
  units: readonly PairUnit[],
  sinceMs: number | null,
  nowMs: number,
): AlternationAdvice {
  const hours = units.flatMap((unit) => unit.hours ?? []);
  const differenceH = hours.length < units.length ? null : Math.max(...hours) - Math.min(...hours);
  const resting = units
    .filter(({ running, available }) => running === false && available)
    .sort((a, b) => (a.hours ?? 0) - (b.hours ?? 0));
  const running = units.filter((unit) => unit.running === true);
  const [next] = resting;
  if (next === undefined || running.length !== 1) return { differenceH, next: null, because: null };
  const over =
    policy.everyDays !== null && sinceMs !== null && nowMs - sinceMs >= policy.everyDays * DAY_MS;
  if (over) return { differenceH, next: next.unit, because: 'date' };
  const runs = running[0]?.hours ?? null;
  const ahead = runs !== null && next.hours !== null && runs - next.hours > policy.maxDifferenceH;
  return ahead
    ? { differenceH, next: next.unit, because: 'hours' }
    : { differenceH, next: null, because: null };
}
