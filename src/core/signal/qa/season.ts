import { quantile } from './rolling.ts';

/** One day's mean of a signal. */
export interface DayMean {
  /** Beginning of the local day, ms UTC. */
  readonly dayMs: number;
  readonly value: number;
}

export interface SeasonTrend {
  /** Median slope, tag's unit per 30 days. */
  readonly perMonth: number;
  /** Standard normal score of the trend; beyond +-1.96 it is no chance at 5 %. */
  readonly z: number;
  readonly significant: boolean;
  /** Whether the season was taken out first: only with more than a year of days. */
  readonly deseasoned: boolean;
  readonly days: number;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** Fewer days than this show no trend. */
const LEAST_DAYS = 20;
const MOST_DAYS = 400;
const SIGNIFICANT = 1.96;
/** Months of the year that a season is told by. */
const SEASONS = 12;

/**
 * Trend of a signal over months (seed 6.2 tier 4): Sen's slope (1968) with the test of Mann (1945) and
 * Kendall (1938), which neither single bad days nor a skewed distribution disturb. Neighbouring days
 * are alike, so the variance is widened by the autocorrelation of one day (Hamed and Rao 1998, first
 * order). With more than a year of days the median of each twelfth of the year is taken out first.
 * @returns null with fewer than 20 days
 */
export function seasonTrend(days: readonly DayMean[]): SeasonTrend | null {
  const usable = days
    .filter(({ value, dayMs }) => Number.isFinite(value) && Number.isFinite(dayMs))
    .sort((a, b) => a.dayMs - b.dayMs)
    .slice(-MOST_DAYS * 3);
  if (usable.length < LEAST_DAYS) return null;
  const first = usable[0];
  const last = usable.at(-1);
  if (first === undefined || last === undefined || last.dayMs === first.dayMs) return null;
  const deseasoned = last.dayMs - first.dayMs > 1.2 * YEAR_MS;
  const values = thinned(deseasoned ? withoutSeason(usable) : usable);
  const n = values.length;
  const slopes: number[] = [];
  let score = 0;
  for (let i = 0; i < n; i++) {
    const a = values[i];
    for (let j = i + 1; j < n; j++) {
      const b = values[j];
      if (a === undefined || b === undefined || b.dayMs === a.dayMs) continue;
      score += Math.sign(b.value - a.value);
      slopes.push((b.value - a.value) / (b.dayMs - a.dayMs));
    }
  }
  const sorted = Float64Array.from(slopes).sort();
  const perMs = quantile(sorted, 0.5);
  const rho = lagOne(values, perMs);
  const widened = rho > 0 ? (1 + rho) / (1 - Math.min(0.95, rho)) : 1;
  const variance = ((n * (n - 1) * (2 * n + 5)) / 18) * widened;
  const z = score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  return {
    perMonth: perMs * 30 * DAY_MS,
    z,
    significant: Math.abs(z) > SIGNIFICANT,
    deseasoned,
    days: usable.length,
  };
}

const twelfthOf = (ms: number): number =>
  Math.floor((((ms % YEAR_MS) + YEAR_MS) % YEAR_MS) / (YEAR_MS / SEASONS));

function withoutSeason(days: readonly DayMean[]): DayMean[] {
  const groups = Array.from({ length: SEASONS }, () => [] as number[]);
  for (const { dayMs, value } of days) groups[twelfthOf(dayMs)]?.push(value);
  const medians = groups.map((group) => quantile(Float64Array.from(group).sort(), 0.5));
  return days.map(({ dayMs, value }) => ({
    dayMs,
    value: value - (medians[twelfthOf(dayMs)] ?? 0),
  }));
}

/** All pairs of many years would take long; every so manieth day tells the same. */
function thinned(days: readonly DayMean[]): readonly DayMean[] {
  const every = Math.ceil(days.length / MOST_DAYS);
  return every === 1 ? days : days.filter((_, i) => i % every === 0);
}

function lagOne(days: readonly DayMean[], perMs: number): number {
  const rest = days.map(({ dayMs, value }) => value - perMs * dayMs);
  const mean = rest.reduce((sum, each) => sum + each, 0) / rest.length;
  let product = 0;
  let square = 0;
  rest.forEach((each, i) => {
    square += (each - mean) ** 2;
    const next = rest[i + 1];
    if (next !== undefined) product += (each - mean) * (next - mean);
  });
  return square === 0 ? 0 : product / square;
}
