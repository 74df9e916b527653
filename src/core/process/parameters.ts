import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { ProcessFault } from './fault.ts';

/** One number of a model as data: what it is, where it may lie and where it comes from. */
export interface Parameter {
  /** Meaning in a few words, for tables and screens. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Temperature factor theta of value(T) = value theta^(T-20); 1 where there is none. */
  readonly theta?: number;
  /** Paper, standard, seed section or `refs` file; for an assumption the reason. */
  readonly source: string;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** The numbers of a table under the same names. */
export type ValuesOf<T extends ParameterTable> = { readonly [K in keyof T]: number };

/** Values of a site or of a calibration that stand for the defaults: `group.symbol` -> value. */
export type ParameterOverrides = Readonly<Record<string, number>>;

const isKey = <T extends ParameterTable>(table: T, key: string): key is keyof T & string =>
  Object.hasOwn(table, key);

/** Default values of a table. */
export function defaultsOf<T extends ParameterTable>(table: T): ValuesOf<T> {
  // fromEntries loses the keys' types; they are the table's own.
  return Object.fromEntries(
    Object.entries(table).map(([key, parameter]) => [key, parameter.value]),
  ) as ValuesOf<T>;
}

/**
 * Values of the table `group` with the overrides that name it (`group.symbol`); keys of other
 * groups are left alone. Every unknown symbol and every value out of range is reported.
 */
export function resolveParameters<T extends ParameterTable>(
  group: string,
  table: T,
  overrides: ParameterOverrides = {},
): Result<ValuesOf<T>, ProcessFault[]> {
  const values: Record<string, number> = { ...defaultsOf(table) };
  const faults: ProcessFault[] = [];
  for (const [path, value] of Object.entries(overrides)) {
    const [of, symbol, ...rest] = path.split('.');
    if (of !== group) continue;
    if (symbol === undefined || rest.length > 0 || !isKey(table, symbol)) {
      faults.push({
        place: group,
        quantity: path,
        value: String(value),
        allowed: Object.keys(table).join(', '),
        advice: 'use one of the names of this group',
      });
      continue;
    }
    const parameter = table[symbol];
    if (parameter === undefined) continue;
    if (!Number.isFinite(value) || value < parameter.min || value > parameter.max) {
      faults.push({
        place: group,
        quantity: `${symbol}, ${parameter.unit}`,
        value: String(value),
        allowed: `${String(parameter.min)} to ${String(parameter.max)}`,
        advice: 'give a value inside the range',
      });
      continue;
    }
    values[symbol] = value;
  }
  return faults.length > 0 ? err(faults) : ok(values as ValuesOf<T>);
}
