/**
 * Units a laboratory or an instrument writes, and how they turn into each other. Each unit belongs
 * to one dimension and is `base = value * factor + offset`. Units of different dimensions never
 * turn into each other; `mg/L` as N and as NH4 are told apart by the item, not by the unit.
 */
interface UnitRow {
  readonly unit: string;
  readonly dimension: string;
  readonly factor: number;
  readonly offset?: number;
  /** Other spellings, after `plain`. */
  readonly also: readonly string[];
}

const UNITS: readonly UnitRow[] = [
  // Dilute water weighs 1 kg per litre, so ppm is mg/L (Standard Methods 1050).
  {
    unit: 'mg/L',
    dimension: 'concentration',
    factor: 1,
    also: ['ppm', 'g/m3', 'mgperl', 'mg/dm3'],
  },
  { unit: 'g/L', dimension: 'concentration', factor: 1000, also: ['kg/m3'] },
  { unit: 'µg/L', dimension: 'concentration', factor: 0.001, also: ['ug/l', 'ppb', 'mg/m3'] },
  { unit: 'pH', dimension: 'pH', factor: 1, also: ['phunit', 'phunits', 's.u.', 'su'] },
  { unit: '°C', dimension: 'temperature', factor: 1, also: ['c', 'degc', 'cel'] },
  { unit: '°F', dimension: 'temperature', factor: 5 / 9, offset: -160 / 9, also: ['f', 'degf'] },
  { unit: 'mV', dimension: 'voltage', factor: 1, also: [] },
  { unit: 'V', dimension: 'voltage', factor: 1000, also: [] },
  { unit: 'NTU', dimension: 'turbidity', factor: 1, also: [] },
  // Formazin units of another optical path: equal on the standard, not on every water, so kept apart.
  { unit: 'FNU', dimension: 'turbidityFormazin', factor: 1, also: ['ftu'] },
  { unit: '%', dimension: 'share', factor: 1, also: ['percent'] },
  { unit: 'mL/L', dimension: 'settledVolume', factor: 1, also: [] },
  { unit: 'm3/h', dimension: 'flow', factor: 1, also: ['m3/hr', 'cmh', 'nm3/h'] },
  { unit: 'm3/d', dimension: 'flow', factor: 1 / 24, also: ['m3/day', 'cmd', 't/d', 'ton/day'] },
  { unit: 'm3/min', dimension: 'flow', factor: 60, also: ['cmm'] },
  { unit: 'L/min', dimension: 'flow', factor: 0.06, also: ['lpm'] },
  { unit: 'L/s', dimension: 'flow', factor: 3.6, also: [] },
  { unit: 'Nm3/h', dimension: 'airflow', factor: 1, also: ['nm3/hr'] },
  { unit: 'Nm3/min', dimension: 'airflow', factor: 60, also: [] },
  { unit: 'kPa', dimension: 'pressure', factor: 1, also: [] },
  { unit: 'Pa', dimension: 'pressure', factor: 0.001, also: [] },
  { unit: 'MPa', dimension: 'pressure', factor: 1000, also: [] },
  { unit: 'bar', dimension: 'pressure', factor: 100, also: [] },
  { unit: 'mbar', dimension: 'pressure', factor: 0.1, also: ['hpa'] },
  { unit: 'kgf/cm2', dimension: 'pressure', factor: 98.0665, also: ['kg/cm2', 'kgf/cm²'] },
  { unit: 'm', dimension: 'length', factor: 1, also: [] },
  { unit: 'cm', dimension: 'length', factor: 0.01, also: [] },
  { unit: 'mm', dimension: 'length', factor: 0.001, also: [] },
  { unit: 'kW', dimension: 'power', factor: 1, also: [] },
  { unit: 'W', dimension: 'power', factor: 0.001, also: [] },
  { unit: 'µS/cm', dimension: 'conductivity', factor: 1, also: ['us/cm', 'umho/cm'] },
  { unit: 'mS/cm', dimension: 'conductivity', factor: 1000, also: [] },
  { unit: '/mL', dimension: 'count', factor: 1, also: ['cfu/ml', 'mpn/ml', 'count/ml', 'ea/ml'] },
  { unit: '/100mL', dimension: 'count', factor: 0.01, also: ['cfu/100ml', 'mpn/100ml'] },
  { unit: 'TCU', dimension: 'colour', factor: 1, also: ['pt-co', 'ptco', 'cu', 'hazen'] },
];

/** Compatibility forms (square mg, script l, degree sign) made plain, without blanks and case. */
export const plain = (text: string): string =>
  text.normalize('NFKC').replaceAll('μ', 'µ').replace(/[\s]+/g, '').toLowerCase();

const spelling = (text: string): string =>
  plain(text)
    .replaceAll('³', '3')
    .replaceAll('²', '2')
    .replace(/^[([]|[)\]]$/g, '');

const BY_SPELLING = new Map<string, UnitRow>();
for (const row of UNITS) {
  for (const text of [row.unit, ...row.also]) {
    const key = spelling(text);
    if (!BY_SPELLING.has(key)) BY_SPELLING.set(key, row);
  }
}

/** Unit as this product writes it, or null when it knows none such. */
export const knownUnit = (text: string): string | null =>
  BY_SPELLING.get(spelling(text))?.unit ?? null;

/** Other units that turn into this one, itself first. */
export function unitsLike(unit: string): readonly string[] {
  const row = BY_SPELLING.get(spelling(unit));
  if (row === undefined) return [unit];
  const like = UNITS.filter((each) => each.dimension === row.dimension && each.unit !== row.unit);
  return [row.unit, ...like.map((each) => each.unit)];
}

/** A value in another unit of the same dimension; null when the two do not turn into each other. */
export function convert(value: number, from: string, to: string): number | null {
  const a = BY_SPELLING.get(spelling(from));
  const b = BY_SPELLING.get(spelling(to));
  if (a === undefined || b === undefined) return spelling(from) === spelling(to) ? value : null;
  if (a === b) return value;
  if (a.dimension !== b.dimension) return null;
  const base = value * a.factor + (a.offset ?? 0);
  return (base - (b.offset ?? 0)) / b.factor;
}

/** A difference or an uncertainty in another unit: as `convert`, without the zero of the scale. */
export function convertSpan(span: number, from: string, to: string): number | null {
  const zero = convert(0, from, to);
  const there = convert(span, from, to);
  return zero === null || there === null ? null : Math.abs(there - zero);
}
