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
  // All threads start at once; the readers open the file when the writer has it ready.
  const writer = new WorkerLink<WriterCalls>(new URL('./writer-worker.ts', import.meta.url), setup, log);
  const readerEntry = new URL('./reader-worker.ts', import.meta.url);
  const questions = new WorkerLink<ReaderCalls>(readerEntry, setup, log);
  const exports = new WorkerLink<ReaderCalls>(readerEntry, setup, log);
  const links = { writer, questions, exports };
  for (const link of [writer, questions, exports]) {
    const opened = await (link as WorkerLink<OpenAndClose>).call('open', null);
    if (opened.ok) continue;
    await endAll(links);
    release();
    return opened;
  }
  return ok(new ThreadedHistorian(links, release));
}

type OpenAndClose = Pick<WriterCalls, 'open' | 'close'>;

interface Links {
  readonly writer: WorkerLink<WriterCalls>;
  readonly questions: WorkerLink<ReaderCalls>;
  readonly exports: WorkerLink<ReaderCalls>;
}

/** Closes the readers, then the writer, which can then fold the whole log into the file. */
async function endAll({ writer, questions, exports }: Links): Promise<void> {
  await Promise.all([end(questions), end(exports)]);
  await end(writer);
}

/** Asks a thread to close its connection and waits until it is gone. */
async function end(link: WorkerLink<WriterCalls> | WorkerLink<ReaderCalls>): Promise<void> {
  await (link as WorkerLink<OpenAndClose>).call('close', null);
  await link.exited;
}

class ThreadedHistorian implements Historian {
  readonly #links: Links;
  readonly #release: () => void;
  #closing: Promise<void> | null = null;

  constructor(links: Links, release: () => void) {
    this.#links = links;
    this.#release = release;
  }

  async commit(scan: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    const startedMs = performance.now();
    const done = await this.#links.writer.call('commit', packScan(scan));
    return done.ok ? ok({ eventSeqs: done.value, durationMs: performance.now() - startedMs }) : done;
  }

  trend: Historian['trend'] = (query) => this.#links.questions.call('trend', query);
  raw: Historian['raw'] = (query) => this.#links.exports.call('raw', query);
  latest: Historian['latest'] = (tags, atMs) => this.#links.questions.call('latest', { tags, atMs });
  events: Historian['events'] = (filter) => this.#links.questions.call('events', filter);
  receipts: Historian['receipts'] = (filter) => this.#links.questions.call('receipts', filter);
  loadState: Historian['loadState'] = () => this.#links.questions.call('loadState', null);
  stats: Historian['stats'] = () => this.#links.questions.call('stats', null);

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    await endAll(this.#links);
    this.#release();
  }
}
