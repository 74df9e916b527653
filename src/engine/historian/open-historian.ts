import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '../ports/historian.ts';
import type { Log } from '../ports/platform.ts';
import { acquireDataDirLock } from './lock.ts';
import type { DataDirLock } from './lock.ts';
import { packScan } from './messages.ts';
import type { ReaderCalls, WriterCalls } from './messages.ts';
import { WorkerLink } from './worker-link.ts';

export const DATABASE_FILE = 'history.db';

export interface HistorianOptions {
  /** Folder of this plant's data; made when missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** The folder's lock when the caller holds it already; it stays the caller's to release. */
  readonly lock?: DataDirLock;
}

/**
 * Opens the history in a data folder, making or bringing it up to date as needed. One thread
 * writes; one answers trends and records; one reads exports, so that neither waits for the other
 * and the caller's thread for none.
 *
 * Faults: `locked` (another engine, with its process number), `readOnly`, `diskFull`, `corrupt`,
 * `newerVersion`, `io`. In every such case what is stored stays as it is.
 */
export async function openHistorian(options: HistorianOptions): Promise<Result<Historian, HistorianFault>> {
  const { dataDir, log } = options;
  const taken = options.lock === undefined ? acquireDataDirLock(dataDir) : null;
  if (taken !== null && !taken.ok) return taken;
  const release = (): void => {
    if (taken?.ok === true) taken.value.release();
  };
  const setup = { dbPath: join(dataDir, DATABASE_FILE) };
  const writer = await WorkerLink.start<WriterCalls>(new URL('./writer-worker.ts', import.meta.url), setup, log);
  if (!writer.ok) {
    release();
    return writer;
  }
  const readerEntry = new URL('./reader-worker.ts', import.meta.url);
  const readers = await Promise.all([
    WorkerLink.start<ReaderCalls>(readerEntry, setup, log),
    WorkerLink.start<ReaderCalls>(readerEntry, setup, log),
  ]);
  const [questions, exports] = readers;
  if (!questions.ok || !exports.ok) {
    for (const link of readers) if (link.ok) await end(link.value);
    await end(writer.value);
    release();
    return questions.ok ? (exports.ok ? closedTwice() : exports) : questions;
  }
  return ok(new ThreadedHistorian(writer.value, questions.value, exports.value, release));
}

function closedTwice(): never {
  throw new Error('both historian readers are open and one is not');
}

/** Asks a thread to close its connection and waits until it is gone. */
async function end(link: WorkerLink<WriterCalls> | WorkerLink<ReaderCalls>): Promise<void> {
  await (link as WorkerLink<Pick<WriterCalls, 'close'>>).call('close', null);
  await link.exited;
}

class ThreadedHistorian implements Historian {
  readonly #writer: WorkerLink<WriterCalls>;
  readonly #questions: WorkerLink<ReaderCalls>;
  readonly #exports: WorkerLink<ReaderCalls>;
  readonly #release: () => void;
  #closing: Promise<void> | null = null;

  constructor(writer: WorkerLink<WriterCalls>, questions: WorkerLink<ReaderCalls>, exports: WorkerLink<ReaderCalls>, release: () => void) {
    this.#writer = writer;
    this.#questions = questions;
    this.#exports = exports;
    this.#release = release;
  }

  async commit(scan: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    const startedMs = performance.now();
    const done = await this.#writer.call('commit', packScan(scan));
    return done.ok ? ok({ eventSeqs: done.value, durationMs: performance.now() - startedMs }) : done;
  }

  trend: Historian['trend'] = (query) => this.#questions.call('trend', query);
  raw: Historian['raw'] = (query) => this.#exports.call('raw', query);
  latest: Historian['latest'] = (tags, atMs) => this.#questions.call('latest', { tags, atMs });
  events: Historian['events'] = (filter) => this.#questions.call('events', filter);
  receipts: Historian['receipts'] = (filter) => this.#questions.call('receipts', filter);
  loadState: Historian['loadState'] = () => this.#questions.call('loadState', null);
  stats: Historian['stats'] = () => this.#questions.call('stats', null);

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    // Readers first, so that the writer can fold the whole log into the file.
    await Promise.all([end(this.#questions), end(this.#exports)]);
    await end(this.#writer);
    this.#release();
  }
}
