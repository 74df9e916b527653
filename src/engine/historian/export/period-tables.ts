import {
  DAY_MS,
  hasWholeHours,
  instantOfWall,
  periodStart,
  wallMs,
} from '#core/analysis/local-time.ts';
import type { ZoneShifts } from '#core/analysis/local-time.ts';
import type { ExportJob } from '#core/analysis/export.ts';
import { readPeriods, wholePeriods } from '../analysis/periods.ts';
import type { Db } from '../database.ts';
import { BlockBuilder } from './table.ts';
import type { Block, Column, Table } from './table.ts';
import { titleOf } from './value-tables.ts';

/** Hours, or local days, with mean, smallest and largest value. */

const SLICE_MS = 32 * DAY_MS;

interface Row {
  readonly tsMs: number;
  n: number;
  sum: number;
  min: number;
  max: number;
}

/** A mean without the digits that only the arithmetic made. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** Rows of a tag from a slice of the span; a day takes in all of its hours. */
function rowsOf(
  db: Db,
  { request }: ExportJob,
  shifts: ZoneShifts,
  tag: string,
  fromMs: number,
  toMs: number,
): Map<number, Row> {
  const byDay = request.level === 'day';
  const level = byDay && !hasWholeHours(shifts) ? 'minute' : 'hour';
  const { startMs, periodMs, mean, min, max, weight } = readPeriods(
    db,
    { tag, level, biasAt: null },
    fromMs,
    toMs,
  );
  const rows = new Map<number, Row>();
  for (let i = 0; i < mean.length; i++) {
    const value = mean[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const atMs = startMs + i * periodMs;
    const tsMs = byDay ? instantOfWall(shifts, periodStart(wallMs(shifts, atMs), 'day')) : atMs;
    let row = rows.get(tsMs);
    if (row === undefined) {
      row = { tsMs, n: 0, sum: 0, min: Infinity, max: -Infinity };
      rows.set(tsMs, row);
    }
    const n = weight[i] ?? 0;
    row.n += n;
    row.sum += value * n;
    row.min = Math.min(row.min, min[i] ?? value);
    row.max = Math.max(row.max, max[i] ?? value);
  }
  return rows;
}

/** Slices of the span that end where a row ends. */
function* slices(
  { request }: ExportJob,
  shifts: ZoneShifts,
): Generator<{ fromMs: number; toMs: number; share: number }> {
  const byDay = request.level === 'day';
  const localDay = (tsMs: number): number =>
    instantOfWall(shifts, periodStart(wallMs(shifts, tsMs), 'day'));
  const whole = wholePeriods(request.span, 'hour');
  const fromMs = byDay ? localDay(request.span.fromMs) : whole.fromMs;
  const lastMs = byDay ? localDay(request.span.toMs - 1 + DAY_MS) : whole.toMs;
  for (let atMs = fromMs; atMs < lastMs;) {
    const wantedMs = Math.min(lastMs, atMs + SLICE_MS);
    const endMs = byDay && wantedMs < lastMs ? localDay(wantedMs) : wantedMs;
    yield { fromMs: atMs, toMs: endMs, share: (endMs - fromMs) / (lastMs - fromMs) };
    atMs = endMs;
  }
}

export function longPeriods(db: Db, job: ExportJob, shifts: ZoneShifts): Table {
  const { words, tags } = job;
  const columns: Column[] = [
    { key: 'time', title: words['time'] ?? 'time', kind: 'time' },
    { key: 'tag', title: words['tag'] ?? 'tag', kind: 'text' },
    { key: 'name', title: words['name'] ?? 'name', kind: 'text' },
    { key: 'mean', title: words['mean'] ?? 'mean', kind: 'number' },
    { key: 'min', title: words['min'] ?? 'min', kind: 'number' },
    { key: 'max', title: words['max'] ?? 'max', kind: 'number' },
    { key: 'unit', title: words['unit'] ?? 'unit', kind: 'text' },
    { key: 'readings', title: words['readings.count'] ?? 'readings', kind: 'number' },
  ];
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    for (const { fromMs, toMs, share } of slices(job, shifts)) {
      const builder = new BlockBuilder(columns);
      const read = db.transaction(() =>
        tags.map((tag) => rowsOf(db, job, shifts, tag.id, fromMs, toMs)),
      )();
      for (const tsMs of timesOf(read)) {
        read.forEach((rows, i) => {
          const row = rows.get(tsMs);
          const tag = tags[i];
          if (row === undefined || tag === undefined) return;
          builder.add(
            tsMs,
            tag.id,
            tag.name,
            tidy(row.sum / row.n),
            row.min,
            row.max,
            tag.unit,
            row.n,
          );
        });
      }
      yield { block: builder.take(), share };
    }
  };
  return { name: words['values'] ?? 'values', columns, blocks };
}

export function widePeriods(db: Db, job: ExportJob, shifts: ZoneShifts): Table {
  const { words, tags } = job;
  const columns: Column[] = [
    { key: 'time', title: words['time'] ?? 'time', kind: 'time' },
    ...tags.flatMap((tag) =>
      (['mean', 'min', 'max'] as const).map((figure): Column => ({
        key: `${tag.id}.${figure}`,
        title: `${titleOf(tag)} ${words[figure] ?? figure}`,
        kind: 'number',
        unit: tag.unit,
      })),
    ),
  ];
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    for (const { fromMs, toMs, share } of slices(job, shifts)) {
      const builder = new BlockBuilder(columns);
      const read = db.transaction(() =>
        tags.map((tag) => rowsOf(db, job, shifts, tag.id, fromMs, toMs)),
      )();
      for (const tsMs of timesOf(read)) {
        builder.add(
          tsMs,
          ...read.flatMap((rows) => {
            const row = rows.get(tsMs);
            return row === undefined
              ? [null, null, null]
              : [tidy(row.sum / row.n), row.min, row.max];
          }),
        );
      }
      yield { block: builder.take(), share };
    }
  };
  return { name: words['values'] ?? 'values', columns, blocks };
}

const timesOf = (read: readonly Map<number, Row>[]): number[] =>
  [...new Set(read.flatMap((rows) => [...rows.keys()]))].sort((a, b) => a - b);
