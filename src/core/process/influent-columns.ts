import { dayNumber } from '../time/civil.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { ProcessFault } from './fault.ts';
import type { InfluentPoint } from './influent.ts';

/** Fields that a file can give. */
export type Field = Exclude<keyof InfluentPoint, 'alkalinityMolPerM3' | 'inorganicCarbonMolPerM3'>;

export interface Column {
  readonly name: string;
  readonly field: Field | 'time';
  /** To m3/h, mg/L, pH, degC or s; null for a time written as a date. */
  readonly toBase: ((raw: number) => number) | null;
  /** What the value can be, after conversion. */
  readonly allowed: { readonly min: number; readonly max: number; readonly unit: string };
}

export const PLACE = 'influent file';

const times =
  (factor: number) =>
  (raw: number): number =>
    raw * factor;
type Units = Readonly<Record<string, (raw: number) => number>>;

/** Units by their letters and digits alone: `m3/h`, `m3_h` and `m³·h-1` read the same. */
const FLOW_UNITS: Units = {
  m3h: times(1),
  m3hr: times(1),
  cmh: times(1),
  m3d: times(1 / 24),
  m3day: times(1 / 24),
  cmd: times(1 / 24),
  m3min: times(60),
  m3s: times(3600),
  ls: times(3.6),
  lmin: times(0.06),
  lh: times(0.001),
  // US gallon 3.785411784 L (NIST SP 811), cubic foot 28.316846592 L.
  gpm: times(0.2271247),
  gpd: times(3.785411784e-3 / 24),
  mgd: times(3785.411784 / 24),
  cfs: times(101.940648),
};
const CONCENTRATION_UNITS: Units = {
  mgl: times(1),
  gm3: times(1),
  ppm: times(1),
  mgnl: times(1),
  mgpl: times(1),
  ugl: times(1e-3),
  gl: times(1000),
  kgm3: times(1000),
};
const TEMPERATURE_UNITS: Units = {
  degc: times(1),
  c: times(1),
  degf: (raw) => (raw - 32) / 1.8,
  f: (raw) => (raw - 32) / 1.8,
  k: (raw) => raw - 273.15,
};
const PH_UNITS: Units = { ph: times(1), '': times(1), '1': times(1) };
const TIME_UNITS: Units = {
  s: times(1),
  sec: times(1),
  min: times(60),
  h: times(3600),
  hr: times(3600),
  d: times(86_400),
  day: times(86_400),
};

interface Quantity {
  readonly field: Field | 'time';
  /** Spellings of the name, letters and digits alone. */
  readonly names: readonly string[];
  readonly units: Units;
  readonly unitText: string;
  /** Unit where none is given; null: one must be given. */
  readonly usual: string | null;
  readonly min: number;
  readonly max: number;
  readonly baseUnit: string;
}

const concentration = (field: Field, names: readonly string[], max: number): Quantity => ({
  field,
  names,
  units: CONCENTRATION_UNITS,
  unitText: 'mg/L, g/m3, ppm, ug/L, g/L, kg/m3',
  usual: 'mgl',
  min: 0,
  max,
  baseUnit: 'mg/L',
});

/** Upper ends: no sewage and few trade effluents reach them; beyond, a unit is wrong. */
const QUANTITIES: readonly Quantity[] = [
  {
    field: 'flowM3PerH',
    names: ['flow', 'inflow', 'influentflow', 'q'],
    units: FLOW_UNITS,
    unitText: 'm3/h, m3/d, m3/min, m3/s, L/s, L/min, gpm, gpd, MGD, cfs',
    usual: null,
    min: 0,
    max: 200_000,
    baseUnit: 'm3/h',
  },
  concentration('cod', ['cod', 'codcr', 'codmn'], 50_000),
  concentration('bod', ['bod', 'bod5'], 30_000),
  concentration('ss', ['ss', 'tss'], 50_000),
  concentration('tn', ['tn', 'totalnitrogen'], 5000),
  concentration('nh4n', ['nh4n', 'nh4', 'ammonia', 'ammonium'], 5000),
  concentration('tp', ['tp', 'totalphosphorus'], 1000),
  {
    field: 'pH',
    names: ['ph'],
    units: PH_UNITS,
    unitText: 'pH',
    usual: '',
    min: 0,
    max: 14,
    baseUnit: '',
  },
  {
    field: 'temperatureC',
    names: ['temperature', 'temp', 't'],
    units: TEMPERATURE_UNITS,
    unitText: 'degC, degF, K',
    usual: null,
    min: -2,
    max: 80,
    baseUnit: 'degC',
  },
  {
    field: 'time',
    names: ['t', 'time'],
    units: TIME_UNITS,
    unitText: 's, min, h, d',
    usual: null,
    min: 0,
    max: 1e12,
    baseUnit: 's',
  },
];
/** A time written as a date. */
const DATE_NAMES = ['time', 'datetime', 'timestamp', 'date'];

const letters = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('³', '3')
    .replaceAll('µ', 'u')
    .replaceAll('°', 'deg')
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(m3h|m3d|m3s|m3min|mgl|gm3)1$/, '$1');

type Found =
  Column | { readonly problem: 'name' | 'unit'; readonly allowed: string; readonly value: string };

/** Column of a header cell; `unitCell` is the cell below it when there is a line of units. */
function columnOf(name: string, unitCell: string | null): Found {
  const bracketed = /^(.*?)[([](.*)[)\]]\s*$/.exec(name);
  const key = letters(bracketed?.[1] ?? name);
  const given = unitCell ?? bracketed?.[2] ?? null;
  if (DATE_NAMES.includes(key) && (given === null || given.trim() === '' || /iso|utc/i.test(given)))
    return { name, field: 'time', toBase: null, allowed: { min: 0, max: 1e12, unit: 's' } };
  let unknownUnit: { allowed: string; value: string } | null = null;
  for (const quantity of QUANTITIES) {
    for (const alias of quantity.names) {
      if (!key.startsWith(alias)) continue;
      const rest = key.slice(alias.length);
      const unit = given !== null && rest === '' ? letters(given) : rest;
      const chosen = unit === '' ? quantity.usual : unit;
      const toBase =
        chosen === null || !Object.hasOwn(quantity.units, chosen)
          ? undefined
          : quantity.units[chosen];
      if (toBase === undefined) {
        unknownUnit ??= {
          allowed: quantity.unitText,
          value: given ?? (rest === '' ? 'no unit' : rest),
        };
        continue;
      }
      const { field, min, max, baseUnit } = quantity;
      return { name, field, toBase, allowed: { min, max, unit: baseUnit } };
    }
  }
  return unknownUnit === null
    ? { problem: 'name', value: name, allowed: KNOWN_NAMES }
    : { problem: 'unit', ...unknownUnit };
}

const KNOWN_NAMES = [...QUANTITIES.map((quantity) => quantity.names[0] ?? ''), 'time']
  .filter((name, i, all) => all.indexOf(name) === i)
  .join(', ');

const isText = (cell: string): boolean =>
  cell !== '' && !Number.isFinite(Number(cell)) && !/^\d{4}-/.test(cell);

/** Columns from the first line or two, and the index of the first line of values. */
export function readColumns(
  lines: readonly string[],
): Result<{ columns: Column[]; firstLine: number; absolute: boolean }, ProcessFault[]> {
  const header = lines.findIndex((line) => line.trim() !== '');
  const names = (lines[header] ?? '').split(',').map((cell) => cell.trim().replace(/^"|"$/g, ''));
  const second = (lines[header + 1] ?? '').split(',').map((cell) => cell.trim());
  // A line of units has words where numbers should be, in more than half of its cells.
  const hasUnits =
    second.length === names.length && second.filter(isText).length > names.length / 2;
  const faults: ProcessFault[] = [];
  const columns: Column[] = [];
  for (const [i, name] of names.entries()) {
    const found = columnOf(name, hasUnits ? (second[i] ?? '') : null);
    if ('problem' in found)
      faults.push({
        place: `${PLACE}, line ${header + 1}`,
        quantity: found.problem === 'name' ? 'column' : `unit of column ${name}`,
        value: found.value,
        allowed: found.allowed,
        advice:
          found.problem === 'name'
            ? 'name the column as one of these or take it out'
            : 'write the unit behind the name, e.g. flow_m3_h, or in a second line',
      });
    else if (columns.some((column) => column.field === found.field))
      faults.push({
        place: `${PLACE}, line ${header + 1}`,
        quantity: 'column',
        value: name,
        allowed: 'each quantity once',
        advice: 'take one of the two columns out',
      });
    else columns.push(found);
  }
  for (const needed of ['time', 'flowM3PerH'] as const)
    if (faults.length === 0 && !columns.some((column) => column.field === needed))
      faults.push({
        place: `${PLACE}, line ${header + 1}`,
        quantity: needed === 'time' ? 'column t_s or time' : 'column flow',
        value: 'missing',
        allowed: needed === 'time' ? 't_s, t_h or time (ISO 8601)' : 'flow_m3_h, flow_m3_d, ...',
        advice: `found ${names.join(', ')}`,
      });
  if (faults.length > 0) return err(faults);
  const absolute = columns.some((column) => column.field === 'time' && column.toBase === null);
  return ok({ columns, firstLine: header + (hasUnits ? 2 : 1), absolute });
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:?\d{2})$/;

/** Seconds of a time cell: since 1970 for a date with zone; null when it is none. */
export function readTime(cell: string, column: Column): number | null {
  if (column.toBase !== null) {
    const value = cell === '' ? Number.NaN : Number(cell);
    return Number.isFinite(value) ? column.toBase(value) : null;
  }
  const parts = ISO.exec(cell);
  if (parts === null) return null;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59) return null;
  const zone = parts[7] ?? 'Z';
  const digits = zone.replace(':', '');
  const offsetS =
    zone === 'Z'
      ? 0
      : (digits.startsWith('-') ? -1 : 1) *
        (Number(digits.slice(1, 3)) * 3600 + Number(digits.slice(3, 5)) * 60);
  return (
    dayNumber(year, month, day) * 86_400 +
    (hour ?? 0) * 3600 +
    (minute ?? 0) * 60 +
    Number(parts[6] ?? 0) -
    offsetS
  );
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLength = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
