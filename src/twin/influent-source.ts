import { influentAt, stepInfluentNoise } from '#core/process/influent.ts';
import type { InfluentNoise, InfluentPoint, LocalTime } from '#core/process/influent.ts';
import type { Influent } from '#core/plant/profile.ts';
import type { RandomState } from '#core/random.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** Where the incoming water comes from: the seeded generator of the profile, or a recorded series. */
export interface InfluentSource {
  /** Water at a moment. `plantS` is plant time since the start of the run, s. */
  at(
    shape: Influent,
    noise: InfluentNoise,
    random: RandomState,
    now: LocalTime,
    plantS: number,
  ): InfluentPoint;
}

/** How often the water is drawn anew, s. */
export const INFLUENT_PERIOD_S = 60;

export const generatedInfluent: InfluentSource = {
  at(shape, noise, random, now) {
    stepInfluentNoise(noise, shape, random, INFLUENT_PERIOD_S);
    return influentAt(shape, noise, now);
  },
};

/** Columns of an influent file and the field each fills; `t_s` and `flow_m3_h` must be there. */
const COLUMNS: Readonly<Record<string, keyof InfluentPoint>> = {
  flow_m3_h: 'flowM3PerH',
  cod: 'cod',
  bod: 'bod',
  ss: 'ss',
  tn: 'tn',
  nh4n: 'nh4n',
  tp: 'tp',
  ph: 'pH',
  temperature_c: 'temperatureC',
};

interface Row {
  readonly atS: number;
  readonly values: Partial<Record<keyof InfluentPoint, number>>;
}

/**
 * Reads an influent series: a header line with `t_s`, `flow_m3_h` and any of cod, bod, ss, tn,
 * nh4n, tp (mg/L), ph, temperature_c. What is missing comes from the profile. Values are
 * interpolated; after the last row the series starts again.
 */
export function influentFromCsv(text: string): Result<InfluentSource, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const header = (lines[0] ?? '')
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  for (const needed of ['t_s', 'flow_m3_h']) {
    if (!header.includes(needed))
      return err(`influent file: column ${needed} is missing; found ${header.join(', ')}`);
  }
  const unknown = header.filter((name) => name !== 't_s' && COLUMNS[name] === undefined);
  if (unknown.length > 0)
    return err(
      `influent file: unknown column ${unknown.join(', ')}; known are t_s, ${Object.keys(COLUMNS).join(', ')}`,
    );
  const rows: Row[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const cells = line.split(',');
    const row: { atS: number; values: Partial<Record<keyof InfluentPoint, number>> } = {
      atS: 0,
      values: {},
    };
    for (const [column, name] of header.entries()) {
      const value = Number(cells[column]);
      const where = `influent file: line ${index + 2}, column ${name}`;
      if ((cells[column] ?? '').trim() === '' || !Number.isFinite(value))
        return err(`${where}: "${cells[column] ?? ''}" is not a number`);
      if (value < 0 && name !== 'temperature_c')
        return err(`${where}: ${value} is negative; give 0 or more`);
      const field = COLUMNS[name];
      if (field === undefined) row.atS = value;
      else row.values[field] = value;
    }
    const before = rows.at(-1);
    if (before !== undefined && row.atS <= before.atS)
      return err(
        `influent file: line ${index + 2}: t_s ${row.atS} does not rise (line before: ${before.atS})`,
      );
    rows.push(row);
  }
  if (rows.length < 2) return err('influent file: at least two rows are needed');
  return ok(seriesSource(rows));
}

function seriesSource(rows: readonly Row[]): InfluentSource {
  const firstS = rows[0]?.atS ?? 0;
  const lastS = rows.at(-1)?.atS ?? firstS;
  return {
    at(shape, noise, random, now, plantS) {
      const base = generatedInfluent.at(shape, noise, random, now, plantS);
      const atS = firstS + (plantS % (lastS - firstS));
      let low = 0;
      let high = rows.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((rows[middle]?.atS ?? 0) <= atS) low = middle;
        else high = middle;
      }
      const a = rows[low];
      const b = rows[high];
      if (a === undefined || b === undefined) return base;
      const share = (atS - a.atS) / (b.atS - a.atS);
      const filled = { ...base };
      for (const field of Object.values(COLUMNS)) {
        const from = a.values[field];
        const to = b.values[field];
        if (from !== undefined && to !== undefined) filled[field] = from + (to - from) * share;
      }
      return filled;
    },
  };
}
