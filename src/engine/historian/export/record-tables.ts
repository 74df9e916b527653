import { DAY_MS } from '#core/signal/trend.ts';
import { DERIVED_CODE, DERIVED_HOWS } from '#core/records/entry.ts';
import type { DerivedHow, EntryKind } from '#core/records/entry.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { ExportJob } from '#core/analysis/export.ts';
import type { Db } from '../database.ts';
import { readDerived } from '../entry-reader.ts';
import { BlockBuilder } from './table.ts';
import type { Block, Column, ColumnKind, Table } from './table.ts';

/** What is not measured: values beside the raw ones, events, readings of people, findings of the tests. */

const PAGE = 2_000;
const MOST_DERIVED = 200_000;

const columnsOf = (
  { words }: ExportJob,
  table: string,
  columns: readonly (readonly [string, ColumnKind])[],
): Column[] =>
  columns.map(([key, kind]) => ({
    key,
    kind,
    title: words[`${table}.${key}`] ?? words[key] ?? key,
  }));

/** Filled, substituted and estimated minutes of the chosen tags. */
export function derivedTable(db: Db, job: ExportJob): Table {
  const names: string[] = [];
  for (const how of DERIVED_HOWS) names[DERIVED_CODE[how]] = how;
  const columns: Column[] = [
    ...columnsOf(job, 'derived', [
      ['time', 'time'],
      ['tag', 'text'],
      ['name', 'text'],
      ['value', 'number'],
      ['sd', 'number'],
      ['unit', 'text'],
    ]),
    {
      key: 'how',
      title: job.words['derived.how'] ?? 'how',
      kind: 'code',
      names: Array.from(names, (name) => (name as DerivedHow | undefined) ?? ''),
    },
    ...columnsOf(job, 'derived', [['entryId', 'text']]),
  ];
  const { fromMs, toMs } = job.request.span;
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    for (let atMs = fromMs; atMs < toMs; atMs += DAY_MS) {
      const endMs = Math.min(toMs, atMs + DAY_MS);
      const builder = new BlockBuilder(columns);
      for (const tag of job.tags) {
        for (const value of readDerived(db, {
          tags: [tag.id],
          fromMs: atMs,
          toMs: endMs,
          limit: MOST_DERIVED,
        }))
          builder.add(
            value.tsMs,
            tag.id,
            tag.name,
            value.value,
            value.sd,
            tag.unit,
            DERIVED_CODE[value.how],
            value.entryId,
          );
      }
      yield { block: builder.take(), share: (endMs - fromMs) / (toMs - fromMs) };
    }
  };
  return { name: job.words['derived'] ?? 'derived', columns, blocks };
}

type EventRow = [number, number, string, number, string, string | null, string, string];

/** Everything that happened in the span, oldest first. */
export function eventTable(db: Db, job: ExportJob): Table {
  const columns = columnsOf(job, 'events', [
    ['time', 'time'],
    ['kind', 'text'],
    ['priority', 'number'],
    ['code', 'text'],
    ['subject', 'text'],
    ['params', 'text'],
    ['actor', 'text'],
  ]);
  const { fromMs, toMs } = job.request.span;
  const page = db
    .prepare<[number, number, number, number], EventRow>(
      'SELECT seq, ts_ms, kind, priority, code, subject, params, actor FROM event WHERE seq > ? AND ts_ms >= ? AND ts_ms < ? ORDER BY seq LIMIT ?',
    )
    .raw();
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    for (let afterSeq = 0; ;) {
      const rows = page.all(afterSeq, fromMs, toMs, PAGE);
      const builder = new BlockBuilder(columns);
      for (const [, ...cells] of rows) builder.add(...cells);
      const last = rows.at(-1);
      const done = last === undefined || rows.length < PAGE;
      yield {
        block: builder.take(),
        share: done ? 1 : Math.min(1, (last[1] - fromMs) / (toMs - fromMs)),
      };
      if (done) return;
      afterSeq = last[0];
    }
  };
  return { name: job.words['events'] ?? 'events', columns, blocks };
}

type EntryRow = [number, number, string];

/** Newest version of each entry of a kind in the span, in the order they were written. */
function entryTable(
  db: Db,
  job: ExportJob,
  kind: EntryKind,
  name: string,
  columns: readonly Column[],
  cellsOf: (body: unknown) => (number | string | null)[] | null,
): Table {
  const { fromMs, toMs } = job.request.span;
  const page = db
    .prepare<[string, number, number, number, number], EntryRow>(
      'SELECT seq, ts_ms, body FROM entry WHERE kind = ? AND latest = 1 AND seq > ? AND ts_ms >= ? AND ts_ms < ? ORDER BY seq LIMIT ?',
    )
    .raw();
  const blocks = function* (): Generator<{ block: Block; share: number }> {
    for (let afterSeq = 0; ;) {
      const rows = page.all(kind, afterSeq, fromMs, toMs, PAGE);
      const builder = new BlockBuilder(columns);
      for (const [, , body] of rows) {
        const cells = cellsOf(JSON.parse(body) as unknown);
        if (cells !== null) builder.add(...cells);
      }
      const last = rows.at(-1);
      const done = last === undefined || rows.length < PAGE;
      yield {
        block: builder.take(),
        share: done ? 1 : Math.min(1, Math.max(0, (last[1] - fromMs) / (toMs - fromMs))),
      };
      if (done) return;
      afterSeq = last[0];
    }
  };
  return { name, columns, blocks };
}

/** Laboratory and portable readings that stand. */
export function readingTable(db: Db, job: ExportJob): Table {
  const columns = columnsOf(job, 'readings', [
    ['time', 'time'],
    ['item', 'text'],
    ['point', 'text'],
    ['tag', 'text'],
    ['value', 'number'],
    ['qualifier', 'text'],
    ['unit', 'text'],
    ['how', 'text'],
    ['method', 'text'],
    ['person', 'text'],
    ['laboratory', 'text'],
    ['quantificationLimit', 'number'],
    ['uncertainty', 'number'],
    ['note', 'text'],
  ]);
  return entryTable(db, job, 'reading', job.words['readings'] ?? 'readings', columns, (body) => {
    const parsed = readingSchema.safeParse(body);
    if (!parsed.success || parsed.data.state !== 'valid') return null;
    const r = parsed.data;
    return [
      r.sampledMs,
      r.item,
      r.point,
      r.tag,
      r.value,
      r.qualifier,
      r.unit,
      r.how,
      r.method,
      r.person,
      r.laboratory,
      r.quantificationLimit,
      r.uncertainty,
      r.note,
    ];
  });
}

/** Findings of the quality tests. */
export function findingTable(db: Db, job: ExportJob): Table {
  const columns = columnsOf(job, 'findings', [
    ['time', 'time'],
    ['end', 'number'],
    ['tag', 'text'],
    ['check', 'text'],
    ['tier', 'number'],
    ['severity', 'text'],
    ['value', 'number'],
    ['expected', 'number'],
    ['limit', 'number'],
    ['other', 'text'],
  ]).map((column): Column =>
    column.key === 'end'
      ? {
          ...column,
          key: 'minutes',
          title: job.words['findings.minutes'] ?? 'minutes',
          unit: 'min',
        }
      : column,
  );
  return entryTable(db, job, 'finding', job.words['findings'] ?? 'findings', columns, (body) => {
    const parsed = findingSchema.safeParse(body);
    if (!parsed.success) return null;
    const f = parsed.data;
    return [
      f.fromMs,
      f.toMs === null ? null : (f.toMs - f.fromMs) / 60_000,
      f.tag,
      f.check,
      f.tier,
      f.severity,
      f.value,
      f.expected,
      f.limit,
      f.other,
    ];
  });
}
