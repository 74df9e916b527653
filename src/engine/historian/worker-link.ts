import { Worker } from 'node:worker_threads';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import type { Log } from '../ports/platform.ts';
import type { HistorianNotices } from '../ports/recovery.ts';
import { fault } from './faults.ts';
import type { CallMap, WorkerMessage, WorkerSetup } from './messages.ts';

const NURSERY_MB = 8;

type Settle = (result: Result<unknown, HistorianFault>) => void;

/** The engine's end of one worker thread: calls go out by number, each is answered exactly once. */
export class WorkerLink<Calls extends { [K in keyof Calls]: CallMap[string] }> {
  readonly #worker: Worker;
  readonly #dbPath: string;
  readonly #pending = new Map<number, Settle>();
  #nextId = 1;
  /** Why the worker can no longer be asked; null while it can. */
  #ended: HistorianFault | null = null;
  readonly exited: Promise<void>;

  constructor(entry: URL, setup: WorkerSetup, log: Log, notices: HistorianNotices = {}) {
    this.#dbPath = setup.dbPath;
    // The threads make many short-lived rows; a small nursery keeps the engine's memory down.
    this.#worker = new Worker(entry, { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB } });
    this.#worker.on('message', (message: WorkerMessage) => {
      if ('log' in message) log[message.log.level](message.log.fields, message.log.text);
      else if ('journalCut' in message) notices.onJournalCut?.(message.journalCut);
      else if ('longOpening' in message) notices.onLongOpening?.();
      else this.#settle(message.id, message.result);
    });
    this.#worker.on('error', (error) => {
      log.error({ detail: String(error) }, 'historian thread failed');
      this.#end(fault('io', this.#dbPath, `its thread failed: ${String(error)}`));
    });
    this.exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#end(fault('closed', this.#dbPath, 'its thread has ended'));
        resolve();
      });
    });
  }

  call<K extends keyof Calls & string>(kind: K, ask: Calls[K]['ask']): Promise<Result<Calls[K]['answer'], HistorianFault>> {
    if (this.#ended !== null) return Promise.resolve(err(this.#ended));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, (result) => resolve(result as Result<Calls[K]['answer'], HistorianFault>));
      this.#worker.postMessage({ id, kind, ask });
    });
  }

  #settle(id: number, result: Result<unknown, HistorianFault>): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(result);
  }

  #end(reason: HistorianFault): void {
    this.#ended ??= reason;
    for (const settle of this.#pending.values()) settle(err(this.#ended));
    this.#pending.clear();
  }
}
