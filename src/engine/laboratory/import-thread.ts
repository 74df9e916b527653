import { Worker } from 'node:worker_threads';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '../ports/platform.ts';
import { fileFault } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';
import type {
  ImportAsk,
  ImportReply,
  ImportSetup,
  PlanAnswer,
  RowsAnswer,
  RowsAsk,
  TakenReading,
} from './messages.ts';

const WORKER = new URL('./import-worker.ts', import.meta.url);
const LIMIT_MS = 60_000;
/** Enough for a workbook of 10 MB; what needs more is ended instead of taking the engine with it. */
const HEAP_MB = 768;

type Ask = ImportAsk extends infer A ? (A extends ImportAsk ? Omit<A, 'id'> : never) : never;

export interface ImportThreadOptions {
  readonly setup: ImportSetup;
  readonly clock: Clock;
  readonly log: Log;
  readonly limitMs?: number;
}

/**
 * One file in a thread of its own with bounds on time and memory, so that no file, however made,
 * holds up a scan. The thread lives as long as its preview.
 */
export class ImportThread {
  readonly #worker: Worker;
  readonly #options: ImportThreadOptions;
  readonly #pending = new Map<number, (result: ImportReply['result']) => void>();
  #nextId = 1;
  #ended: FileFault | null = null;

  constructor(options: ImportThreadOptions) {
    this.#options = options;
    const { setup, log } = options;
    this.#worker = new Worker(WORKER, {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.on('message', ({ id, result }: ImportReply) => this.#settle(id, result));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      log.warn({ file: setup.name, reason: error.message }, 'reading a laboratory file failed');
      this.#end(
        fileFault(isMemory ? 'fileMemory' : 'fileBroken', {
          file: setup.name,
          detail: error.message,
        }),
      );
    });
    this.#worker.on('exit', () =>
      this.#end(fileFault('fileBroken', { file: setup.name, detail: 'ended' })),
    );
  }

  plan(mapping: ImportMapping | null): Promise<Result<PlanAnswer, FileFault>> {
    return this.#ask({ do: 'plan', mapping }) as Promise<Result<PlanAnswer, FileFault>>;
  }

  rows(ask: RowsAsk): Promise<Result<RowsAnswer, FileFault>> {
    return this.#ask({ do: 'rows', ask }) as Promise<Result<RowsAnswer, FileFault>>;
  }

  taken(skip: number, limit: number): Promise<Result<readonly TakenReading[], FileFault>> {
    return this.#ask({ do: 'taken', skip, limit }) as Promise<
      Result<readonly TakenReading[], FileFault>
    >;
  }

  close(): void {
    void this.#worker.terminate();
  }

  #ask(ask: Ask): Promise<ImportReply['result']> {
    if (this.#ended !== null) return Promise.resolve(err(this.#ended));
    const id = this.#nextId++;
    const { clock, setup, limitMs = LIMIT_MS } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(limitMs, () => {
        this.#end(
          fileFault('fileTimeout', { file: setup.name, seconds: Math.round(limitMs / 1000) }),
        );
        this.close();
      });
      this.#pending.set(id, (result) => {
        cancel();
        resolve(result);
      });
      this.#worker.postMessage({ ...ask, id });
    });
  }

  #settle(id: number, result: ImportReply['result']): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(result);
  }

  #end(reason: FileFault): void {
    this.#ended ??= reason;
    for (const id of [...this.#pending.keys()]) this.#settle(id, err(this.#ended));
  }
}
