import { Worker } from 'node:worker_threads';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '../ports/platform.ts';
import type { RenderOrder, RenderReply } from './messages.ts';

const WORKER = new URL('./render-worker.ts', import.meta.url);
const LIMIT_MS = 120_000;
const HEAP_MB = 512;
/** Reports come seldom; the thread's memory is given back between them. */
const IDLE_MS = 30_000;

/** Makes files of reports in a thread of its own, which starts with the first and ends when nothing is asked of it. */
export class RenderThread {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pending = new Map<number, (result: Result<Uint8Array, string>) => void>();
  #worker: Worker | null = null;
  #nextId = 1;
  #cancelIdle: () => void = () => undefined;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Bytes of the file, or why it could not be made (English, for the log). */
  render(order: Omit<RenderOrder, 'id'>): Promise<Result<Uint8Array, string>> {
    this.#cancelIdle();
    const worker = this.#start();
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(LIMIT_MS, () =>
        this.#end(`not done within ${String(LIMIT_MS / 1000)} s`),
      );
      this.#pending.set(id, (result) => {
        cancel();
        resolve(result);
        if (this.#pending.size === 0)
          this.#cancelIdle = this.#clock.after(IDLE_MS, () => this.close());
      });
      worker.postMessage({ ...order, id });
    });
  }

  close(): void {
    this.#cancelIdle();
    this.#end('the engine stops');
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    this.#worker = worker;
    worker.on('message', (reply: RenderReply) => {
      this.#settle(reply.id, reply.ok ? ok(reply.bytes) : err(reply.message));
    });
    worker.on('error', (error) => {
      this.#log.warn({ reason: error.message }, 'making a report failed');
      this.#gone(worker, error.message);
    });
    worker.on('exit', () => this.#gone(worker, 'the thread ended'));
    return worker;
  }

  #settle(id: number, result: Result<Uint8Array, string>): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(result);
  }

  #gone(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const id of [...this.#pending.keys()]) this.#settle(id, err(reason));
  }

  #end(reason: string): void {
    const worker = this.#worker;
    if (worker === null) return;
    this.#gone(worker, reason);
    void worker.terminate();
  }
}
