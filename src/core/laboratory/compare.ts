import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { Sensor } from '../plant/equipment.ts';
import type { Comparison } from '../signal/drift/comparison.ts';
import type { LaboratoryReading } from './reading.ts';
import { quantityOf } from './quantities.ts';
import { methodSpread } from './reference-sd.ts';
import { convert, convertSpan } from './units.ts';

/** Half the span a grab sample is held against: long enough for a few fresh values, short against the tanks. */
const GRAB_HALF_MS = 5 * 60_000;

/** Span of the sensor's signal a reading is held against; of a composite sample its own. */
export function comparisonSpan(reading: {
  readonly sampledMs: number;
  readonly compositeFromMs: number | null;
}): { readonly fromMs: number; readonly toMs: number } {
  const { sampledMs, compositeFromMs } = reading;
  return compositeFromMs === null
    ? { fromMs: sampledMs - GRAB_HALF_MS, toMs: sampledMs + GRAB_HALF_MS }
    : { fromMs: compositeFromMs, toMs: sampledMs };
}

export interface SensorWindow {
  readonly mean: number;
  /** Spread of the minutes, n - 1 in the denominator; 0 for a single one. */
  readonly sd: number;
  readonly minutes: number;
}

/** Mean and spread of the minutes of a window; null when there is none. */
export function sensorWindow(values: readonly number[]): SensorWindow | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n < 2 ? 0 : Math.sqrt(square / (n - 1)), minutes: n };
}

/** Why a reading says nothing on a sensor. */
export type NoComparison =
  'withdrawn' | 'noSensor' | 'censored' | 'unit' | 'noSignal' | 'tooFewMinutes';

/** A composite sample of which the sensor saw less than this is not comparable. */
const LEAST_SHARE = 0.5;

/**
 * Holds a reading against the sensor at the time of sampling. The reference's spread is what the
 * person stated, else what is usual for the method (`reference-sd.ts`); a result below or above
 * the range of its method tells no difference.
 * @param values the sensor's usable minutes inside `comparisonSpan`, in its own unit
 */
export function compareReading(
  reading: LaboratoryReading,
  sensor: Pick<Sensor, 'tag' | 'unit'> | null,
  values: readonly number[],
): Result<Comparison, NoComparison> {
  if (reading.state !== 'valid') return err('withdrawn');
  if (sensor === null || reading.tag !== sensor.tag) return err('noSensor');
  if (reading.qualifier !== 'exact') return err('censored');
  const referenceValue = convert(reading.value, reading.unit, sensor.unit);
  if (referenceValue === null) return err('unit');
  const window = sensorWindow(values);
  if (window === null) return err('noSignal');
  const { fromMs, toMs } = comparisonSpan(reading);
  if (reading.compositeFromMs !== null && window.minutes < ((toMs - fromMs) / 60_000) * LEAST_SHARE)
    return err('tooFewMinutes');
  return ok({
    tag: sensor.tag,
    readingId: reading.id,
    sampledMs: reading.sampledMs,
    sensorValue: window.mean,
    sensorSd: window.sd,
    referenceValue,
    referenceSd: referenceSd(reading, sensor.unit),
  });
}

function referenceSd(reading: LaboratoryReading, unit: string): number {
  if (reading.uncertainty !== null) {
    const stated = convertSpan(reading.uncertainty, reading.unit, unit);
    if (stated !== null && stated > 0) return stated;
  }
  const own = quantityOf(reading.item)?.unit ?? reading.unit;
  const value = convert(reading.value, reading.unit, own) ?? reading.value;
  const { sd } = methodSpread(reading.how, reading.item, value);
  return convertSpan(sd, own, unit) ?? sd;
}

/** How sensor and reference agree over a number of samples. */
export interface Agreement {
  readonly n: number;
  /** Mean of sensor minus reference, in the sensor's unit. */
  readonly bias: number;
  /** Spread of the differences; null for fewer than two. */
  readonly sd: number | null;
  /** Limits of agreement, bias -+ 1.96 sd (Bland and Altman, Lancet 1986). */
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs that differ by more than the bound of the profile. */
  readonly beyond: number;
}

/** Null for no pair at all. */
export function agreement(
  pairs: readonly Pick<Comparison, 'sensorValue' | 'referenceValue'>[],
  isBeyond: (pair: Pick<Comparison, 'sensorValue' | 'referenceValue'>) => boolean,
): Agreement | null {
  const differences = sensorWindow(pairs.map((pair) => pair.sensorValue - pair.referenceValue));
  if (differences === null) return null;
  const { mean: bias, sd: spread, minutes: n } = differences;
  const sd = n < 2 ? null : spread;
  return {
    n,
    bias,
    sd,
    low: sd === null ? null : bias - 1.96 * sd,
    high: sd === null ? null : bias + 1.96 * sd,
    beyond: pairs.filter(isBeyond).length,
  };
}
