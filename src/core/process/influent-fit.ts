import type { Influent } from '../plant/influent.ts';
import type { NoiseScale } from './influent-noise.ts';
import { meanOf } from './influent-statistics.ts';

/** A measured series of even step, NaN where a value is missing. */
export interface MeasuredSeries {
  readonly stepS: number;
  readonly values: readonly number[];
  /** Local second of the day and weekday (0 Monday) of each value. */
  readonly secondOfDay: readonly number[];
  readonly weekday: readonly number[];
}

/** What the generator needs to make a series of this kind. */
export interface FittedPattern {
  readonly mean: number;
  /** Hours of working days and of days of rest, mean 1 each. */
  readonly byHour: readonly number[];
  readonly restDayByHour: readonly number[];
  readonly byWeekday: readonly number[];
  readonly noise: readonly NoiseScale[];
}

/** Time scales offered to the fit, s: half an hour to a month. */
const SCALES_S = [1800, 7200, 21_600, 86_400, 259_200, 864_000, 2_592_000] as const;
/** Values this small beside the mean (closed gates, analysers at their end) are taken as this. */
const LEAST_SHARE = 0.02;

/**
 * Fits the generator's pattern to a measured series: mean by hour for working days and days of
 * rest, mean by weekday, and for the logarithm of what is left the variances of independent
 * Ornstein-Uhlenbeck processes, by non-negative least squares on its autocovariance from lag 0
 * to a tenth of the series.
 */
export function fitPattern(series: MeasuredSeries): FittedPattern {
  const mean = meanOf(series.values);
  const rest = (i: number): boolean => (series.weekday[i] ?? 0) >= 5;
  const hourOf = (i: number): number => Math.floor((series.secondOfDay[i] ?? 0) / 3600);
  const all = binMeans(series.values, 24, hourOf, null);
  const hours = (wanted: boolean): number[] =>
    overMean(
      filledCircle(
        binMeans(series.values, 24, (i) => (rest(i) === wanted ? hourOf(i) : null), all),
      ),
    );
  const byHour = hours(false);
  const restDayByHour = hours(true);
  const days = dailyMeans(series);
  const byWeekday = overMean(
    binMeans(days.values, 7, (i) => days.weekday[i] ?? null, new Array<number>(7).fill(mean)),
  );
  const pattern = series.values.map(
    (_, i) =>
      mean *
      ((rest(i) ? restDayByHour : byHour)[hourOf(i)] ?? 1) *
      (byWeekday[series.weekday[i] ?? 0] ?? 1),
  );
  const residual = series.values.map((value, i) =>
    Number.isNaN(value) ? value : Math.log(Math.max(LEAST_SHARE, value / (pattern[i] ?? mean))),
  );
  const noise = fitScales(residual, pattern, series.stepS);
  return { mean, byHour, restDayByHour, byWeekday, noise };
}

/** A profile's shape with the flow of a fitted pattern, without weather and calendar. */
export function flowShapeOf(base: Influent, fit: FittedPattern): Influent {
  return {
    ...calm(base),
    meanFlowM3PerD: fit.mean * 24,
    flowByHour: [...fit.byHour],
    restDayFlowByHour: [...fit.restDayByHour],
    flowByWeekday: [...fit.byWeekday],
    noise: { ...base.noise, flow: fit.noise.map((scale) => ({ ...scale })) },
  };
}

/** A profile's shape with the ammonium of a fitted pattern, without weather and calendar. */
export function strengthShapeOf(base: Influent, fit: FittedPattern): Influent {
  return {
    ...calm(base),
    mean: { ...base.mean, NH4N: fit.mean },
    strengthByHour: [...fit.byHour],
    noise: {
      relativeSd: base.noise.relativeSd,
      correlationS: base.noise.correlationS,
      strength: fit.noise.map((scale) => ({ ...scale })),
    },
  };
}

const calm = (base: Influent): Influent => ({
  meanFlowM3PerD: base.meanFlowM3PerD,
  flowByHour: base.flowByHour,
  strengthByHour: base.strengthByHour,
  flowByWeekday: base.flowByWeekday,
  mean: base.mean,
  pH: base.pH,
  temperatureC: base.temperatureC,
  noise: base.noise,
  source: base.source,
});

/** Means of whole days; a day needs half its values. */
function dailyMeans(series: MeasuredSeries): { values: number[]; weekday: number[] } {
  const perDay = Math.round(86_400 / series.stepS);
  const values: number[] = [];
  const weekday: number[] = [];
  for (let from = 0; from < series.values.length;) {
    let to = from + 1;
    while (to < series.values.length && series.weekday[to] === series.weekday[from]) to++;
    const some = series.values.slice(from, to).filter((value) => !Number.isNaN(value));
    if (some.length >= perDay / 2) {
      values.push(meanOf(some));
      weekday.push(series.weekday[from] ?? 0);
    }
    from = to;
  }
  return { values, weekday };
}

/**
 * Mean of each bin, drawn towards `towards` (the mean of all where null) as far as the scatter
 * inside the bins explains the differences between them (James and Stein 1961): a short series
 * must not take chance for pattern.
 */
function binMeans(
  values: readonly number[],
  bins: number,
  binOf: (i: number) => number | null,
  towards: readonly number[] | null,
): number[] {
  const members = Array.from({ length: bins }, (): number[] => []);
  for (const [i, value] of values.entries()) {
    const bin = binOf(i);
    if (bin !== null && !Number.isNaN(value)) members[bin]?.push(value);
  }
  const filled = members.filter((each) => each.length > 0);
  const general = meanOf(filled.flat());
  const goal = (bin: number): number => towards?.[bin] ?? general;
  let inside = 0;
  let between = 0;
  let degrees = 0;
  for (const [bin, each] of members.entries()) {
    if (each.length === 0) continue;
    const own = meanOf(each);
    for (const value of each) inside += (value - own) ** 2;
    degrees += each.length - 1;
    between += (own - goal(bin)) ** 2;
  }
  const scatter = degrees > 0 ? inside / degrees : 0;
  const spread = between / Math.max(1, filled.length);
  return members.map((each, bin) => {
    if (each.length === 0) return Number.NaN;
    const byChance = scatter / each.length;
    const kept = spread > byChance ? 1 - byChance / spread : 0;
    return goal(bin) + kept * (meanOf(each) - goal(bin));
  });
}

/** Bins without a value (a step of some hours) take that of the bin before, around the day. */
function filledCircle(bins: readonly number[]): number[] {
  const out = [...bins];
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < out.length; i++)
      if (Number.isNaN(out[i] ?? 0)) out[i] = out[(i + out.length - 1) % out.length] ?? Number.NaN;
  return out.map((value) => (Number.isNaN(value) ? 1 : value));
}

function overMean(values: readonly number[]): number[] {
  const mean = meanOf(values);
  return values.map((value) => value / mean);
}

/**
 * Variances of the time scales whose sum has the autocovariance of a series. Values count as
 * their pattern: what matters is the load, not the few litres of the night.
 */
function fitScales(
  residual: readonly number[],
  pattern: readonly number[],
  stepS: number,
): NoiseScale[] {
  const lags = Math.floor(residual.length / 10);
  const wanted = Array.from({ length: lags + 1 }, (_, lag) =>
    weightedAutocovariance(residual, pattern, lag),
  );
  const taken = SCALES_S.filter((scale) => scale >= stepS / 2);
  const columns = taken.map((scale) => wanted.map((_, lag) => Math.exp((-lag * stepS) / scale)));
  // Near lags are known best and shape the changes from hour to hour.
  const weight = wanted.map((_, lag) => 1 / (1 + lag));
  const variances = nonNegativeLeastSquares(columns, wanted, weight);
  return taken.flatMap((correlationS, i) => {
    const variance = variances[i] ?? 0;
    return variance > 1e-7 ? [{ relativeSd: Math.min(1, Math.sqrt(variance)), correlationS }] : [];
  });
}

function weightedAutocovariance(
  values: readonly number[],
  weights: readonly number[],
  lag: number,
): number {
  let weighted = 0;
  let total = 0;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    weighted += (weights[i] ?? 0) * value;
    total += weights[i] ?? 0;
  }
  const mean = weighted / total;
  let sum = 0;
  let count = 0;
  for (let i = 0; i + lag < values.length; i++) {
    const weight = (weights[i] ?? 0) * (weights[i + lag] ?? 0);
    const product = ((values[i] ?? Number.NaN) - mean) * ((values[i + lag] ?? Number.NaN) - mean);
    if (Number.isNaN(product)) continue;
    sum += weight * product;
    count += weight;
  }
  return sum / count;
}

const ROUNDS = 4000;

/** Non-negative weights of columns that come nearest to a target, by coordinate descent. */
function nonNegativeLeastSquares(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  weight: readonly number[],
): number[] {
  const dot = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += (weight[i] ?? 0) * (a[i] ?? 0) * (b[i] ?? 0);
    return sum;
  };
  const gram = columns.map((a) => columns.map((b) => dot(a, b)));
  const right = columns.map((a) => dot(a, target));
  const x = columns.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < x.length; i++) {
      let rest = right[i] ?? 0;
      for (let k = 0; k < x.length; k++) if (k !== i) rest -= (gram[i]?.[k] ?? 0) * (x[k] ?? 0);
      x[i] = Math.max(0, rest / (gram[i]?.[i] ?? 1));
    }
  }
  return x;
}
