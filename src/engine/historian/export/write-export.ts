import { setImmediate as turn } from 'node:timers/promises';
import type { ExportContent, ExportJob, ExportOutcome } from '#core/analysis/export.ts';
import type { ZoneShifts } from '#core/analysis/local-time.ts';
import type { Pace } from '../analysis/pace.ts';
import { zoneShifts } from '../analysis/zone.ts';
import type { Db } from '../database.ts';
import { CsvWriter } from './csv-writer.ts';
import { localStamps } from './local-stamp.ts';
import { ParquetTableWriter } from './parquet-writer.ts';
import { longPeriods, widePeriods } from './period-tables.ts';
import { derivedTable, eventTable, findingTable, readingTable } from './record-tables.ts';
import type { Table, TableWriter } from './table.ts';
import { TargetFile } from './target.ts';
import { longMinutes, wideMinutes } from './value-tables.ts';

/** Share of the work that each content is taken to be: values are nearly all of it. */
const VALUE_WEIGHT = 20;

function tableOf(db: Db, job: ExportJob, shifts: ZoneShifts, content: ExportContent): Table {
  switch (content) {
    case 'values': {
      const wide = job.request.layout === 'wide';
      if (job.request.level === 'hour' || job.request.level === 'day')
        return wide ? widePeriods(db, job, shifts) : longPeriods(db, job, shifts);
      return wide ? wideMinutes(db, job) : longMinutes(db, job);
    }
    case 'derived':
      return derivedTable(db, job);
    case 'events':
      return eventTable(db, job);
    case 'readings':
      return readingTable(db, job);
    case 'findings':
      return findingTable(db, job);
  }
}

/** What the file says of itself, in the chosen language. */
function aboutOf(
  job: ExportJob,
  shifts: ZoneShifts,
): { label: string; value: string; key: string }[] {
  const { words, request, tags } = job;
  const stamp = localStamps(shifts);
  const line = (key: string, value: string): { label: string; value: string; key: string } => ({
    key,
    label: words[`about.${key}`] ?? key,
    value,
  });
  return [
    line('site', job.site),
    line('from', stamp(request.span.fromMs)),
    line('to', stamp(request.span.toMs)),
    line('zone', request.zone),
    line('level', words[`level.${request.level}`] ?? request.level),
    line('contents', request.contents.map((content) => words[content] ?? content).join(', ')),
    line('who', job.who),
    line('when', stamp(job.writtenMs)),
    line('program', job.program),
    ...tags.map(({ id, name, unit }) => ({
      key: `tag.${id}`,
      label: id,
      value: unit === '' ? name : `${name} [${unit}]`,
    })),
  ];
}

async function writerOf(
  job: ExportJob,
  shifts: ZoneShifts,
  target: TargetFile,
): Promise<TableWriter> {
  const about = aboutOf(job, shifts);
  switch (job.request.format) {
    case 'csv':
      return new CsvWriter(target, shifts);
    case 'parquet':
      return new ParquetTableWriter(
        target,
        Object.fromEntries(about.map(({ key, value }) => [key, value])),
        job.program,
      );
    case 'xlsx': {
      // The library takes long to load; only this format needs it.
      const { ExcelWriter } = await import('./excel-writer.ts');
      const title = job.words['about'] ?? 'about';
      return new ExcelWriter(target, shifts, { title, lines: about, program: job.program });
    }
  }
}

/**
 * Writes an export, block by block, into a temporary file that takes its place when it is whole.
 * Throws `CalledOff`, `TargetError`, and what SQLite throws; then no file is left.
 */
export async function writeExport(db: Db, job: ExportJob, pace: Pace): Promise<ExportOutcome> {
  const { span, zone, contents } = job.request;
  const shifts = zoneShifts(zone, span.fromMs, span.toMs);
  const target = new TargetFile(job.path, job.id);
  let rows = 0;
  let peakBytes = 0;
  try {
    const writer = await writerOf(job, shifts, target);
    const weights = contents.map((content) => (content === 'values' ? VALUE_WEIGHT : 1));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    let before = 0;
    for (const [i, content] of contents.entries()) {
      const weight = weights[i] ?? 1;
      const table = tableOf(db, job, shifts, content);
      await writer.begin(table);
      for (const { block, share } of table.blocks()) {
        await writer.write(block);
        rows += block.rows;
        pace.step((before + share * weight) / whole, rows);
        const { heapUsed, external } = process.memoryUsage();
        peakBytes = Math.max(peakBytes, heapUsed + external);
        // Lets streams of the writers go on and messages be taken.
        await turn();
      }
      before += weight;
    }
    await writer.finish();
    target.keep();
  } catch (error) {
    target.drop();
    throw error;
  }
  return { rows, bytes: target.bytes, peakBytes };
}
