import { z } from 'zod';

/**
 * What a stretch of days took in energy and chemicals against days before it that treated about as much
 * water. Only measured days count on either side, and a difference within what such days differ anyway
 * is said to be none.
 */

/** One whole local day: water that left, energy of the meter. */
export interface DayUse {
  readonly wallMs: number;
  readonly m3: number;
  readonly kwh: number;
}

/** A day resembles another when its flow differs by no more than this share. */
export const LIKE_SHARE = 0.15;
/** So many like days make a baseline for one day. */
const LEAST_LIKE = 3;
/** So many days with a baseline make a statement on the span. */
const LEAST_DAYS = 5;
/** Of the days of the span so many must have a baseline. */
const LEAST_SHARE = 0.7;
/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.96;

const nullable = z.number().nullable();
export const savingsFigures = z.object({
  /** First day of the span the baseline is taken from. */
  baseFromMs: z.number(),
  baseDays: z.int(),
  likePercent: z.number(),
  days: z.array(
    z.object({
      wallMs: z.number(),
      m3: z.number(),
      kwh: z.number(),
      /** Days it was held against, and what they would have taken for its flow; null with fewer than three. */
      like: z.int(),
      expectedKwh: nullable,
    }),
  ),
  matched: z.int(),
  measuredKwh: nullable,
  expectedKwh: nullable,
  /** Expected less measured; null where there are not enough days. */
  savedKwh: nullable,
  /** Half width of its 95 % interval. */
  marginKwh: nullable,
  chemicals: z.array(
    z.object({
      item: z.string(),
      ko: z.string(),
      en: z.string(),
      unit: z.string(),
      /** Booked use per 1,000 m³ treated, in the span and before it. */
      per1000M3: nullable,
      basePer1000M3: nullable,
      days: z.int(),
      baseDays: z.int(),
    }),
  ),
});
export type SavingsFigures = z.infer<typeof savingsFigures>;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Energy of each day against what like days before it took per m³. The margins of the days are added as
 * they are, not as squares: days share their baseline, so their errors go the same way.
 */
export function energySavings(
  span: readonly DayUse[],
  before: readonly DayUse[],
): Omit<SavingsFigures, 'baseFromMs' | 'chemicals'> {
  const usable = before.filter(({ m3 }) => m3 > 0);
  const days = span.map((day) => {
    const like = usable.filter(({ m3 }) => Math.abs(m3 - day.m3) <= LIKE_SHARE * day.m3);
    const rates = like.map(({ m3, kwh }) => kwh / m3);
    if (rates.length < LEAST_LIKE)
      return { ...day, like: rates.length, expectedKwh: null, marginKwh: 0 };
    const mean = sum(rates) / rates.length;
    const sd = Math.sqrt(sum(rates.map((rate) => (rate - mean) ** 2)) / (rates.length - 1));
    // A single day scatters as they do; the mean of them is known the better the more there are.
    const marginKwh = Z95 * sd * Math.sqrt(1 / rates.length) * day.m3;
    return { ...day, like: rates.length, expectedKwh: mean * day.m3, marginKwh };
  });
  const matched = days.filter(({ expectedKwh }) => expectedKwh !== null);
  const enough = matched.length >= LEAST_DAYS && matched.length >= LEAST_SHARE * days.length;
  const measured = sum(matched.map(({ kwh }) => kwh));
  const expected = sum(matched.map(({ expectedKwh }) => expectedKwh ?? 0));
  const scatter = scatterOf(matched);
  return {
    baseDays: usable.length,
    likePercent: LIKE_SHARE * 100,
    days: days.map(({ marginKwh: _margin, ...day }) => day),
    matched: matched.length,
    measuredKwh: matched.length === 0 ? null : measured,
    expectedKwh: matched.length === 0 ? null : expected,
    savedKwh: enough ? expected - measured : null,
    marginKwh: enough ? sum(matched.map(({ marginKwh }) => marginKwh)) + scatter : null,
  };
}

/** 95 % of how far the sum of the days strays because each day has its own luck. */
function scatterOf(
  matched: readonly { readonly kwh: number; readonly expectedKwh: number | null }[],
): number {
  if (matched.length < 2) return 0;
  const off = matched.map(({ kwh, expectedKwh }) => (expectedKwh ?? 0) - kwh);
  const mean = sum(off) / off.length;
  const sd = Math.sqrt(sum(off.map((each) => (each - mean) ** 2)) / (off.length - 1));
  return Z95 * sd * Math.sqrt(matched.length);
}

/** Whether the difference is more than days differ anyway. */
export const isBeyondMargin = ({ savedKwh, marginKwh }: SavingsFigures): boolean =>
  savedKwh !== null && marginKwh !== null && Math.abs(savedKwh) > marginKwh;

/** Of the 1,440 minutes of a day; with fewer its sums say nothing of the day. */
const WHOLE_DAY_MINUTES = 1300;
const DAY_MS = 86_400_000;

/**
 * Totals of the days that were recorded whole, by their beginning on the wall clock. A day after one that was not
 * is left out as well: what a counter counted while nobody looked stands in it.
 *
 * @param rows in order, one for each day of which anything is stored
 */
export function wholeDays(
  rows: readonly { readonly wallMs: number; readonly n: number; readonly total: number | null }[],
): ReadonlyMap<number, number> {
  const isWhole = (row: (typeof rows)[number]): boolean => row.n >= WHOLE_DAY_MINUTES;
  return new Map(
    rows.flatMap((row, i) => {
      const before = rows[i - 1];
      const follows =
        before === undefined || (before.wallMs === row.wallMs - DAY_MS && isWhole(before));
      return row.total === null || !isWhole(row) || !follows
        ? []
        : [[row.wallMs, row.total] as const];
    }),
  );
}
