import { Worker } from 'node:worker_threads';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { LongFault, LongWatch } from '../../ports/analysis.ts';
import type { Log } from '../../ports/platform.ts';
import type { LongMessage, LongOrder, LongSetup } from './long-thread.ts';

/** An idle thread is ended after this long; the next order starts it anew. */
const IDLE_MS = 60_000;
/** Work that does not heed being called off within this time is ended with its thread. */
const HEED_MS = 5_000;
const MOST_HEAP_MB = 512;

const fault = (kind: LongFault['kind'], message: string): Result<never, LongFault> =>
  err({ kind, message });

/** The engine's end of a thread for long work: one order after the other, each with progress and a way out. */
export class LongLink {
  readonly #entry: URL;
  readonly #setup: LongSetup;
  readonly #log: Log;
  #worker: Worker | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(entry: URL, setup: LongSetup, log: Log) {
    this.#entry = entry;
    this.#setup = setup;
    this.#log = log;
  }

  /** Hands an order in; it waits for those before it. */
  call<T>(order: unknown, watch: LongWatch): Promise<Result<T, LongFault>> {
    const mine = this.#turn.then(() => this.#run<T>(order, watch));
    this.#turn = mine;
    return mine;
  }

  /** Ends the thread; what runs ends as closed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
    await this.#turn;
  }

  #run<T>(order: unknown, { onProgress, signal }: LongWatch): Promise<Result<T, LongFault>> {
    if (this.#closed) return Promise.resolve(fault('closed', 'The engine is stopping.'));
    if (signal.aborted) return Promise.resolve(fault('cancelled', 'The work was called off.'));
    clearTimeout(this.#idle);
    const id = this.#nextId++;
    const off = new Int32Array(new SharedArrayBuffer(4));
    const worker = (this.#worker ??= this.#start());
    // An idle thread keeps nobody awake; a working one does.
    worker.ref();
    return new Promise((resolve) => {
      let killer: NodeJS.Timeout | undefined;
      const settle = (result: Result<T, LongFault>): void => {
        clearTimeout(killer);
        signal.removeEventListener('abort', callOff);
        worker.off('message', take);
        worker.off('error', failed);
        worker.off('exit', gone);
        worker.unref();
        this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref();
        resolve(result);
      };
      const take = (message: LongMessage): void => {
        if (message.id !== id) return;
        if ('result' in message) settle(message.result as Result<T, LongFault>);
        else onProgress(message.share, message.rows);
      };
      const failed = (error: unknown): void => {
        this.#log.error({ detail: String(error) }, 'thread for long work failed');
        this.#worker = null;
        settle(fault('io', `The work failed: ${String(error)}`));
      };
      const gone = (): void => {
        this.#worker = null;
        settle(
          signal.aborted
            ? fault('cancelled', 'The work was called off.')
            : fault('closed', 'The thread has ended.'),
        );
      };
      const callOff = (): void => {
        Atomics.store(off, 0, 1);
        Atomics.notify(off, 0);
        killer = setTimeout(() => void this.#end(), HEED_MS);
      };
      worker.on('message', take);
      worker.on('error', failed);
      worker.on('exit', gone);
      signal.addEventListener('abort', callOff);
      worker.postMessage({ id, order, off } satisfies LongOrder);
    });
  }

  #start(): Worker {
    return new Worker(this.#entry, {
      workerData: this.#setup,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
