import { usable } from '#core/control/facts.ts';
import type { EngineState } from '#core/control/state.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Counters } from '#core/work/order.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Engine } from '../engine.ts';
import { AutomaticOrders } from './automatic-orders.ts';
import { CountDesk } from './count-desk.ts';
import { CostDesk } from './cost-desk.ts';
import { LockDesk } from './lock-desk.ts';
import { OrderDesk } from './order-desk.ts';
import type { OpenRequest, Opened } from './order-desk.ts';
import { PartDesk } from './part-desk.ts';
import { ServiceDesk } from './service-desk.ts';
import { StockDesk } from './stock-desk.ts';
import { StockView } from './stock-view.ts';
import { StockWatch } from './stock-watch.ts';
import { WorkAlarms } from './work-alarms.ts';
import { WorkJobs } from './work-jobs.ts';
import { WorkStore } from './work-store.ts';

export type { OpenRequest, Opened } from './order-desk.ts';

/** Orders, locks and stores of a running engine. */
export class WorkDesk {
  readonly orders: OrderDesk;
  /** Alarms of work; silent until they are joined to the list of alarms. */
  readonly alarms: WorkAlarms;
  readonly locks: LockDesk;
  readonly stock: StockDesk;
  readonly view: StockView;
  readonly costs: CostDesk;
  readonly services: ServiceDesk;
  readonly parts: PartDesk;
  /** What the shelf asks for. */
  readonly watch: StockWatch;
  readonly counting: CountDesk;
  /** Orders nobody has to write. */
  readonly automatic: AutomaticOrders;
  readonly jobs: WorkJobs;
  readonly records: WorkStore;
  readonly profile: PlantProfile;

  constructor(engine: Engine, clock: Clock, log: Log) {
    const { profile, historian, store } = engine;
    this.profile = profile;
    const records = new WorkStore(store, clock);
    this.records = records;
    const nowMs = (): number => clock.wallMs();
    const state = (): EngineState => engine.state;
    const counters = (unit: string): Counters => ({
      hours: usable(engine.state.samples, `${unit}.hours`),
      starts: usable(engine.state.samples, `${unit}.starts`),
    });
    this.alarms = new WorkAlarms();
    const { alarms } = this;
    this.orders = new OrderDesk({ profile, historian, log, records, counters });
    this.locks = new LockDesk({
      historian,
      log,
      records,
      state,
      setLocks: (locks) => engine.setLocks(locks),
      settled: () => engine.commands.settled(),
      alarms,
    });
    const { orders } = this;
    this.services = new ServiceDesk({ profile, historian, orders, state, nowMs });
    const { services } = this;
    this.stock = new StockDesk({ profile, historian, log, records });
    const { stock } = this;
    const { differencePercent } = profile.stores;
    this.view = new StockView({ stock, services, state, nowMs, differencePercent });
    this.costs = new CostDesk({ profile, historian, log, records, stock });
    const { view, costs } = this;
    this.parts = new PartDesk({ profile, orders, stock, costs, nowMs, counters });
    this.watch = new StockWatch({ profile, records, orders, stock, view, alarms });
    const { watch } = this;
    this.counting = new CountDesk({ records, stock, watch });
    const keep = (texts: Readonly<Record<string, string>>): Promise<unknown> =>
      records.write({ entries: [], events: [], state: texts });
    this.automatic = new AutomaticOrders({
      profile,
      historian,
      orders,
      services,
      state,
      nowMs,
      keep,
    });
    const { automatic } = this;
    this.jobs = new WorkJobs({
      profile,
      historian,
      log,
      records,
      orders,
      stock,
      watch,
      automatic,
      costs,
      services,
    });
    const { jobs } = this;
    engine.quality.onChange(({ changes }) => {
      if (changes.includes('calibration')) jobs.soon();
    });
  }

  start(): void {
    this.locks.start();
    this.jobs.start();
  }

  stop(): void {
    this.locks.stop();
    this.jobs.stop();
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
    this.stock.forget();
    this.costs.book.forget();
    void this.locks.takeOver();
    this.records.changed();
  }
}
