import type { EngineState } from '#core/control/state.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { usable } from '#core/control/facts.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Clock } from '#core/time/clock.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { isOpen, orderSchema } from '#core/work/order.ts';
import { AutomaticOrders } from '#engine/app/work/automatic-orders.ts';
import { CostDesk } from '#engine/app/work/cost-desk.ts';
import { OrderDesk } from '#engine/app/work/order-desk.ts';
import { ServiceDesk } from '#engine/app/work/service-desk.ts';
import { StockDesk } from '#engine/app/work/stock-desk.ts';
import { StockView } from '#engine/app/work/stock-view.ts';
import { StockWatch } from '#engine/app/work/stock-watch.ts';
import { WorkAlarms } from '#engine/app/work/work-alarms.ts';
import { WorkJobs } from '#engine/app/work/work-jobs.ts';
import { WorkStore } from '#engine/app/work/work-store.ts';
import { silentLog } from '#engine/platform/log.ts';
import { calmState, geumgang, good, plantContext } from '../../../core/control/plant-fixture.ts';
import { entry } from './work-rig.ts';
import { MemoryHistory } from './memory-history.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The shipped plant with so few services, pairs and items that a thousand looks take no time. */
export function smallStores(): PlantProfile {
  const profile = geumgang();
  const { stores } = profile;
  const [pattern] = stores.services;
  if (pattern === undefined) throw new Error('the profile has no service');
  const service = (
    id: string,
    part: Partial<typeof pattern>,
    every: typeof pattern.every,
  ): typeof pattern => ({
    ...pattern,
    id,
    machines: [],
    sensors: [],
    leadDays: 0,
    parts: [],
    steps: [],
    ...part,
    every,
  });
  const none = { hours: null, days: null, starts: null };
  return {
    ...profile,
    stores: {
      ...stores,
      services: [
        service('by-hours', { machines: ['blower'] }, { ...none, hours: 100 }),
        service('by-any', { machines: ['blower'] }, { hours: 300, days: 60, starts: 20 }),
        service('by-date', { sensors: ['AIT-401.pv'] }, { ...none, days: 30 }),
      ],
      alternation: stores.alternation.filter(({ machine }) => machine === 'blower'),
      items: stores.items.filter(({ id }) => id === 'blower-filter'),
    },
  };
}

/**
 * Orders, services and shelf of the engine over a disk in memory and a plant whose counters a test
 * sets: what asks for work, through as many restarts and power cuts as wanted.
 */
export class AskingRig {
  readonly history = new MemoryHistory();
  readonly profile: PlantProfile;
  readonly clock: Clock;
  nowMs: number;
  orders!: OrderDesk;
  services!: ServiceDesk;
  stock!: StockDesk;
  watch!: StockWatch;
  costs!: CostDesk;
  jobs!: WorkJobs;
  #state: EngineState;

  constructor(profile: PlantProfile, startMs: number) {
    this.profile = profile;
    this.nowMs = startMs;
    this.clock = { wallMs: () => this.nowMs, monoMs: () => 0, after: () => () => undefined };
    this.#state = calmState(plantContext(profile));
    this.start();
  }

  /** A process that finds nothing but the disk. */
  start(): void {
    const { profile, history, clock } = this;
    const log = silentLog;
    const nowMs = (): number => this.nowMs;
    const state = (): EngineState => this.#state;
    const records = new WorkStore({ add: (scan) => history.commit(scan) }, clock);
    const counters = (unit: string) => ({
      hours: usable(this.#state.samples, `${unit}.hours`),
      starts: usable(this.#state.samples, `${unit}.starts`),
    });
    const orders = new OrderDesk({ profile, historian: history, log, records, counters });
    const services = new ServiceDesk({ profile, historian: history, orders, state, nowMs });
    const stock = new StockDesk({ profile, historian: history, log, records });
    const { differencePercent } = profile.stores;
    const view = new StockView({ stock, services, state, nowMs, differencePercent });
    const alarms = new WorkAlarms();
    const watch = new StockWatch({ profile, records, orders, stock, view, alarms });
    const costs = new CostDesk({ profile, historian: history, log, records, stock });
    const keep = (texts: Readonly<Record<string, string>>) =>
      records.write({ entries: [], events: [], state: texts });
    const automatic = new AutomaticOrders({
      profile,
      historian: history,
      orders,
      services,
      state,
      nowMs,
      keep,
    });
    const desks = { orders, services, stock, watch, automatic, costs };
    this.jobs = new WorkJobs({ profile, historian: history, log, records, ...desks });
    Object.assign(this, { orders, services, stock, watch, costs });
  }

  /** The hourly look, now. */
  async look(): Promise<void> {
    this.jobs.soon();
    await this.jobs.tick();
  }

  /** The mains fail after so many commits of a look; then the next process starts. */
  async cutDuringLook(commits: number): Promise<void> {
    this.history.commitsLeft = commits;
    await this.look();
    this.history.commitsLeft = Number.POSITIVE_INFINITY;
    this.start();
  }

  read(tag: string): number {
    return this.#state.samples.get(tag)?.value ?? 0;
  }

  set(values: Readonly<Record<string, number | null>>): void {
    const samples = new Map(this.#state.samples);
    for (const [tag, value] of Object.entries(values))
      if (value === null) samples.delete(tag);
      else samples.set(tag, good(value));
    this.#state = { ...this.#state, samples };
  }

  store(entries: readonly NewEntry[]): Promise<unknown> {
    return this.history.commit({
      grid: [],
      changes: [],
      events: [],
      receipts: [],
      state: {},
      entries,
    });
  }

  /** The score of a sensor in each of the last 24 hours. */
  scored(tag: string, mean: number): Promise<unknown> {
    return this.store(
      Array.from({ length: 24 }, (_, i) => {
        const tsMs = Math.floor(this.nowMs / HOUR) * HOUR - (i + 1) * HOUR;
        return entry('score', `score-${String(tsMs / HOUR)}`, tsMs, {
          sensors: { [tag]: { mean, least: mean, deductions: [] } },
        });
      }),
    );
  }

  /** Open orders as the disk holds them. */
  async onDisk(): Promise<readonly WorkOrder[]> {
    const found = await this.history.entries({
      kinds: ['workOrder'],
      versions: 'latest',
      limit: 10_000,
    });
    return (found.ok ? found.value : []).map(({ body }) => orderSchema.parse(body)).filter(isOpen);
  }
}
