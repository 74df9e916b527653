import { seasonTrend } from './season.ts';

/** How a sensor has fared over a day or a month. */
export interface LifePoint {
  readonly dayMs: number;
  /** Mean score of the period, 0 to 100. */
  readonly score: number;
  /** Noise over its usual noise; 1 when as ever. */
  readonly noiseTimes: number | null;
}

export interface LifeInput {
  readonly nowMs: number;
  /** When the sensing part was put in; null where nobody noted it. */
  readonly installedMs: number | null;
  /** Expected life of the sensing part, months; null: not known. */
  readonly lifeMonths: number | null;
  readonly points: readonly LifePoint[];
}

export interface LifeEstimate {
  /** Days until it should be replaced; 0 when it is due, null when nothing says when. */
  readonly leftDays: number | null;
  /** What sets the time: its age, a score that falls, or noise that grows. */
  readonly cause: 'age' | 'score' | 'noise' | null;
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.4375;
/** A sensor below this mean score no longer serves. */
const LEAST_SCORE = 50;
/** Noise so many times the usual says that the sensing part is worn. */
const MOST_NOISE = 3;
/** Further off than this nothing can be said from a trend, d. */
const HORIZON_DAYS = 730;

/**
 * Remaining life (seed 6.2 tier 4): the soonest of its age against the expected life of its kind, the
 * day its score falls below 50 and the day its noise is three times the usual, the last two by the
 * trend of the daily figures where that trend is significant.
 */
export function sensorLife({ nowMs, installedMs, lifeMonths, points }: LifeInput): LifeEstimate {
  const candidates: { leftDays: number; cause: 'age' | 'score' | 'noise' }[] = [];
  if (installedMs !== null && lifeMonths !== null) {
    const age = (nowMs - installedMs) / DAY_MS;
    candidates.push({ leftDays: Math.max(0, lifeMonths * MONTH_DAYS - age), cause: 'age' });
  }
  const score = reaching(
    points.map(({ dayMs, score: value }) => ({ dayMs, value })),
    LEAST_SCORE,
    -1,
  );
  if (score !== null) candidates.push({ leftDays: score, cause: 'score' });
  const noise = reaching(
    points.flatMap(({ dayMs, noiseTimes }) =>
      noiseTimes === null ? [] : [{ dayMs, value: noiseTimes }],
    ),
    MOST_NOISE,
    1,
  );
  if (noise !== null) candidates.push({ leftDays: noise, cause: 'noise' });
  const soonest = candidates.sort((a, b) => a.leftDays - b.leftDays)[0];
  return soonest ?? { leftDays: null, cause: null };
}

/** Days until a significant trend in the given direction reaches a bound; null where it does not. */
function reaching(
  days: readonly { readonly dayMs: number; readonly value: number }[],
  bound: number,
  direction: 1 | -1,
): number | null {
  const trend = seasonTrend(days);
  if (trend === null || !trend.significant || Math.sign(trend.perMonth) !== direction) return null;
  const recent = days.slice(-7).map(({ value }) => value);
  const now = recent.reduce((sum, value) => sum + value, 0) / recent.length;
  const left = ((bound - now) / trend.perMonth) * 30;
  if (left <= 0) return 0;
  return left > HORIZON_DAYS ? null : left;
}
