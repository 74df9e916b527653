import { parentPort, workerData } from 'node:worker_threads';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import { faultOf } from './faults.ts';
import type { CallMessage, WorkerMessage, WorkerSetup } from './messages.ts';

/** Path the worker was started for. */
export function workerSetup(): WorkerSetup {
  return workerData as WorkerSetup;
}

export function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

export function onCall(listener: (call: CallMessage) => void): void {
  parentPort?.on('message', listener);
}

/** Ends the thread once everything posted has been delivered. */
export function endThread(): void {
  parentPort?.close();
}

/** Runs one call and turns what it throws into a fault. */
export function attempt<T>(dbPath: string, run: () => T): Result<T, HistorianFault> {
  try {
    return ok(run());
  } catch (error) {
    return err(faultOf(error, dbPath));
  }
}
