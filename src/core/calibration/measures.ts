import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';

/** How well a simulated series follows a measured one. */
export interface FitMeasures {
  readonly points: number;
  /** Efficiency of Nash and Sutcliffe (1970): 1 - sum (o - s)^2 / sum (o - mean o)^2; 1 is perfect, 0 as good as the mean. */
  readonly nse: number;
  /** Efficiency of the logarithms, for series where small values count; null where a value is not above 0. */
  readonly logNse: number | null;
  /** Root of the mean squared error, in the unit of the series. */
  readonly rmse: number;
  /** Kling-Gupta efficiency (Gupta et al. 2009): 1 - sqrt((r-1)^2 + (a-1)^2 + (b-1)^2); null where the mean is 0. */
  readonly kge: number | null;
  /** Sum of the simulated over the sum of the measured values; null where the latter is 0. */
  readonly volumeRatio: number | null;
}

/** Fewer points than this say nothing about a fit. */
export const LEAST_POINTS = 8;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;
const squares = (values: readonly number[], around: number): number =>
  values.reduce((sum, v) => sum + (v - around) ** 2, 0);

/** Correlation of two series; 0 where one is constant. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const meanA = mean(a);
  const meanB = mean(b);
  const both = a.reduce((sum, v, i) => sum + (v - meanA) * ((b[i] ?? 0) - meanB), 0);
  const scale = Math.sqrt(squares(a, meanA) * squares(b, meanB));
  return scale > 0 ? both / scale : 0;
}

/** What makes a measured series useless for a fit, or null. */
export function seriesFault(place: string, measured: readonly number[]): ProcessFault | null {
  const bad = measured.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    return {
      place,
      quantity: `measured value ${String(bad + 1)}`,
      value: String(measured[bad]),
      allowed: 'a finite number',
      advice: 'take the value out of the data; a gap is left out of the comparison',
    };
  if (measured.length < LEAST_POINTS)
    return {
      place,
      quantity: 'measured values',
      value: String(measured.length),
      allowed: `${String(LEAST_POINTS)} or more`,
      advice: 'give a longer or denser series, or a shorter comparison step',
    };
  const first = measured[0];
  return measured.every((value) => value === first)
    ? {
        place,
        quantity: 'measured values',
        value: `${String(first)} throughout`,
        allowed: 'a series that varies (the efficiency divides by its variance)',
        advice: 'leave this series out, or check the instrument: it may be stuck',
      }
    : null;
}

/**
 * Measures of one series.
 * @param place name of the series for messages
 * @returns the measures, or what is wrong with the series
 */
export function fitMeasures(
  place: string,
  measured: readonly number[],
  simulated: readonly number[],
): Result<FitMeasures, ProcessFault> {
  const fault = seriesFault(place, measured);
  if (fault !== null) return err(fault);
  const bad = measured.findIndex((_, i) => !Number.isFinite(simulated[i] ?? Number.NaN));
  if (bad >= 0 || simulated.length !== measured.length)
    return err({
      place,
      quantity: `simulated value ${String(bad + 1)} of ${String(measured.length)}`,
      value: String(simulated[bad]),
      allowed: 'a finite number for each measured one',
      advice: 'the model failed with these parameters; look at its faults',
    });
  const observedMean = mean(measured);
  const simulatedMean = mean(simulated);
  const errors = simulated.map((s, i) => s - (measured[i] ?? 0));
  const nse = 1 - squares(errors, 0) / squares(measured, observedMean);
  const spread = Math.sqrt(squares(simulated, simulatedMean) / squares(measured, observedMean));
  const kge =
    observedMean === 0
      ? null
      : 1 -
        Math.hypot(
          correlation(measured, simulated) - 1,
          spread - 1,
          simulatedMean / observedMean - 1,
        );
  return ok({
    points: measured.length,
    nse,
    logNse: logNse(measured, simulated),
    rmse: Math.sqrt(squares(errors, 0) / measured.length),
    kge,
    volumeRatio: observedMean === 0 ? null : simulatedMean / observedMean,
  });
}

function logNse(measured: readonly number[], simulated: readonly number[]): number | null {
  if ([...measured, ...simulated].some((value) => !(value > 0))) return null;
  const logs = measured.map(Math.log);
  const errors = simulated.map((s, i) => Math.log(s) - (logs[i] ?? 0));
  return 1 - squares(errors, 0) / squares(logs, mean(logs));
}

/** Ways to judge one series, each 0 when perfect and without a unit. */
export type Measure = 'nse' | 'logNse' | 'rmse' | 'kge';

/** One measured series of an objective. */
export interface WeightedSeries {
  readonly name: string;
  readonly measured: readonly number[];
  /** Share in the objective against the other series. */
  readonly weight: number;
  readonly measure: Measure;
}

/** Distance of one series from perfect: 1 - NSE, 1 - logNSE, 1 - KGE, or RMSE over the standard deviation. */
export function distance(
  { name, measured, measure }: WeightedSeries,
  simulated: readonly number[],
): number {
  const measures = fitMeasures(name, measured, simulated);
  if (!measures.ok) return Number.NaN;
  const { nse, logNse: log, kge } = measures.value;
  if (measure === 'nse') return 1 - nse;
  if (measure === 'rmse') return Math.sqrt(1 - nse);
  return 1 - ((measure === 'kge' ? kge : log) ?? Number.NaN);
}

/** Every series that cannot be part of an objective. */
export function checkSeries(series: readonly WeightedSeries[]): ProcessFault[] {
  const faults = series.flatMap(({ name, measured, weight, measure }): ProcessFault[] => {
    const fault = seriesFault(name, measured);
    if (fault !== null) return [fault];
    if (!(weight > 0 && Number.isFinite(weight)))
      return [
        {
          place: name,
          quantity: 'weight',
          value: String(weight),
          allowed: 'above 0',
          advice: 'give a weight such as 1',
        },
      ];
    return measure === 'logNse' && measured.some((value) => value <= 0)
      ? [
          {
            place: name,
            quantity: 'measured value',
            value: String(Math.min(...measured)),
            allowed: 'above 0 for the efficiency of logarithms',
            advice: 'use the plain efficiency for this series',
          },
        ]
      : [];
  });
  if (series.length === 0)
    faults.push({
      place: 'calibration',
      quantity: 'measured series',
      value: 'none',
      allowed: 'one or more',
      advice: 'name at least one tag of the data to fit to',
    });
  return faults;
}

/** Weighted mean of the distances of all series; not a number where one cannot be judged. */
export function objective(
  series: readonly WeightedSeries[],
  simulated: readonly (readonly number[])[],
): number {
  const weights = series.reduce((sum, { weight }) => sum + weight, 0);
  return (
    series.reduce((sum, each, i) => sum + each.weight * distance(each, simulated[i] ?? []), 0) /
    weights
  );
}
