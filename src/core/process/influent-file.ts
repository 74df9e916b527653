import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { ProcessFault } from './fault.ts';
import { PLACE, readColumns, readTime } from './influent-columns.ts';
import type { Column, Field } from './influent-columns.ts';

/** A series of influent, ready to be interpolated. */
export interface InfluentSeries {
  /** Rising, s: since 1970 (UTC) when `absolute`, else since the start of the series. */
  readonly atS: readonly number[];
  readonly values: Readonly<Partial<Record<Field, readonly number[]>>>;
  readonly absolute: boolean;
  readonly medianStepS: number;
  /** Longest time between two values of one column, s. */
  readonly longestGapS: number;
}

export interface InfluentFileOptions {
  /** Longest gap that is bridged by a straight line, s; the greater of 3 h and three usual steps unless given. */
  readonly maxGapS?: number;
}

/** After so many faults the rest is left unsaid. */
const MOST_FAULTS = 20;
const USUAL_GAP_S = 3 * 3600;

/**
 * Reads an influent series: a header of names with units (`flow_m3_h`, `cod [mg/L]`, `temp_degF`),
 * or names and a second line of units; time as `t_s`, `t_min`, `t_h`, `t_d` or as `time` (ISO
 * 8601 with zone). Values come out in m3/h, mg/L, pH and degC. Every cell that is no number,
 * lies outside what water can be, or does not follow in time is named with line and column.
 */
export function readInfluentSeries(
  text: string,
  options: InfluentFileOptions = {},
): Result<InfluentSeries, ProcessFault[]> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const read = readColumns(lines);
  if (!read.ok) return read;
  const { columns, firstLine, absolute } = read.value;
  const faults: ProcessFault[] = [];
  const atS: number[] = [];
  const values = new Map<Field, number[]>();
  for (const column of columns) if (column.field !== 'time') values.set(column.field, []);

  for (let index = firstLine; index < lines.length && faults.length < MOST_FAULTS; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"|"$/g, ''));
    const row = readRow(cells, columns, index + 1, atS.at(-1) ?? null, faults);
    if (row === null) continue;
    atS.push(row.atS);
    for (const [field, list] of values) list.push(row.values[field] ?? Number.NaN);
  }
  if (faults.length > 0) return err(faults);
  if (atS.length < 2)
    return err([
      {
        place: PLACE,
        quantity: 'rows',
        value: String(atS.length),
        allowed: '2 or more',
        advice: 'give at least two rows of values',
      },
    ]);
  const medianStepS = median(atS.slice(1).map((at, i) => at - (atS[i] ?? at)));
  const maxGapS = options.maxGapS ?? Math.max(USUAL_GAP_S, 3 * medianStepS);
  let longestGapS = 0;
  const filled: Partial<Record<Field, readonly number[]>> = {};
  for (const [field, list] of values) {
    const gap = bridge(atS, list);
    longestGapS = Math.max(longestGapS, gap.longestS);
    filled[field] = list;
    if (gap.longestS > maxGapS)
      faults.push({
        place: `${PLACE} at ${timeText(gap.fromS, absolute)}`,
        quantity: `gap of ${field}, s`,
        value: String(gap.longestS),
        allowed: `up to ${maxGapS}`,
        advice: 'fill the gap in the file, cut the series there, or allow a longer gap',
      });
  }
  return faults.length > 0
    ? err(faults)
    : ok({ atS, values: filled, absolute, medianStepS, longestGapS });
}

interface Row {
  readonly atS: number;
  readonly values: Partial<Record<Field, number>>;
}

function readRow(
  cells: readonly string[],
  columns: readonly Column[],
  line: number,
  beforeS: number | null,
  faults: ProcessFault[],
): Row | null {
  const fault = (column: string, value: string, allowed: string, advice: string): void => {
    faults.push({
      place: `${PLACE}, line ${line}`,
      quantity: `column ${column}`,
      value,
      allowed,
      advice,
    });
  };
  if (cells.length !== columns.length) {
    fault(
      'count',
      String(cells.length),
      `${columns.length} cells`,
      'give one cell per column; leave it empty where no value is',
    );
    return null;
  }
  let atS = Number.NaN;
  const values: Partial<Record<Field, number>> = {};
  for (const [i, column] of columns.entries()) {
    const cell = cells[i] ?? '';
    if (column.field === 'time') {
      const at = readTime(cell, column);
      if (at === null)
        fault(
          column.name,
          cell,
          column.toBase === null
            ? 'ISO 8601 with zone, e.g. 2026-03-01T06:00:00+09:00'
            : 'a number',
          'correct the time',
        );
      else atS = at;
      continue;
    }
    if (cell === '') continue;
    const raw = Number(cell);
    if (!Number.isFinite(raw)) {
      fault(column.name, cell, 'a number', 'correct the cell, or leave it empty for a gap');
      continue;
    }
    const value = column.toBase === null ? raw : column.toBase(raw);
    const { min, max, unit } = column.allowed;
    if (value < min || value > max)
      fault(
        column.name,
        cell,
        `${min} to ${max} ${unit}`.trim(),
        `${value} ${unit} cannot be; look at the value and at the unit of the column`,
      );
    else values[column.field] = value;
  }
  if (!Number.isFinite(atS)) return null;
  if (beforeS !== null && atS <= beforeS) {
    fault(
      columns.find((column) => column.field === 'time')?.name ?? 'time',
      String(atS),
      `more than ${beforeS}`,
      'sort the rows by time and take double ones out',
    );
    return null;
  }
  return { atS, values };
}

/** Fills missing values between two known ones in a straight line, holds the ends; tells the longest gap. */
function bridge(atS: readonly number[], list: number[]): { longestS: number; fromS: number } {
  let longestS = 0;
  let fromS = atS[0] ?? 0;
  let before = -1;
  for (let i = 0; i <= list.length; i++) {
    if (i < list.length && Number.isNaN(list[i] ?? Number.NaN)) continue;
    const low = before < 0 ? i : before;
    const high = i < list.length ? i : before;
    const gapS = (atS[Math.min(i, list.length - 1)] ?? 0) - (atS[Math.max(0, before)] ?? 0);
    if (gapS > longestS) {
      longestS = gapS;
      fromS = atS[Math.max(0, before)] ?? 0;
    }
    for (let k = before + 1; k < i; k++) {
      const a = list[low] ?? Number.NaN;
      const b = list[high] ?? Number.NaN;
      const span = (atS[high] ?? 0) - (atS[low] ?? 0);
      list[k] = span > 0 ? a + ((b - a) * ((atS[k] ?? 0) - (atS[low] ?? 0))) / span : a;
    }
    before = i;
  }
  return { longestS, fromS };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

const timeText = (atS: number, absolute: boolean): string =>
  absolute ? `${atS} s since 1970` : `t = ${atS} s`;

/**
 * Values of the series at a moment, interpolated in a straight line. `plantS` counts from the
 * start of the run, `nowMs` is plant time. A series with dates is taken at its own dates, another
 * from its first row; beyond its end it starts again, one with dates after whole days, so that the
 * hour of the day stays right.
 */
export function seriesAt(
  series: InfluentSeries,
  nowMs: number,
  plantS: number,
): Partial<Record<Field, number>> {
  const { atS } = series;
  const firstS = atS[0] ?? 0;
  const spanS = (atS.at(-1) ?? firstS) - firstS;
  const wantS = series.absolute ? nowMs / 1000 - firstS : plantS;
  const periodS = series.absolute && spanS >= 86_400 ? Math.floor(spanS / 86_400) * 86_400 : spanS;
  const inside = wantS >= 0 && wantS <= spanS;
  const at = firstS + (inside && series.absolute ? wantS : ((wantS % periodS) + periodS) % periodS);
  let low = 0;
  let high = atS.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((atS[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const from = atS[low] ?? 0;
  const share = (at - from) / ((atS[high] ?? from) - from);
  const out: Partial<Record<Field, number>> = {};
  for (const [field, list] of Object.entries(series.values) as [Field, readonly number[]][]) {
    const a = list[low] ?? 0;
    out[field] = a + ((list[high] ?? a) - a) * share;
  }
  return out;
}
