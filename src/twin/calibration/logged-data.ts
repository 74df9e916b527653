import { parseCsv } from '#core/plant/csv.ts';
import type { CsvRow } from '#core/plant/csv.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { readMoment } from './moment.ts';

/** Values of one tag as they were logged, in the unit of the profile. */
export interface LoggedSeries {
  readonly tag: string;
  readonly unit: string;
  /** Rising, ms UTC. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

export interface LoggedData {
  readonly series: ReadonlyMap<string, LoggedSeries>;
  readonly fromMs: number;
  readonly toMs: number;
  /** What was left out and why, for the person who runs the fit. */
  readonly notes: readonly string[];
}

/** After so many problems the rest is left unsaid. */
const MOST_PROBLEMS = 20;
/** A value may lie this far beyond the range of its instrument, as a share of the span: noise at the end of a scale. */
const BEYOND_SHARE = 0.05;

interface Draft {
  readonly timesMs: number[];
  readonly values: number[];
  line: number;
}

interface Reading {
  readonly profile: PlantProfile;
  readonly problems: string[];
  readonly notes: string[];
  readonly drafts: Map<string, Draft>;
  /** First and last time of any row, gaps included. */
  fromMs: number;
  toMs: number;
}

/**
 * Reads logged tag values: either the table that the trend screen exports (a row for each value:
 * local time, tag, name, value, unit, quality, provenance) or a plain table (a column `time`,
 * ISO 8601 with zone, and one column for each tag, its unit behind it in brackets if given).
 * Units must be those of the profile; an empty cell is a gap. Every problem is named with line
 * and column.
 */
export function readLoggedData(text: string, profile: PlantProfile): Result<LoggedData, string[]> {
  const rows = parseCsv(text);
  if (!rows.ok) return err([`data line ${rows.error.line}: ${rows.error.rule}`]);
  const [head, ...body] = rows.value;
  if (head === undefined || body.length === 0)
    return err(['data: no values; give a header line and lines of values']);
  const reading: Reading = {
    profile,
    problems: [],
    notes: [],
    drafts: new Map(),
    fromMs: Infinity,
    toMs: -Infinity,
  };
  if (isExport(head, body[0], profile)) readExport(head, body, reading);
  else readPlain(head, body, reading);
  if (reading.problems.length > 0) return err(reading.problems.slice(0, MOST_PROBLEMS));
  const series = new Map<string, LoggedSeries>();
  for (const [tag, { timesMs, values }] of reading.drafts) {
    if (values.length === 0) {
      reading.notes.push(`${tag}: no value in the data; left out`);
      continue;
    }
    series.set(tag, { tag, unit: unitOf(profile, tag), timesMs, values });
  }
  if (series.size === 0) return err(['data: not one value of a known tag']);
  const { fromMs, toMs, notes } = reading;
  return ok({ series, fromMs, toMs, notes });
}

const unitOf = (profile: PlantProfile, tag: string): string =>
  profile.tags.find((each) => each.id === tag)?.unit ?? '';

/** Units by letters, digits and signs that matter: `m³/h` and `m3/h` are the same. */
const sameUnit = (a: string, b: string): boolean => plainUnit(a) === plainUnit(b);
const plainUnit = (unit: string): string =>
  unit
    .trim()
    .toLowerCase()
    .replaceAll('³', '3')
    .replaceAll('²', '2')
    .replaceAll('°c', 'degc')
    .replaceAll('μ', 'µ')
    .replace(/\s|·/g, '');

function isExport(head: CsvRow, first: CsvRow | undefined, profile: PlantProfile): boolean {
  return (
    head.cells.length === 7 &&
    profile.tags.some((tag) => tag.id === first?.cells[1]) &&
    !profile.tags.some((tag) => tag.id === tagAndUnit(head.cells[1] ?? '').tag)
  );
}

function readExport(head: CsvRow, body: readonly CsvRow[], reading: Reading): void {
  // The header names the zone of its local times: "Time (Asia/Seoul)".
  const zone = /\(([^)]+)\)/.exec(head.cells[0] ?? '')?.[1] ?? reading.profile.site.timeZone;
  let poor = 0;
  for (const { line, cells } of body) {
    if (reading.problems.length >= MOST_PROBLEMS) return;
    const [time = '', tag = '', , value = '', unit = '', quality = ''] = cells;
    const where = `data line ${line}`;
    if (cells.length !== 7) {
      reading.problems.push(`${where}: ${cells.length} columns instead of 7`);
      continue;
    }
    const draft = draftOf(reading, tag, unit, `${where}, column 2`, `${where}, column 5`);
    const atMs = readMoment(time, zone);
    if (atMs === null)
      reading.problems.push(`${where}, column 1: "${time}" is no time such as 2026-06-01 13:00:00`);
    if (draft === null || atMs === null) continue;
    seen(reading, atMs);
    if (value === '' || quality === 'bad') {
      poor += 1;
      continue;
    }
    addValue(reading, draft, tag, atMs, value, line, 4);
  }
  if (poor > 0) reading.notes.push(`${poor} rows without a value or of bad quality are left out`);
}

function tagAndUnit(cell: string): { readonly tag: string; readonly unit: string } {
  const match = /^(.*?)\s*[[(]([^\])]*)[\])]\s*$/.exec(cell.trim());
  return match === null
    ? { tag: cell.trim(), unit: '' }
    : { tag: (match[1] ?? '').trim(), unit: (match[2] ?? '').trim() };
}

function readPlain(head: CsvRow, body: readonly CsvRow[], reading: Reading): void {
  const columns = head.cells.map(tagAndUnit);
  const timeColumn = columns.findIndex(({ tag }) => /^(time|timestamp|datetime|date)$/i.test(tag));
  if (timeColumn < 0) {
    reading.problems.push(
      `data line ${head.line}: no column "time"; found ${columns.map(({ tag }) => tag).join(', ')}`,
    );
    return;
  }
  const drafts = columns.map(({ tag, unit }, i) => {
    const where = `data line ${head.line}, column ${i + 1}`;
    if (i === timeColumn) return null;
    if (reading.drafts.has(tag)) {
      reading.problems.push(`${where}: ${tag} is there twice; take one out`);
      return null;
    }
    return draftOf(reading, tag, unit, where, where);
  });
  const gaps = columns.map(() => 0);
  for (const { line, cells } of body) {
    if (reading.problems.length >= MOST_PROBLEMS) return;
    if (cells.length !== columns.length) {
      reading.problems.push(
        `data line ${line}: ${cells.length} columns instead of ${columns.length}`,
      );
      continue;
    }
    const time = cells[timeColumn] ?? '';
    const atMs = readMoment(time, null);
    if (atMs === null) {
      reading.problems.push(
        `data line ${line}, column ${timeColumn + 1}: "${time}" is no time with zone such as 2026-06-01T13:00:00+09:00`,
      );
      continue;
    }
    seen(reading, atMs);
    cells.forEach((cell, i) => {
      const draft = drafts[i] ?? null;
      if (draft === null) return;
      if (cell.trim() === '') gaps[i] = (gaps[i] ?? 0) + 1;
      else addValue(reading, draft, columns[i]?.tag ?? '', atMs, cell, line, i + 1);
    });
  }
  gaps.forEach((count, i) => {
    if (count > 0)
      reading.notes.push(`${columns[i]?.tag ?? ''}: ${count} empty cells are left out`);
  });
}

function seen(reading: Reading, atMs: number): void {
  reading.fromMs = Math.min(reading.fromMs, atMs);
  reading.toMs = Math.max(reading.toMs, atMs);
}

/** The draft of a tag; null, with the problem noted, where tag or unit is not that of the profile. */
function draftOf(
  { profile, problems, drafts }: Reading,
  tag: string,
  unit: string,
  tagPlace: string,
  unitPlace: string,
): Draft | null {
  const known = profile.tags.find((each) => each.id === tag);
  if (known === undefined) {
    problems.push(
      `${tagPlace}: "${tag}" is no tag of ${profile.site.id}; take the column out or name it as in tags.csv`,
    );
    return null;
  }
  if (unit !== '' && !sameUnit(unit, known.unit)) {
    problems.push(
      `${unitPlace}: ${tag} is in "${unit}", the profile has it in "${known.unit}"; convert the values`,
    );
    return null;
  }
  const draft = drafts.get(tag) ?? { timesMs: [], values: [], line: 0 };
  drafts.set(tag, draft);
  return draft;
}

function addValue(
  { profile, problems }: Reading,
  draft: Draft,
  tag: string,
  atMs: number,
  cell: string,
  line: number,
  column: number,
): void {
  const where = `data line ${line}, column ${column} (${tag})`;
  const value = Number(cell);
  if (!Number.isFinite(value)) {
    problems.push(`${where}: "${cell}" is not a number; leave the cell empty for a gap`);
    return;
  }
  const range = profile.sensors.find((sensor) => sensor.tag === tag)?.range;
  if (range !== undefined) {
    const beyond = BEYOND_SHARE * (range.max - range.min);
    if (value < range.min - beyond || value > range.max + beyond) {
      problems.push(
        `${where}: ${value} lies outside the instrument's ${range.min} to ${range.max} ${unitOf(profile, tag)}; is the unit right?`,
      );
      return;
    }
  }
  const last = draft.timesMs.at(-1);
  if (last !== undefined && atMs <= last) {
    problems.push(`${where}: its time does not come after that of line ${draft.line}`);
    return;
  }
  draft.timesMs.push(atMs);
  draft.values.push(value);
  draft.line = line;
}
