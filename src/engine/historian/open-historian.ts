import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '../ports/historian.ts';
import type { Log } from '../ports/platform.ts';
import type { HistorianNotices, HistoryKeeping, KeptHistorian, RecoverySource } from '../ports/recovery.ts';
import { fault } from './faults.ts';
import { acquireDataDirLock } from './lock.ts';
import type { DataDirLock } from './lock.ts';
import { packEntries, packScan } from './messages.ts';
import type { CommitSeqs, ReaderCalls, WorkerSetup, WriterCalls } from './messages.ts';
import type { Loss, OpenFault } from './open-writer.ts';
import { unpackRaw } from './packed-rows.ts';
import { WorkerLink } from './worker-link.ts';

export const DATABASE_FILE = 'history.db';

/** Scans of more entries than this are handed to the writer in parts. */
const STAGE_FROM = 1000;
/** A part takes a few milliseconds to pack. */
const STAGE_SLICE = 250;

export interface HistorianOptions extends HistorianNotices {
  /** Folder of this plant's data; made when missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** The folder's lock when the caller holds it already; it stays the caller's to release. */
  readonly lock?: DataDirLock;
  /** Earlier states for a history that is found damaged or gone; without it such a file is refused and left as it is. */
  readonly recovery?: RecoverySource;
  /** Damage that was met while the file was in use: it is brought back from elsewhere without being tried again. */
  readonly suspect?: string;
  /** For drills only: latency before each commit, ms. */
  readonly slowDiskMs?: number;
}

/**
 * Opens the history in a data folder, making or bringing it up to date as needed. One thread
 * writes; one answers trends and records; a third, started with the first export, reads exports
 * and checks the file: none waits for another, and the caller's thread for none.
 *
 * Faults: `locked` (another engine, with its process number), `readOnly`, `diskFull`, `corrupt`,
 * `newerVersion`, `io`. In every such case what is stored stays as it is. With `recovery`, a history
 * that is damaged or gone is brought back first, which takes as long as copying it.
 */
export async function openHistorian(options: HistorianOptions): Promise<Result<KeptHistorian, HistorianFault>> {
  const { dataDir, log } = options;
  const taken = options.lock === undefined ? acquireDataDirLock(dataDir) : null;
  if (taken !== null && !taken.ok) return taken;
  const release = (): void => {
    if (taken?.ok === true) taken.value.release();
  };
  const { slowDiskMs = 0 } = options;
  const setup = { dbPath: join(dataDir, DATABASE_FILE), isBackground: false, slowDiskMs };
  // Both threads start at once; the reader opens the file when the writer has it ready.
  const writer = new WorkerLink<WriterCalls>(WRITER, setup, log, options);
  const reader = new WorkerLink<ReaderCalls>(READER, setup, log);
  const opened = await openOrRecover(writer, options, setup.dbPath);
  const ready = opened.ok ? await reader.call('open', null) : opened;
  if (ready.ok) return ok(new ThreadedHistorian({ writer, reader }, setup, log, release));
  await endLink(reader);
  await endLink(writer);
  release();
  return ready;
}

const WRITER = new URL('./writer-worker.ts', import.meta.url);
const READER = new URL('./reader-worker.ts', import.meta.url);

type WriterLink = WorkerLink<WriterCalls>;

async function openOrRecover(
  writer: WriterLink,
  options: HistorianOptions,
  dbPath: string,
): Promise<Result<unknown, HistorianFault>> {
  const { recovery, suspect, log } = options;
  let loss: Loss | undefined;
  if (suspect !== undefined && recovery !== undefined) {
    loss = { cause: 'damaged', detail: suspect };
  } else {
    const opened = await writer.call('open', { acceptGap: recovery === undefined });
    if (opened.ok) {
      const { replayedScans } = opened.value;
      if (replayedScans > 0) log.info({ replayedScans }, 'scans of the journal added to the history');
      return opened;
    }
    loss = (opened.error as OpenFault).loss;
    if (loss === undefined || recovery === undefined) return opened;
  }
  options.onLongOpening?.();
  log.error({ ...loss, path: dbPath }, 'history damaged or gone, bringing it back');
  const recovered = await writer.call('recover', { loss, candidates: await recovery.candidates() });
  if (!recovered.ok) return recovered;
  const { report, event } = recovered.value;
  log.warn({ ...report }, 'history brought back');
  const opened = await writer.call('open', { acceptGap: true });
  if (opened.ok) options.onRecovered?.(report, event);
  return opened;
}

/** Asks a thread to close its connection and waits until it is gone. */
async function endLink(link: WorkerLink<WriterCalls> | WorkerLink<ReaderCalls>): Promise<void> {
  await (link as WorkerLink<Pick<WriterCalls, 'close'>>).call('close', null);
  await link.exited;
}

interface Links {
  readonly writer: WriterLink;
  readonly reader: WorkerLink<ReaderCalls>;
}

class ThreadedHistorian implements KeptHistorian {
  readonly #links: Links;
  readonly #setup: WorkerSetup;
  readonly #log: Log;
  readonly #release: () => void;
  /** Thread for exports and checks, started with the first one. */
  #background: Promise<Result<WorkerLink<ReaderCalls>, HistorianFault>> | null = null;
  #closing: Promise<void> | null = null;
  /** The newest scan that is being handed over in parts, or waits for one that is. */
  #staging: Promise<unknown> | null = null;

  constructor(links: Links, setup: WorkerSetup, log: Log, release: () => void) {
    this.#links = links;
    this.#setup = setup;
    this.#log = log;
    this.#release = release;
  }

  async commit(scan: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    const startedMs = performance.now();
    const few = (scan.entries?.length ?? 0) <= STAGE_FROM;
    const before = this.#staging;
    const task = few && before === null ? this.#send(scan) : this.#inTurn(before, scan, few);
    const done = await task;
    return done.ok ? ok({ eventSeqs: done.value.events, entrySeqs: done.value.entries, durationMs: performance.now() - startedMs }) : done;
  }

  #send(scan: ScanRecord): Promise<Result<CommitSeqs, HistorianFault>> {
    return this.#links.writer.call('commit', packScan(scan));
  }

  /** Hands very many entries over in parts, between which this thread does other things; scans handed in meanwhile wait. */
  #inTurn(before: Promise<unknown> | null, scan: ScanRecord, few: boolean): Promise<Result<CommitSeqs, HistorianFault>> {
    const sending = (async () => {
      await before;
      if (few) return { done: this.#send(scan) };
      const { entries = [] } = scan;
      for (let from = 0; from < entries.length; from += STAGE_SLICE) {
        const part = packEntries(entries.slice(from, from + STAGE_SLICE));
        const staged = await this.#links.writer.call('stage', part);
        if (!staged.ok) return { done: Promise.resolve(staged) };
      }
      return { done: this.#send({ ...scan, entries: [] }) };
    })();
    this.#staging = sending;
    void sending.then(() => {
      if (this.#staging === sending) this.#staging = null;
    });
    return sending.then(({ done }) => done);
  }

  trend: Historian['trend'] = (query) => this.#links.reader.call('trend', query);
  latest: Historian['latest'] = (tags, atMs) => this.#links.reader.call('latest', { tags, atMs });
  events: Historian['events'] = (filter) => this.#links.reader.call('events', filter);
  receipts: Historian['receipts'] = (filter) => this.#links.reader.call('receipts', filter);
  entries: Historian['entries'] = (query) => this.#links.reader.call('entries', query);
  derived: Historian['derived'] = (query) => this.#links.reader.call('derived', query);
  loadState: Historian['loadState'] = () => this.#links.reader.call('loadState', null);
  stats: Historian['stats'] = () => this.#links.reader.call('stats', null);
  audit: Historian['audit'] = (filter) => this.#links.reader.call('audit', filter);
  purge: HistoryKeeping['purge'] = (order) => this.#links.writer.call('purge', order);
  releaseJournal: HistoryKeeping['releaseJournal'] = (throughSeq) => this.#links.writer.call('releaseJournal', { throughSeq });

  raw: Historian['raw'] = async (query) => {
    const link = await this.#backgroundLink();
    const answer = link.ok ? await link.value.call('raw', query) : link;
    return answer.ok ? ok(unpackRaw(answer.value)) : answer;
  };

  check: HistoryKeeping['check'] = async (cursor) => {
    const link = await this.#backgroundLink();
    return link.ok ? link.value.call('check', cursor) : link;
  };

  auditCheck: Historian['auditCheck'] = async () => {
    const link = await this.#backgroundLink();
    return link.ok ? link.value.call('auditCheck', null) : link;
  };

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  #backgroundLink(): Promise<Result<WorkerLink<ReaderCalls>, HistorianFault>> {
    if (this.#closing !== null) return Promise.resolve(err(fault('closed', this.#setup.dbPath, 'it was closed')));
    this.#background ??= this.#startBackground();
    return this.#background;
  }

  async #startBackground(): Promise<Result<WorkerLink<ReaderCalls>, HistorianFault>> {
    const link = new WorkerLink<ReaderCalls>(READER, { ...this.#setup, isBackground: true }, this.#log);
    const opened = await link.call('open', null);
    if (opened.ok) return ok(link);
    await endLink(link);
    this.#background = null;
    return opened;
  }

  /** Readers first: the writer can then fold the whole log into the file. */
  async #closeAll(): Promise<void> {
    const background = await this.#background;
    await Promise.all([endLink(this.#links.reader), ...(background?.ok === true ? [endLink(background.value)] : [])]);
    await endLink(this.#links.writer);
    this.#release();
  }
}
