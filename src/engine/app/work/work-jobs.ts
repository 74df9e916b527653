import { z } from 'zod';
import { DateTime } from 'luxon';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Cost } from '#core/work/cost.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { parseJson } from '#engine/rpc/frames.ts';
import type { AutomaticOrders } from './automatic-orders.ts';
import type { CostDesk } from './cost-desk.ts';
import { bookable, dosedOn, energyOn, localDay } from './daily-use.ts';
import type { LocalDay } from './daily-use.ts';
import type { OrderDesk } from './order-desk.ts';
import type { ServiceDesk } from './service-desk.ts';
import { PLAIN_MOVE } from './stock-desk.ts';
import type { StockDesk } from './stock-desk.ts';
import type { StockWatch } from './stock-watch.ts';
import type { WorkStore } from './work-store.ts';

export interface WorkJobsOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
  readonly orders: OrderDesk;
  readonly stock: StockDesk;
  readonly watch: StockWatch;
  readonly automatic: AutomaticOrders;
  readonly costs: CostDesk;
  readonly services: ServiceDesk;
}

const BASELINES_KEY = 'work.baselines';
const DAY_KEY = 'work.bookedDay';
const TURNS_KEY = 'work.turns';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MOST_DAYS = 31;
/** Kilogrammes, litres or pieces below this are not worth a line. */
const LEAST = 0.001;

const baselinesSchema = z.record(
  z.string(),
  z.object({ atMs: z.number(), hours: z.number().nullable(), starts: z.number().nullable() }),
);

/** What is done by itself: services and stock each hour, use of chemicals and energy once a day. */
export class WorkJobs {
  readonly #options: WorkJobsOptions;
  #cancel: () => void = () => undefined;
  #restored = false;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #bookedDay: string | null = null;
  #busy = false;
  #stopped = false;

  constructor(options: WorkJobsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#next(2 * MINUTE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #next(inMs: number): void {
    this.#cancel = this.#options.records.clock.after(inMs, () => {
      void this.tick().finally(() => {
        if (!this.#stopped) this.#next(MINUTE_MS);
      });
    });
  }

  /** Looks for orders with the next minute instead of the next hour. */
  soon(): void {
    this.#lookedMs = Number.NEGATIVE_INFINITY;
  }

  /** Everything that is due now; each part again with the next minute when the history does not answer. */
  async tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#work();
    } finally {
      this.#busy = false;
    }
  }

  async #work(): Promise<void> {
    const { orders, stock, services, records, watch, automatic } = this.#options;
    if (!(await this.#restore())) return;
    if (!(await orders.book.load()).ok || !(await stock.load()).ok) return;
    const isNew = services.noteNew();
    const hasTurned = services.noteTurns();
    if (isNew || hasTurned)
      await records.write({
        entries: [],
        events: [],
        state: {
          [BASELINES_KEY]: JSON.stringify(services.baselines),
          [TURNS_KEY]: services.turns.save(),
        },
      });
    if (hasTurned) await automatic.turns();
    await this.#bookDays();
    const nowMs = records.clock.wallMs();
    if (nowMs - this.#lookedMs < HOUR_MS && nowMs >= this.#lookedMs) return;
    this.#lookedMs = nowMs;
    const isCounted = await services.look();
    await watch.warn();
    // What was not answered is asked again with the next minute, not the next hour.
    if (!(await automatic.look()) || !isCounted) this.soon();
  }

  async #restore(): Promise<boolean> {
    if (this.#restored) return true;
    const state = await this.#options.historian.loadState();
    if (!state.ok) return false;
    const text = state.value[BASELINES_KEY];
    const saved = baselinesSchema.safeParse(text === undefined ? {} : parseJson(text));
    this.#options.services.restore(saved.success ? saved.data : {});
    this.#options.services.turns.restore(state.value[TURNS_KEY]);
    this.#bookedDay = state.value[DAY_KEY] ?? null;
    this.#restored = true;
    return true;
  }

  /** Books what was dosed and what energy cost on each full day since the last one that was booked. */
  async #bookDays(): Promise<void> {
    const { profile, records, historian } = this.#options;
    const zone = profile.site.timeZone;
    const today = localDay(records.clock.wallMs(), zone);
    const yesterday = localDay(today.fromMs - 1, zone);
    if (this.#bookedDay !== null && this.#bookedDay >= yesterday.date) return;
    const stats = await historian.stats();
    if (!stats.ok) return;
    const oldest = Math.max(stats.value.firstMs ?? today.fromMs, today.fromMs - MOST_DAYS * DAY_MS);
    const after =
      this.#bookedDay === null
        ? oldest
        : DateTime.fromISO(this.#bookedDay, { zone }).plus({ days: 1 }).toMillis();
    let day = localDay(Math.max(after, oldest), zone);
    for (; day.fromMs < today.fromMs && !this.#stopped; day = localDay(day.toMs, zone))
      if (!(await this.#bookDay(day))) return;
  }

  async #bookDay(day: LocalDay): Promise<boolean> {
    const { profile, historian, stock, costs, records, log } = this.#options;
    const dosed = await dosedOn(historian, profile, stock.items(), day);
    const energy = await energyOn(historian, profile, day);
    if (!dosed.ok || !energy.ok) return false;
    const moves = [...dosed.value].flatMap(
      ([item, full]): Omit<StockMove, 'state' | 'writtenMs'>[] => {
        const quantity = bookable(full, stock.stock(item), stock.ledger(item));
        const id = `dose/${item}/${day.date}`;
        if (quantity < LEAST || stock.moves.get(id) !== undefined) return [];
        const note = full - quantity > LEAST ? `${full.toFixed(1)} dosed` : '';
        return [
          {
            ...PLAIN_MOVE,
            id,
            item,
            kind: 'used',
            quantity,
            atMs: day.toMs - 1,
            note,
            by: 'engine',
          },
        ];
      },
    );
    const taken = moves.flatMap(({ by, ...move }) => {
      const made = stock.prepare([{ ...move, who: by }]);
      // A count that was entered late may leave no room for it; the count speaks then.
      if (!made.ok) log.warn({ item: move.item, reason: made.error.message }, 'dose not booked');
      return made.ok ? made.value.entries : [];
    });
    const heading = profile.stores.headings.find((each) => each.energy);
    const spent: Cost[] =
      energy.value === null || heading === undefined || energy.value.kwh < LEAST
        ? []
        : [
            {
              id: `energy/${day.date}`,
              atMs: day.fromMs,
              heading: heading.id,
              won: Math.round(energy.value.won),
              kwh: energy.value.kwh,
              text: '',
              order: null,
              firm: '',
              state: 'valid',
              reason: '',
              by: 'engine',
              writtenMs: records.clock.wallMs(),
            },
          ];
    const booked = spent
      .filter(({ id }) => costs.book.get(id) === undefined)
      .flatMap((cost) => costs.booked(cost, null).entries);
    // Use by dose is no news: the list of what happened is not filled with it.
    const written = await records.write({
      entries: [...taken, ...booked],
      events: [],
      state: { [DAY_KEY]: day.date },
    });
    if (written.ok) this.#bookedDay = day.date;
    return written.ok;
  }
}
