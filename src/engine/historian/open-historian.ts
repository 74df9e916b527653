import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '../ports/historian.ts';
import type { Log } from '../ports/platform.ts';
import { fault } from './faults.ts';
import { acquireDataDirLock } from './lock.ts';
import type { DataDirLock } from './lock.ts';
import { packScan } from './messages.ts';
import type { ReaderCalls, WorkerSetup, WriterCalls } from './messages.ts';
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
 * writes; one answers trends and records; a third, started with the first export, reads exports:
 * none waits for another, and the caller's thread for none.
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
  const setup = { dbPath: join(dataDir, DATABASE_FILE), isBackground: false };
  // Both threads start at once; the reader opens the file when the writer has it ready.
  const links = { writer: new WorkerLink<WriterCalls>(WRITER, setup, log), reader: new WorkerLink<ReaderCalls>(READER, setup, log) };
  for (const link of [links.writer, links.reader]) {
    const opened = await openLink(link);
    if (opened.ok) continue;
    await endLink(links.reader);
    await endLink(links.writer);
    release();
    return opened;
  }
  return ok(new ThreadedHistorian(links, setup, log, release));
}

const WRITER = new URL('./writer-worker.ts', import.meta.url);
const READER = new URL('./reader-worker.ts', import.meta.url);

type AnyLink = WorkerLink<Pick<WriterCalls, 'open' | 'close'>>;

const openLink = (link: WorkerLink<WriterCalls> | WorkerLink<ReaderCalls>): Promise<Result<null, HistorianFault>> =>
  (link as AnyLink).call('open', null);

/** Asks a thread to close its connection and waits until it is gone. */
async function endLink(link: WorkerLink<WriterCalls> | WorkerLink<ReaderCalls>): Promise<void> {
  await (link as AnyLink).call('close', null);
  await link.exited;
}

interface Links {
  readonly writer: WorkerLink<WriterCalls>;
  readonly reader: WorkerLink<ReaderCalls>;
}

class ThreadedHistorian implements Historian {
  readonly #links: Links;
  readonly #setup: WorkerSetup;
  readonly #log: Log;
  readonly #release: () => void;
  /** Thread that reads exports, started with the first one. */
  #exporter: Promise<Result<WorkerLink<ReaderCalls>, HistorianFault>> | null = null;
  #closing: Promise<void> | null = null;

  constructor(links: Links, setup: WorkerSetup, log: Log, release: () => void) {
    this.#links = links;
    this.#setup = setup;
    this.#log = log;
    this.#release = release;
  }

  async commit(scan: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    const startedMs = performance.now();
    const done = await this.#links.writer.call('commit', packScan(scan));
    return done.ok ? ok({ eventSeqs: done.value.events, entrySeqs: done.value.entries, durationMs: performance.now() - startedMs }) : done;
  }

  trend: Historian['trend'] = (query) => this.#links.reader.call('trend', query);
  latest: Historian['latest'] = (tags, atMs) => this.#links.reader.call('latest', { tags, atMs });
  events: Historian['events'] = (filter) => this.#links.reader.call('events', filter);
  receipts: Historian['receipts'] = (filter) => this.#links.reader.call('receipts', filter);
  entries: Historian['entries'] = (query) => this.#links.reader.call('entries', query);
  derived: Historian['derived'] = (query) => this.#links.reader.call('derived', query);
  loadState: Historian['loadState'] = () => this.#links.reader.call('loadState', null);
  stats: Historian['stats'] = () => this.#links.reader.call('stats', null);

  raw: Historian['raw'] = async (query) => {
    if (this.#closing !== null) return err(fault('closed', this.#setup.dbPath, 'it was closed'));
    this.#exporter ??= this.#startExporter();
    const exporter = await this.#exporter;
    return exporter.ok ? exporter.value.call('raw', query) : exporter;
  };

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #startExporter(): Promise<Result<WorkerLink<ReaderCalls>, HistorianFault>> {
    const link = new WorkerLink<ReaderCalls>(READER, { ...this.#setup, isBackground: true }, this.#log);
    const opened = await openLink(link);
    if (opened.ok) return ok(link);
    await endLink(link);
    this.#exporter = null;
    return opened;
  }

  /** Readers first: the writer can then fold the whole log into the file. */
  async #closeAll(): Promise<void> {
    const exporter = await this.#exporter;
    await Promise.all([endLink(this.#links.reader), ...(exporter?.ok === true ? [endLink(exporter.value)] : [])]);
    await endLink(this.#links.writer);
    this.#release();
  }
}
