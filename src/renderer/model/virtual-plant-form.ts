import { influentModifierSchema } from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { instrumentFaultSchema } from '#core/process/instrument-fault.ts';
import type { InstrumentFault } from '#core/process/instrument-fault.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import { assertNever } from '#core/result.ts';

/** One number a form asks for: text keys of its name and unit, range, and what it starts with. */
export interface NumberSpec {
  readonly key: string;
  readonly field: FieldName;
  /** A unit as written, or the key of a unit that is a word. */
  readonly unit: string | { readonly word: 'perHour' | 'times' | 'day' | 'hour' | 'minute' };
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

export type FieldName =
  | 'by' | 'value' | 'perDay' | 'share' | 'days' | 'gain' | 'offset' | 'size' | 'perHour' | 'dropShare' | 'times' | 'hours' | 'depthMm'
  | 'flowM3PerH' | 'cod' | 'pH' | 'flow' | 'strength' | 'temperatureC' | 'pHShift' | 'temperatureShift' | 'litres' | 'level' | 'breach' | 'minutes';

export const FAULT_KINDS = ['stuck', 'offset', 'value', 'drift', 'fouling', 'calibration', 'spike', 'dropout', 'frozen', 'noise'] as const satisfies readonly InstrumentFault['kind'][];
export const EVENT_KINDS = ['rain', 'slug', 'festival', 'holiday', 'snowMelt', 'scale', 'shift'] as const satisfies readonly InfluentModifier['kind'][];

const round = (value: number): number => Number(value.toPrecision(2));

/** Numbers a fault of this kind needs, in the unit and range of the sensor. */
export function faultSpecs(kind: InstrumentFault['kind'], { range, unit }: Pick<Sensor, 'range' | 'unit'>): NumberSpec[] {
  const span = range.max - range.min;
  switch (kind) {
    case 'stuck':
    case 'frozen':
      return [];
    case 'offset':
      return [{ key: 'by', field: 'by', unit, min: -span, max: span, initial: round(span / 20) }];
    case 'value':
      return [{ key: 'value', field: 'value', unit, min: range.min, max: range.max, initial: round(range.min + span / 2) }];
    case 'drift':
      return [{ key: 'perDay', field: 'perDay', unit, min: -span, max: span, initial: round(span / 50) }];
    case 'fouling':
      return [
        { key: 'share', field: 'share', unit: '%', min: 0, max: 100, initial: 50 },
        { key: 'days', field: 'days', unit: { word: 'day' }, min: 0.01, max: 365, initial: 7 },
      ];
    case 'calibration':
      return [
        { key: 'gain', field: 'gain', unit: { word: 'times' }, min: 0.01, max: 100, initial: 1.2 },
        { key: 'offset', field: 'offset', unit, min: -span, max: span, initial: 0 },
      ];
    case 'spike':
      return [
        { key: 'size', field: 'size', unit, min: -span, max: span, initial: round(span / 4) },
        { key: 'perHour', field: 'perHour', unit: { word: 'perHour' }, min: 0.01, max: 3600, initial: 6 },
      ];
    case 'dropout':
      return [{ key: 'share', field: 'dropShare', unit: '%', min: 1, max: 100, initial: 20 }];
    case 'noise':
      return [{ key: 'times', field: 'times', unit: { word: 'times' }, min: 1, max: 1000, initial: 10 }];
    default:
      return assertNever(kind, 'fault');
  }
}

type Values = Readonly<Record<string, number>>;

/** The fault as data; null when a value does not fit, which the form has said before. */
export function faultOf(kind: InstrumentFault['kind'], values: Values): InstrumentFault | null {
  const share = kind === 'fouling' || kind === 'dropout' ? { share: (values['share'] ?? 0) / 100 } : {};
  const parsed = instrumentFaultSchema.safeParse({ kind, ...values, ...share });
  return parsed.success ? parsed.data : null;
}

const HOURS: NumberSpec = { key: 'hours', field: 'hours', unit: { word: 'hour' }, min: 0.1, max: 24 * 14, initial: 2 };
const TIMES = { word: 'times' } as const;

/** Numbers an event of the incoming water needs. */
export function eventSpecs(kind: InfluentModifier['kind']): NumberSpec[] {
  switch (kind) {
    case 'rain':
      return [{ key: 'depthMm', field: 'depthMm', unit: 'mm', min: 0.1, max: 500, initial: 40 }, HOURS];
    case 'slug':
      return [
        { key: 'flowM3PerH', field: 'flowM3PerH', unit: 'm3/h', min: 0.1, max: 500, initial: 5 },
        { key: 'cod', field: 'cod', unit: 'mg/L', min: 0, max: 100_000, initial: 3000 },
        { key: 'pH', field: 'pH', unit: '', min: 0, max: 14, initial: 4 },
        HOURS,
      ];
    case 'festival':
    case 'holiday':
    case 'scale':
      return [
        { key: 'flow', field: 'flow', unit: TIMES, min: 0, max: 20, initial: kind === 'holiday' ? 0.8 : 1.5 },
        { key: 'strength', field: 'strength', unit: TIMES, min: 0, max: 20, initial: kind === 'scale' ? 1 : 1.2 },
        HOURS,
      ];
    case 'snowMelt':
      return [
        { key: 'flowM3PerH', field: 'flowM3PerH', unit: 'm3/h', min: 0, max: 500, initial: 5 },
        { key: 'temperatureC', field: 'temperatureC', unit: '°C', min: 0, max: 10, initial: 1 },
        { ...HOURS, initial: 12 },
      ];
    case 'shift':
      return [
        { key: 'pH', field: 'pHShift', unit: '', min: -7, max: 7, initial: -1 },
        { key: 'temperatureC', field: 'temperatureShift', unit: '°C', min: -30, max: 30, initial: 0 },
        HOURS,
      ];
    default:
      return assertNever(kind, 'event');
  }
}

/** The event as data, counted from now; null when a value does not fit. */
export function eventOf(kind: InfluentModifier['kind'], values: Values, id: string): InfluentModifier | null {
  const { hours = 1, ...rest } = values;
  const parsed = influentModifierSchema.safeParse({ kind, id, fromMs: 0, toMs: Math.round(hours * 3_600_000), ...rest });
  return parsed.success ? parsed.data : null;
}

export interface NumberFault {
  readonly rule: 'number' | 'range';
  readonly value: string;
  readonly spec: NumberSpec;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** Checks the texts of a form against its numbers; `values` is null as long as one is wrong. */
export function checkNumbers(specs: readonly NumberSpec[], texts: Readonly<Record<string, string>>): { readonly values: Values | null; readonly faults: Readonly<Record<string, NumberFault>> } {
  const faults: Record<string, NumberFault> = {};
  const values: Record<string, number> = {};
  for (const spec of specs) {
    const text = (texts[spec.key] ?? String(spec.initial)).trim().replace(',', '.');
    const value = Number(text);
    if (!NUMBER.test(text)) faults[spec.key] = { rule: 'number', value: text, spec };
    else if (value < spec.min || value > spec.max) faults[spec.key] = { rule: 'range', value: text, spec };
    else values[spec.key] = value;
  }
  return { faults, values: Object.keys(faults).length === 0 ? values : null };
}
