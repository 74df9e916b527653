import { DAY_MS, MINUTE_MS, isUsableCode } from '#core/signal/trend.ts';
import { PROVENANCES, QUALITIES } from '#core/signal/sample.ts';
import type { ExportJob, ExportTag } from '#core/analysis/export.ts';
import { correctionsOf } from '../analysis/corrections.ts';
import { lastStoredMs } from '../analysis/periods.ts';
import type { BiasAt } from '../analysis/periods.ts';
import type { Db } from '../database.ts';
import { changeBefore, changesBetween } from '../rollups.ts';
import { forDays, minuteReader, readContext } from '../rows.ts';
import type { GridRow } from '../rows.ts';
import { BlockBuilder } from './table.ts';
import type { Block, Column, Table } from './table.ts';

/** Minutes as stored: one row per value, or one row per minute with a column for each tag. */

export const titleOf = (tag: ExportTag): string =>
  `${tag.name}${tag.unit === '' ? '' : ` [${tag.unit}]`} ${tag.id}`;

interface DayRows {
  readonly grid: readonly GridRow[];
  readonly changes: readonly GridRow[];
}

/** All rows of a tag on a part of a UTC day. */
type ReadDay = (tag: string, fromMs: number, toMs: number) => DayRows;

/** Goes through a span day by day; each day is read in one transaction. */
function* days(
  db: Db,
  { request }: ExportJob,
): Generator<{
  fromMs: number;
  toMs: number;
  read: <T>(work: (readDay: ReadDay) => T) => T;
  share: number;
}> {
  const { fromMs, toMs } = request.span;
  for (let atMs = fromMs; atMs < toMs;) {
    const endMs = Math.min(toMs, (Math.floor(atMs / DAY_MS) + 1) * DAY_MS);
    yield {
      fromMs: atMs,
      toMs: endMs,
      share: (endMs - fromMs) / (toMs - fromMs),
      read: (work) => db.transaction(() => work(dayReader(db)))(),
    };
    atMs = endMs;
  }
}

function dayReader(db: Db): ReadDay {
  const context = readContext(db);
  const minutes = minuteReader(context);
  return (name, fromMs, toMs) => {
    const tag = context.tags.get(name);
    const grid: GridRow[] = [];
    if (tag?.inGrid === true)
      forDays(fromMs, toMs, (day, fromMinute, endMinute) =>
        minutes(day, tag.id, fromMinute, endMinute, (row) => grid.push(row)),
      );
    const changes =
      tag?.inChanges === true
        ? changesBetween(db, tag.id, fromMs, toMs).map(({ ts_ms: tsMs, value, grade }) => ({
            tsMs,
            value,
            grade,
          }))
        : [];
    return { grid, changes };
  };
}

/** One row per stored value, in time order, tags of one minute in the order they were asked. */
export function longMinutes(db: Db, job: ExportJob): Table {
  const { words, tags, request } = job;
  const corrected = request.level === 'corrected';
  const columns: Column[] = [
    { key: 'time', title: words['time'] ?? 'time', kind: 'time' },
    { key: 'tag', title: words['tag'] ?? 'tag', kind: 'text' },
    { key: 'name', title: words['name'] ?? 'name', kind: 'text' },
    { key: 'value', title: words['value'] ?? 'value', kind: 'number' },
    ...(corrected
      ? ([
          { key: 'corrected', title: words['corrected'] ?? 'corrected', kind: 'number' },
          { key: 'correction', title: words['correction'] ?? 'correction', kind: 'number' },
        ] as const)
      : []),
    { key: 'unit', title: words['unit'] ?? 'unit', kind: 'text' },
    { key: 'quality', title: words['quality'] ?? 'quality', kind: 'code', names: QUALITIES },
    {
      key: 'provenance',
      title: words['provenance'] ?? 'provenance',
      kind: 'code',
      names: PROVENANCES,
    },
  ];
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    const biases = biasesOf(db, job);
    for (const day of days(db, job)) {
      const rows = day.read((readDay) => tags.map(({ id }) => readDay(id, day.fromMs, day.toMs)));
      const count = rows.reduce((n, { grid, changes }) => n + grid.length + changes.length, 0);
      const time = new Float64Array(count);
      const value = new Float64Array(count);
      const correctedValue = new Float64Array(corrected ? count : 0);
      const correction = new Float64Array(corrected ? count : 0);
      const quality = new Uint8Array(count);
      const provenance = new Uint8Array(count);
      const text: { tag: string[]; name: string[]; unit: string[] } = {
        tag: [],
        name: [],
        unit: [],
      };
      let at = 0;
      inTimeOrder(rows, day.fromMs, day.toMs, (row, i) => {
        const tag = tags[i];
        if (tag === undefined) return;
        time[at] = row.tsMs;
        value[at] = row.value ?? NaN;
        quality[at] = row.grade & 15;
        provenance[at] = row.grade >> 4;
        text.tag.push(tag.id);
        text.name.push(tag.name);
        text.unit.push(tag.unit);
        if (corrected) {
          const bias = biases[i]?.(row.tsMs) ?? 0;
          correction[at] = bias;
          correctedValue[at] = (row.value ?? NaN) - bias;
        }
        at++;
      });
      const data = [
        time,
        text.tag,
        text.name,
        value,
        ...(corrected ? [correctedValue, correction] : []),
        text.unit,
        quality,
        provenance,
      ];
      yield { block: { rows: count, data }, share: day.share };
    }
  };
  return { name: words['values'] ?? 'values', columns, blocks };
}

const biasesOf = (db: Db, { tags, request }: ExportJob): readonly (BiasAt | null)[] =>
  tags.map(({ id }) => (request.level === 'corrected' ? correctionsOf(db, id) : null));

/** Calls with each row of a day in time order: within a minute the grid first, tag by tag, then changes by their instant. */
function inTimeOrder(
  rows: readonly DayRows[],
  fromMs: number,
  toMs: number,
  each: (row: GridRow, tag: number) => void,
): void {
  const nextGrid = rows.map(() => 0);
  const nextChange = rows.map(() => 0);
  for (
    let minuteMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
    minuteMs < toMs;
    minuteMs += MINUTE_MS
  ) {
    rows.forEach(({ grid }, i) => {
      const row = grid[nextGrid[i] ?? 0];
      if (row?.tsMs !== minuteMs) return;
      nextGrid[i] = (nextGrid[i] ?? 0) + 1;
      each(row, i);
    });
    const changed: [GridRow, number][] = [];
    rows.forEach(({ changes }, i) => {
      for (
        let row = changes[nextChange[i] ?? 0];
        row !== undefined && row.tsMs < minuteMs + MINUTE_MS;
        row = changes[nextChange[i] ?? 0]
      ) {
        changed.push([row, i]);
        nextChange[i] = (nextChange[i] ?? 0) + 1;
      }
    });
    changed.sort(([a], [b]) => a.tsMs - b.tsMs);
    for (const [row, i] of changed) each(row, i);
  }
}

/** One row per minute in which any tag has a value; of a state, the value it holds at that minute. */
export function wideMinutes(db: Db, job: ExportJob): Table {
  const { words, tags, request } = job;
  const corrected = request.level === 'corrected';
  const columns: Column[] = [
    { key: 'time', title: words['time'] ?? 'time', kind: 'time' },
    ...tags.flatMap((tag): Column[] => [
      { key: tag.id, title: titleOf(tag), kind: 'number', unit: tag.unit },
      {
        key: `${tag.id}.quality`,
        title: `${words['quality'] ?? 'quality'} ${tag.id}`,
        kind: 'code',
        names: QUALITIES,
      },
    ]),
  ];
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    const biases = biasesOf(db, job);
    const knownUntilMs = lastStoredMs(db) ?? -Infinity;
    const context = readContext(db);
    const held = tags.map(({ id }): GridRow | null => {
      const tag = context.tags.get(id);
      const before = tag?.inChanges === true ? changeBefore(db, tag.id, request.span.fromMs) : null;
      return before === null
        ? null
        : { tsMs: before.ts_ms, value: before.value, grade: before.grade };
    });
    for (const day of days(db, job)) {
      const rows = day.read((readDay) => tags.map(({ id }) => readDay(id, day.fromMs, day.toMs)));
      const builder = new BlockBuilder(columns);
      const nextGrid = rows.map(() => 0);
      const nextChange = rows.map(() => 0);
      for (
        let minuteMs = Math.ceil(day.fromMs / MINUTE_MS) * MINUTE_MS;
        minuteMs < day.toMs;
        minuteMs += MINUTE_MS
      ) {
        let any = false;
        const cells: (number | null)[] = [minuteMs];
        rows.forEach(({ grid, changes }, i) => {
          for (
            let row = changes[nextChange[i] ?? 0];
            row !== undefined && row.tsMs <= minuteMs;
            row = changes[nextChange[i] ?? 0]
          ) {
            held[i] = row;
            nextChange[i] = (nextChange[i] ?? 0) + 1;
          }
          let shown = minuteMs <= knownUntilMs ? (held[i] ?? null) : null;
          const stored = grid[nextGrid[i] ?? 0];
          if (stored?.tsMs === minuteMs) {
            nextGrid[i] = (nextGrid[i] ?? 0) + 1;
            shown = stored;
          }
          if (shown !== null) any = true;
          const usable = shown !== null && (!corrected || isUsableCode(shown.grade & 15));
          const bias = biases[i]?.(minuteMs) ?? 0;
          cells.push(
            shown?.value == null || !usable ? null : shown.value - bias,
            shown === null ? NOT_READ : shown.grade & 15,
          );
        });
        if (any) builder.add(...cells);
      }
      yield { block: builder.take(), share: day.share };
    }
  };
  return { name: words['values'] ?? 'values', columns, blocks };
}

const NOT_READ = QUALITIES.indexOf('notYetRead');
