import type { ProcessFault } from '../fault.ts';
import { err, ok } from '../../result.ts';
import type { Result } from '../../result.ts';
import { BSM1 } from './layout.ts';

/** Columns of an influent file in their order: time in days, states of ASM1 in g/m3 (alkalinity mol/m3), flow in m3/d. */
export const INFLUENT_COLUMNS = [
  't_d',
  'SI',
  'SS',
  'XI',
  'XS',
  'XBH',
  'XBA',
  'XP',
  'SO',
  'SNO',
  'SNH',
  'SND',
  'XND',
  'SALK',
  'Q_m3_d',
] as const;

export interface InfluentSeries {
  /** Start of each interval, d; one more for the end. */
  readonly times: Float64Array;
  /** Thirteen states per interval, one after another. */
  readonly waters: Float64Array;
  readonly flowsM3PerD: Float64Array;
}

/** Faults reported at most; a wrong file has one in every line. */
const MOST_FAULTS = 20;
/** Times are rounded in the files; a step may differ by this share. */
const STEP_SHARE = 0.01;

/**
 * Reads an influent file of BSM1 as CSV. Each row holds from its time to the next, the last ends
 * the series.
 * @param name of the file, for messages
 * @returns the series, or every fault with line and column: wrong header, cells that are missing,
 * no number or negative, flow no larger than the waste sludge, time that stands still or jumps
 */
export function readInfluent(name: string, text: string): Result<InfluentSeries, ProcessFault[]> {
  const lines = text.split(/\r?\n/);
  while (lines.length > 0 && (lines.at(-1) ?? '').trim() === '') lines.pop();
  const faults: ProcessFault[] = [];
  const report = (
    line: number,
    quantity: string,
    value: string,
    allowed: string,
    advice: string,
  ): void => {
    if (faults.length < MOST_FAULTS)
      faults.push({ place: `${name} line ${String(line)}`, quantity, value, allowed, advice });
  };
  const header = (lines[0] ?? '').split(',').map((cell) => cell.trim());
  const wanted = INFLUENT_COLUMNS.join(',');
  if (header.join(',') !== wanted) {
    report(1, 'header', header.join(','), wanted, 'name the columns with their units like this');
    return err(faults);
  }
  if (lines.length < 3) {
    report(
      lines.length,
      'rows',
      String(lines.length - 1),
      '2 or more',
      'give at least one interval',
    );
    return err(faults);
  }
  const rows = lines.length - 1;
  const times = new Float64Array(rows);
  const waters = new Float64Array(rows * 13);
  const flowsM3PerD = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const cells = (lines[row + 1] ?? '').split(',');
    const line = row + 2;
    if (cells.length !== INFLUENT_COLUMNS.length) {
      report(
        line,
        'columns',
        String(cells.length),
        String(INFLUENT_COLUMNS.length),
        'fill the gap; an empty cell is not zero',
      );
      continue;
    }
    INFLUENT_COLUMNS.forEach((column, i) => {
      const cell = (cells[i] ?? '').trim();
      const value = Number(cell);
      if (cell === '' || !Number.isFinite(value))
        report(
          line,
          `column ${column}`,
          cell === '' ? 'empty' : cell,
          'a number',
          'correct the cell',
        );
      else if (value < 0) report(line, `column ${column}`, cell, '0 or more', 'correct the cell');
      else if (i === 0) times[row] = value;
      else if (i === 14) flowsM3PerD[row] = value;
      else waters[row * 13 + i - 1] = value;
    });
  }
  if (faults.length > 0) return err(faults);
  checkFlowAndTime(times, flowsM3PerD, report);
  return faults.length > 0 ? err(faults) : ok({ times, waters, flowsM3PerD });
}

function checkFlowAndTime(
  times: Float64Array,
  flows: Float64Array,
  report: (line: number, quantity: string, value: string, allowed: string, advice: string) => void,
): void {
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  for (let row = 0; row < times.length; row++) {
    const flow = flows[row] ?? 0;
    if (!(flow > BSM1.wasteM3PerD))
      report(
        row + 2,
        'column Q_m3_d',
        String(flow),
        `above ${String(BSM1.wasteM3PerD)}, what leaves as waste sludge`,
        'check the unit: m3/d',
      );
    if (row === 0) continue;
    const here = (times[row] ?? 0) - (times[row - 1] ?? 0);
    if (!(Math.abs(here - step) <= STEP_SHARE * Math.abs(step)) || !(here > 0))
      report(
        row + 2,
        'column t_d',
        String(times[row]),
        `${String((times[row - 1] ?? 0) + step)} (equal steps of ${String(step)} d)`,
        'fill the gap or put the rows in order',
      );
  }
}
