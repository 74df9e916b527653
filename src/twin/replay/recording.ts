import { parse } from 'csv-parse/sync';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/**
 * A recorded plant: columns of a CSV brought to the tags of a profile by a map with the
 * columns column, tag, scale, offset, unit (`value = cell * scale + offset`). The column
 * mapped to `REC-CLOCK.time` holds the time of the row.
 */
const RECORD_TIME_TAG = 'REC-CLOCK.time';

export interface ColumnMap {
  readonly column: string;
  readonly tag: string;
  readonly scale: number;
  readonly offset: number;
  readonly unit: string;
}

export interface Recording {
  /** Row times, ms UTC, rising. */
  readonly timesMs: Float64Array;
  /** Values by tag, one per row. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

type Cells = Record<string, string>;

function rows(text: string, what: string): Result<Cells[], string> {
  try {
    return ok(
      parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) as Cells[],
    );
  } catch (error) {
    return err(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads a column map; all problems at once, each with its line. */
export function parseColumnMap(text: string): Result<ColumnMap[], string[]> {
  const read = rows(text, 'column map');
  if (!read.ok) return err([read.error]);
  const problems: string[] = [];
  const maps: ColumnMap[] = [];
  const seen = new Set<string>();
  for (const [index, cells] of read.value.entries()) {
    const line = `column map line ${index + 2}`;
    for (const name of ['column', 'tag', 'scale', 'offset', 'unit']) {
      if (cells[name] === undefined)
        problems.push(
          `${line}: column "${name}" is missing; the map has column,tag,scale,offset,unit`,
        );
    }
    const scale = Number(cells['scale']);
    const offset = Number(cells['offset']);
    const tag = cells['tag'] ?? '';
    if (!Number.isFinite(scale) || scale === 0)
      problems.push(`${line}: scale "${cells['scale'] ?? ''}" must be a number other than 0`);
    if (!Number.isFinite(offset))
      problems.push(`${line}: offset "${cells['offset'] ?? ''}" must be a number`);
    if (seen.has(tag)) problems.push(`${line}: tag ${tag} is mapped twice`);
    seen.add(tag);
    maps.push({ column: cells['column'] ?? '', tag, scale, offset, unit: cells['unit'] ?? '' });
  }
  if (!seen.has(RECORD_TIME_TAG))
    problems.push(
      `column map: no column is mapped to ${RECORD_TIME_TAG}, which gives the time of each row`,
    );
  return problems.length > 0 ? err(problems) : ok(maps);
}

/** Time of a cell: ISO 8601 (UTC where no zone is given), or seconds since 1970. */
function timeOf(cell: string, map: ColumnMap): number {
  const seconds = Number(cell);
  if (cell !== '' && Number.isFinite(seconds)) return (seconds * map.scale + map.offset) * 1000;
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(cell) ? cell : `${cell.replace(' ', 'T')}Z`);
}

/** At most this many problems are listed; the rest is counted. */
const MOST_PROBLEMS = 20;

/** Reads the recording. An empty cell keeps the value of the row before (0 in the first row). */
export function parseRecording(
  text: string,
  maps: readonly ColumnMap[],
): Result<Recording, string[]> {
  const read = rows(text, 'recording');
  if (!read.ok) return err([read.error]);
  const first = read.value[0];
  if (first === undefined) return err(['recording: has no rows']);
  const absent = maps.filter((map) => first[map.column] === undefined);
  if (absent.length > 0)
    return err(
      absent.map(
        (map) =>
          `recording: no column "${map.column}" (mapped to ${map.tag}); found ${Object.keys(first).join(', ')}`,
      ),
    );

  const count = read.value.length;
  const timesMs = new Float64Array(count);
  const values = new Map(maps.map((map) => [map.tag, new Float64Array(count)]));
  const problems: string[] = [];
  read.value.forEach((cells, row) => {
    for (const map of maps) {
      const cell = cells[map.column] ?? '';
      const where = `recording line ${row + 2}, column ${map.column}`;
      if (map.tag === RECORD_TIME_TAG) {
        const at = timeOf(cell, map);
        timesMs[row] = at;
        const before = row === 0 ? Number.NEGATIVE_INFINITY : (timesMs[row - 1] ?? 0);
        if (Number.isNaN(at))
          problems.push(`${where}: "${cell}" is not a time; give ISO 8601 or seconds since 1970`);
        else if (at <= before)
          problems.push(
            `${where}: "${cell}" is not later than the row before; sort the file by time`,
          );
        continue;
      }
      const series = values.get(map.tag);
      if (series === undefined) continue;
      const value = Number(cell);
      if (cell === '') series[row] = row === 0 ? 0 : (series[row - 1] ?? 0);
      else if (Number.isFinite(value)) series[row] = value * map.scale + map.offset;
      else problems.push(`${where}: "${cell}" is not a number`);
    }
  });
  if (problems.length > MOST_PROBLEMS)
    return err([
      ...problems.slice(0, MOST_PROBLEMS),
      `... and ${problems.length - MOST_PROBLEMS} more`,
    ]);
  if (problems.length > 0) return err(problems);
  values.set(
    RECORD_TIME_TAG,
    timesMs.map((ms) => Math.round(ms / 1000)),
  );
  return ok({ timesMs, values });
}
