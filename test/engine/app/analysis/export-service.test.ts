import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ExportJob, ExportOutcome, ExportRequest } from '#core/analysis/export.ts';
import type { ExportRun } from '#contract/analysis.ts';
import { ExportService } from '#engine/app/analysis/export-service.ts';
import { temporaryPath } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import type { HistoryAnalyst, LongFault, LongWatch } from '#engine/ports/analysis.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { tempDirs } from '../temp-dir.ts';

const tempDir = tempDirs();
const root = path.resolve(import.meta.dirname, '../../../..');
const read = readProfile(path.join(root, 'resources/profiles/geumgang-mbr'));
if (!read.ok) throw new Error('the profile cannot be read');
const profile = read.value;
const tag = profile.tags[0]?.id ?? '';

const REQUEST: ExportRequest = {
  format: 'csv',
  contents: ['values'],
  tags: [tag],
  span: { fromMs: 0, toMs: 86_400_000 },
  level: 'minute',
  layout: 'long',
  zone: 'Asia/Seoul',
  language: 'ko',
};

/** Stands in for the writing thread: notes what it is handed and ends when told to. */
class HandAnalyst implements HistoryAnalyst {
  readonly jobs: ExportJob[] = [];
  readonly watches: LongWatch[] = [];
  #end: ((outcome: Result<ExportOutcome, LongFault>) => void)[] = [];

  analyse(): Promise<Result<never, LongFault>> {
    return Promise.resolve(err({ kind: 'closed', message: 'no questions here' }));
  }

  exportFile(job: ExportJob, watch: LongWatch): Promise<Result<ExportOutcome, LongFault>> {
    this.jobs.push(job);
    this.watches.push(watch);
    return new Promise((resolve) => {
      this.#end.push(resolve);
      watch.signal.addEventListener('abort', () =>
        resolve(err({ kind: 'cancelled', message: 'called off' })),
      );
    });
  }

  end(outcome: Result<ExportOutcome, LongFault>): void {
    this.#end.shift()?.(outcome);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function service(dataDir: string): {
  exports: ExportService;
  analyst: HandAnalyst;
  told: ExportRun[];
} {
  const analyst = new HandAnalyst();
  const exports = new ExportService({
    profile,
    analyst,
    clock: systemClock,
    log: silentLog,
    dataDir,
    version: '1',
  });
  const told: ExportRun[] = [];
  exports.onRun((run) => told.push(run));
  onTestFinished(() => exports.stop());
  return { exports, analyst, told };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const started = (result: ReturnType<ExportService['start']>): ExportRun => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const DONE = ok({ rows: 5, bytes: 50, peakBytes: 1 });

describe('exports', () => {
  it('are written one after the other, in the order they were asked for', async () => {
    const { exports, analyst } = service(tempDir());
    const first = started(exports.start(REQUEST, '/data/a.csv', 'Kim'));
    const second = started(
      exports.start({ ...REQUEST, format: 'parquet' }, '/data/b.parquet', 'Lee'),
    );
    await turn();
    expect(analyst.jobs.map(({ path: file, who, words }) => [file, who, words['tag']])).toEqual([
      ['/data/a.csv', 'Kim', '태그'],
    ]);
    expect(exports.list().map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'queued'],
      [first.id, 'running'],
    ]);
    analyst.watches[0]?.onProgress(0.5, 100);
    expect(exports.list()[1]).toMatchObject({ progress: 0.5, rows: 100 });
    analyst.end(DONE);
    await turn();
    expect(exports.list()[1]).toMatchObject({
      state: 'done',
      rows: 5,
      bytes: 50,
      progress: 1,
      remainingMs: null,
    });
    expect(analyst.jobs.length).toBe(2);
  });

  it('can be called off while they run and while they wait', async () => {
    const { exports, analyst, told } = service(tempDir());
    const first = started(exports.start(REQUEST, '/data/a.csv', 'Kim'));
    const second = started(exports.start(REQUEST, '/data/b.csv', 'Kim'));
    await turn();
    exports.cancel(second.id);
    exports.cancel(first.id);
    await turn();
    await turn();
    expect(exports.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(analyst.jobs.length).toBe(1);
    expect(told.at(-1)?.state).toBe('cancelled');
    expect(exports.cancel(first.id).ok).toBe(false);
    expect(exports.forget(first.id).ok).toBe(true);
    expect(exports.list().map(({ id }) => id)).toEqual([second.id]);
  });

  it('say in a code why they failed', async () => {
    const { exports, analyst } = service(tempDir());
    started(exports.start(REQUEST, '/data/a.csv', 'Kim'));
    await turn();
    analyst.end(err({ kind: 'targetFull', message: 'No space' }));
    await turn();
    expect(exports.list()[0]).toMatchObject({
      state: 'failed',
      fault: { code: 'analysis.targetFull', params: { path: '/data/a.csv' } },
    });
  });

  it('refuse a path that is no whole path to a file of the format, an unknown tag, and a queue without end', () => {
    const { exports } = service(tempDir());
    const codeOf = (result: ReturnType<ExportService['start']>): string | null =>
      result.ok ? 'taken' : result.error.messageCode;
    expect(codeOf(exports.start(REQUEST, 'a.csv', 'Kim'))).toBe('analysis.badPath');
    expect(codeOf(exports.start(REQUEST, '/etc/passwd', 'Kim'))).toBe('analysis.badPath');
    expect(codeOf(exports.start({ ...REQUEST, tags: ['NONE.pv'] }, '/data/a.csv', 'Kim'))).toBe(
      'trend.unknownTag',
    );
    const codes = Array.from({ length: 12 }, (_, i) =>
      codeOf(exports.start(REQUEST, `/data/${String(i)}.csv`, 'Kim')),
    );
    expect(codes.at(-1)).toBe('analysis.queueFull');
  });

  it('after an engine that died: the half-written file is gone, the list says so, whole files stay', async () => {
    const dataDir = tempDir();
    const outDir = tempDir();
    const before = service(dataDir);
    const file = path.join(outDir, 'a.csv');
    writeFileSync(file, 'from last month');
    const run = started(before.exports.start(REQUEST, file, 'Kim'));
    await turn();
    writeFileSync(temporaryPath(file, run.id), 'half');
    const after = service(dataDir);
    expect(after.exports.list()[0]).toMatchObject({
      id: run.id,
      state: 'failed',
      fault: { code: 'analysis.interrupted' },
    });
    expect(existsSync(temporaryPath(file, run.id))).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('from last month');
  });

  it('kept for the window are read in pieces and removed when forgotten', async () => {
    const dataDir = tempDir();
    const { exports, analyst } = service(dataDir);
    const run = started(exports.start(REQUEST, null, 'Kim'));
    await turn();
    const kept = analyst.jobs[0]?.path ?? '';
    mkdirSync(path.dirname(kept), { recursive: true });
    const bytes = Buffer.alloc(500_000, 7);
    writeFileSync(kept, bytes);
    expect(exports.read(run.id, 0).ok).toBe(false);
    analyst.end(DONE);
    await turn();
    const parts: Buffer[] = [];
    for (let offset = 0, done = false; !done;) {
      const piece = exports.read(run.id, offset);
      if (!piece.ok) throw new Error(piece.error.message);
      parts.push(Buffer.from(piece.value.base64, 'base64'));
      offset = piece.value.nextOffset;
      done = piece.value.done;
    }
    expect(parts.length).toBeGreaterThan(1);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    exports.forget(run.id);
    expect(existsSync(kept)).toBe(false);
  });
});
