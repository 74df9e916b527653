import { usable } from '#core/control/facts.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Counters } from '#core/work/order.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Engine } from '../engine.ts';
import { LockDesk } from './lock-desk.ts';
import { OrderDesk } from './order-desk.ts';
import type { OpenRequest, Opened } from './order-desk.ts';
import { WorkStore } from './work-store.ts';

export type { OpenRequest, Opened } from './order-desk.ts';

/** Orders, locks and stores of a running engine. */
export class WorkDesk {
  readonly orders: OrderDesk;
  readonly locks: LockDesk;
  readonly records: WorkStore;

  constructor(engine: Engine, clock: Clock, log: Log) {
    const { profile, historian, store } = engine;
    this.records = new WorkStore(store, clock);
    const counters = (unit: string): Counters => ({
      hours: usable(engine.state.samples, `${unit}.hours`),
      starts: usable(engine.state.samples, `${unit}.starts`),
    });
    this.orders = new OrderDesk({ profile, historian, log, records: this.records, counters });
    this.locks = new LockDesk({
      historian,
      log,
      records: this.records,
      state: () => engine.state,
      setLocks: (locks) => engine.setLocks(locks),
      settled: () => engine.commands.settled(),
    });
  }

  start(): void {
    this.locks.start();
  }

  stop(): void {
    this.locks.stop();
  }

  /** Opens a work order, or adds to the one that stands open for the same cause (for rounds, alarms and findings). */
  open(request: OpenRequest): Promise<Result<Opened, RpcError>> {
    return this.orders.open(request);
  }

  /** Told after anything changed, for the lists on screen. */
  onChange(listener: (change: { change: number }) => void): void {
    this.records.onChange(listener);
  }

  /** Reads everything anew, after a copy of the history was brought back. */
  reload(): void {
    this.orders.book.forget();
    void this.locks.takeOver();
    this.records.changed();
  }
}
