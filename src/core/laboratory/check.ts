import type { Sensor } from '../plant/equipment.ts';
import type { SensorQuality } from '../plant/quality.ts';
import type { DischargeLimit } from './places.ts';
import { breaksLimit } from './places.ts';
import { quantityOf } from './quantities.ts';
import type { ReadingDraft } from './reading.ts';
import { methodSpread } from './reference-sd.ts';
import { convert } from './units.ts';

/** `refuse`: cannot be stored; `ask`: stored when the person says why; `note`: worth a look. */
export type IssueSeverity = 'refuse' | 'ask' | 'note';
export type IssueField =
  'sampledMs' | 'item' | 'point' | 'value' | 'unit' | 'quantificationLimit' | 'person';

/** What is wrong with a reading; `code` names a text, filled with the rest. */
export interface ReadingIssue {
  readonly severity: IssueSeverity;
  readonly field: IssueField;
  readonly code:
    | 'future'
    | 'old'
    | 'compositeOrder'
    | 'compositeLong'
    | 'notANumber'
    | 'outsidePhysical'
    | 'unitUnknown'
    | 'noQuantificationLimit'
    | 'belowLimitMismatch'
    | 'personMissing'
    | 'outsideSensorRange'
    | 'overLimit'
    | 'farFromSensor'
    | 'farFromEarlier';
  readonly value: number | string;
  readonly allowed: string;
  readonly unit: string;
}

export interface ReadingContext {
  readonly nowMs: number;
  readonly sensor: Sensor | null;
  readonly quality: SensorQuality | null;
  readonly limit: DischargeLimit | null;
  /** Sensor's mean at the time of sampling, in its own unit; null where it had none. */
  readonly sensorValue: number | null;
  /** Exact values of the same item and point before, newest first, in the quantity's unit. */
  readonly earlier: readonly number[];
}

/** A PC and a watch may differ by this much. */
const FUTURE_MS = 5 * 60_000;
const OLD_MS = 30 * 86_400_000;
/** Longest span of a composite sample. */
const COMPOSITE_MS = 7 * 86_400_000;
const FEWEST_EARLIER = 5;
/** 1.4826 turns the median deviation into a standard deviation; four of them are rare. */
const FAR = 4 * 1.4826;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
function median(values: readonly number[]): number {
  const all = sorted(values);
  const middle = all.length / 2;
  return Number.isInteger(middle)
    ? ((all[middle - 1] ?? 0) + (all[middle] ?? 0)) / 2
    : (all[Math.floor(middle)] ?? 0);
}

/** Whether a difference passes either bound the profile sets for this sensor against a reading (seed 6.2: 15 %, pH 0.5). */
export function beyondReference(
  reference: SensorQuality['reference'],
  sensorValue: number,
  referenceValue: number,
): boolean {
  const difference = Math.abs(sensorValue - referenceValue);
  if (reference.absolute !== null && difference > reference.absolute) return true;
  return (
    reference.percent !== null && difference > (reference.percent / 100) * Math.abs(referenceValue)
  );
}

/** Digits that tell the value, without the noise of a conversion. */
const short = (value: number): string => String(Number(value.toPrecision(6)));

/**
 * Everything that is wrong or unusual with a reading before it is stored, most severe first.
 * Window and engine ask the same function, so that neither lets through what the other refuses.
 */
export function checkReading(
  draft: ReadingDraft,
  context: ReadingContext,
): readonly ReadingIssue[] {
  const issues: ReadingIssue[] = [...checkTimes(draft, context.nowMs), ...checkValue(draft)];
  if (draft.person.trim() === '')
    issues.push({
      severity: 'refuse',
      field: 'person',
      code: 'personMissing',
      value: '',
      allowed: '',
      unit: '',
    });
  if (!issues.some(({ severity }) => severity === 'refuse'))
    issues.push(...checkUnusual(draft, context));
  const order: readonly IssueSeverity[] = ['refuse', 'ask', 'note'];
  return issues.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function checkTimes(draft: ReadingDraft, nowMs: number): ReadingIssue[] {
  const { sampledMs, compositeFromMs } = draft;
  const of = (
    severity: IssueSeverity,
    code: ReadingIssue['code'],
    value: number,
  ): ReadingIssue => ({
    severity,
    field: 'sampledMs',
    code,
    value,
    allowed: '',
    unit: 'ms',
  });
  const issues: ReadingIssue[] = [];
  if (!Number.isFinite(sampledMs) || sampledMs > nowMs + FUTURE_MS)
    issues.push(of('refuse', 'future', sampledMs));
  else if (sampledMs < nowMs - OLD_MS)
    issues.push(of('note', 'old', Math.floor((nowMs - sampledMs) / 86_400_000)));
  if (compositeFromMs !== null) {
    if (compositeFromMs >= sampledMs) issues.push(of('refuse', 'compositeOrder', compositeFromMs));
    else if (sampledMs - compositeFromMs > COMPOSITE_MS)
      issues.push(
        of('refuse', 'compositeLong', Math.round((sampledMs - compositeFromMs) / 3_600_000)),
      );
  }
  return issues;
}

function checkValue(draft: ReadingDraft): ReadingIssue[] {
  const { value, unit, item, qualifier, quantificationLimit } = draft;
  if (!Number.isFinite(value))
    return [
      {
        severity: 'refuse',
        field: 'value',
        code: 'notANumber',
        value: String(value),
        allowed: '',
        unit,
      },
    ];
  const quantity = quantityOf(item);
  if (quantity !== undefined) {
    const inUnit = convert(value, unit, quantity.unit);
    if (inUnit === null)
      return [
        {
          severity: 'refuse',
          field: 'unit',
          code: 'unitUnknown',
          value: unit,
          allowed: quantity.unit,
          unit: '',
        },
      ];
    if (inUnit < quantity.min || inUnit > quantity.max)
      return [
        {
          severity: 'refuse',
          field: 'value',
          code: 'outsidePhysical',
          value: short(inUnit),
          allowed: `${String(quantity.min)}–${String(quantity.max)}`,
          unit: quantity.unit,
        },
      ];
  }
  if (qualifier === 'below' && value <= 0)
    return [
      {
        severity: 'refuse',
        field: 'quantificationLimit',
        code: 'noQuantificationLimit',
        value,
        allowed: '> 0',
        unit,
      },
    ];
  if (qualifier === 'exact' && quantificationLimit !== null && value < quantificationLimit)
    return [
      {
        severity: 'note',
        field: 'value',
        code: 'belowLimitMismatch',
        value: short(value),
        allowed: short(quantificationLimit),
        unit,
      },
    ];
  return [];
}

function checkUnusual(draft: ReadingDraft, context: ReadingContext): ReadingIssue[] {
  const { value, unit, item, qualifier } = draft;
  const { sensor, quality, limit, sensorValue, earlier } = context;
  const issues: ReadingIssue[] = [];
  const ask = (
    code: ReadingIssue['code'],
    shown: number,
    allowed: string,
    inUnit: string,
  ): void => {
    issues.push({
      severity: 'ask',
      field: 'value',
      code,
      value: short(shown),
      allowed,
      unit: inUnit,
    });
  };
  const atSensor = sensor === null ? null : convert(value, unit, sensor.unit);
  if (
    sensor !== null &&
    atSensor !== null &&
    (atSensor < sensor.range.min || atSensor > sensor.range.max)
  )
    ask(
      'outsideSensorRange',
      atSensor,
      `${String(sensor.range.min)}–${String(sensor.range.max)}`,
      sensor.unit,
    );
  if (limit !== null && breaksLimit(limit, { value, unit, qualifier })) {
    const bounds = [limit.min, limit.max].filter((bound) => bound !== null).join('–');
    ask('overLimit', convert(value, unit, limit.unit) ?? value, bounds, limit.unit);
  }
  if (qualifier !== 'exact') return issues;
  if (sensor !== null && quality !== null && atSensor !== null && sensorValue !== null) {
    // Twice the bound that opens a calibration: that one is the sensor's matter, this may be a slip.
    const { absolute, percent } = quality.reference;
    const twice = {
      absolute: absolute === null ? null : absolute * 2,
      percent: percent === null ? null : percent * 2,
    };
    if (beyondReference(twice, sensorValue, atSensor))
      ask('farFromSensor', atSensor, short(sensorValue), sensor.unit);
  }
  const quantity = quantityOf(item);
  const own = quantity === undefined ? value : convert(value, unit, quantity.unit);
  if (own !== null && earlier.length >= FEWEST_EARLIER) {
    const middle = median(earlier);
    // Readings that repeat themselves are no surer than their method.
    const least = methodSpread(draft.how, item, middle).sd / 1.4826;
    const spread = Math.max(median(earlier.map((each) => Math.abs(each - middle))), least);
    if (Math.abs(own - middle) > FAR * spread)
      ask(
        'farFromEarlier',
        own,
        `${short(middle - FAR * spread)}–${short(middle + FAR * spread)}`,
        quantity?.unit ?? unit,
      );
  }
  return issues;
}
