import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { LongFault } from '../../ports/analysis.ts';
import { openForReading } from '../database.ts';
import type { Db } from '../database.ts';
import { faultOf } from '../faults.ts';
import { createMinuteOfDay } from '../sealer.ts';
import { CalledOff, Pace } from './pace.ts';

/** Inside of a thread for long work: one order at a time, at low priority, the file open only meanwhile. */

export interface LongSetup {
  readonly dbPath: string;
}
export interface LongOrder {
  readonly id: number;
  readonly order: unknown;
  /** Shared with the caller: anything but 0 calls the work off. */
  readonly off: Int32Array;
}
export type LongMessage =
  | { readonly id: number; readonly share: number; readonly rows: number }
  | { readonly id: number; readonly result: Result<unknown, LongFault> };

export type LongWork = (db: Db, order: unknown, pace: Pace) => unknown;

/** Serves orders of one kind. `faultOfWork` may know better what an error of the work means. */
export function serveLongWork(
  work: LongWork,
  faultOfWork: (error: unknown) => LongFault | null = () => null,
): void {
  const { dbPath } = workerData as LongSetup;
  // Linux sets the priority of the calling thread alone; elsewhere this would slow the whole engine.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  const post = (message: LongMessage): void => parentPort?.postMessage(message);
  const run = async ({ id, order, off }: LongOrder): Promise<Result<unknown, LongFault>> => {
    const opened = openForReading(dbPath);
    if (!opened.ok) return opened;
    const db = opened.value;
    try {
      createMinuteOfDay(db);
      return ok(await work(db, order, new Pace(off, (share, rows) => post({ id, share, rows }))));
    } catch (error) {
      if (error instanceof CalledOff)
        return err({ kind: 'cancelled', message: 'The work was called off.' });
      return err(faultOfWork(error) ?? faultOf(error, dbPath));
    } finally {
      db.close();
    }
  };
  parentPort?.on('message', (order: LongOrder) => {
    void run(order).then((result) => post({ id: order.id, result }));
  });
}
