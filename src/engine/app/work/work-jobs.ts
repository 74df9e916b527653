import { z } from 'zod';
import { DateTime } from 'luxon';
import type { PlantProfile } from '#core/plant/profile.ts';
import { calibrationSchema } from '#core/signal/drift/correction.ts';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import type { Cost } from '#core/work/cost.ts';
import { isOpen } from '#core/work/order.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { CostDesk } from './cost-desk.ts';
import { bookable, dosedOn, energyOn, localDay } from './daily-use.ts';
import type { LocalDay } from './daily-use.ts';
import type { OrderDesk } from './order-desk.ts';
import type { ServiceDesk } from './service-desk.ts';
import type { StockDesk } from './stock-desk.ts';
import type { StockView } from './stock-view.ts';
import type { WorkAlarms } from './work-alarms.ts';
import type { WorkStore } from './work-store.ts';

export interface WorkJobsOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
  readonly orders: OrderDesk;
  readonly stock: StockDesk;
  readonly view: StockView;
  readonly costs: CostDesk;
  readonly services: ServiceDesk;
  readonly alarms: WorkAlarms;
}

const BASELINES_KEY = 'work.baselines';
const DAY_KEY = 'work.bookedDay';
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MOST_DAYS = 31;
/** Hours of a day whose score must be known before it says something of the day. */
const LEAST_HOURS = 20;
const ASK_AGAIN_MS = 7 * DAY_MS;
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
    const { orders, stock, services, records } = this.#options;
    if (!(await this.#restore())) return;
    if (!(await orders.book.load()).ok || !(await stock.load()).ok) return;
    if (services.noteNew())
      await records.write({
        entries: [],
        events: [],
        state: { [BASELINES_KEY]: JSON.stringify(services.baselines) },
      });
    await this.#bookDays();
    const nowMs = records.clock.wallMs();
    if (nowMs - this.#lookedMs < HOUR_MS && nowMs >= this.#lookedMs) return;
    this.#lookedMs = nowMs;
    await services.look();
    for (const request of services.wanted()) await orders.open(request);
    await this.#pairs();
    await this.warnOfStock();
    await this.calibrations();
    await this.#scores();
  }

  async #restore(): Promise<boolean> {
    if (this.#restored) return true;
    const state = await this.#options.historian.loadState();
    if (!state.ok) return false;
    const text = state.value[BASELINES_KEY];
    const saved = baselinesSchema.safeParse(text === undefined ? {} : JSON.parse(text));
    this.#options.services.restore(saved.success ? saved.data : {});
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
            id,
            item,
            kind: 'used',
            quantity,
            atMs: day.toMs - 1,
            note,
            by: 'engine',
            order: null,
            closes: null,
            supplier: '',
            lot: '',
            costWon: null,
            expectedMs: null,
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

  async #pairs(): Promise<void> {
    const { services, orders, profile } = this.#options;
    for (const { machine, advice, order } of services.pairs()) {
      if (advice.next === null || order !== null) continue;
      const name = profile.machines.find(({ id }) => id === machine)?.name;
      if (name === undefined) continue;
      await orders.open({
        source: { kind: 'alternation', id: machine },
        title: name,
        place: { unit: advice.next },
        priority: 'low',
        who: 'engine',
      });
    }
  }

  /** What follows from a move: a count that differs too much from the books is told, a stock that ran low asks for an order. */
  async afterMove(move: StockMove): Promise<void> {
    const { view, stock, records, profile } = this.#options;
    const item = stock.item(move.item);
    const found = item === null ? null : view.row(item).difference;
    const limit = profile.stores.differencePercent;
    if (
      item !== null &&
      found !== null &&
      found.move.id === move.id &&
      found.percent !== null &&
      found.percent > limit
    )
      await records.write({
        entries: [],
        events: [
          records.event(
            'stock.difference',
            {
              ko: item.name.ko,
              en: item.name.en,
              quantity: Math.round(found.difference * 100) / 100,
              itemUnit: item.unit,
            },
            { actor: 'engine', subject: null, priority: 4 },
          ),
        ],
      });
    await this.warnOfStock();
  }

  /** Opens an order for each item that runs low, and tells once. */
  async warnOfStock(): Promise<void> {
    const { view, orders, records, alarms } = this.#options;
    for (const { item, stock, outlook } of view.rows()) {
      if (item.chemical !== null)
        alarms.stockLow(item, outlook.state === 'out' || outlook.state === 'low');
      if (outlook.state !== 'out' && outlook.state !== 'low' && outlook.state !== 'orderNow')
        continue;
      const cause = { kind: 'stock', id: item.id } as const;
      const standing = orders.book
        .all()
        .some(
          ({ state, source }) =>
            isOpen({ state }) && source.kind === 'stock' && source.id === item.id,
        );
      if (standing) continue;
      const opened = await orders.open({
        source: cause,
        title: item.name,
        priority: outlook.state === 'out' ? 'high' : 'normal',
        dueMs:
          outlook.orderByMs === null ? null : Math.max(outlook.orderByMs, records.clock.wallMs()),
        who: 'engine',
      });
      if (!opened.ok || !opened.value.isNew) continue;
      await records.write({
        entries: [],
        events: [
          records.event(
            'stock.low',
            { ko: item.name.ko, en: item.name.en, quantity: stock.quantity, itemUnit: item.unit },
            { actor: 'engine', subject: null, priority: outlook.state === 'out' ? 3 : 4 },
          ),
        ],
      });
    }
  }

  /** An order for each sensor whose score was low over a whole day; not again soon after one was closed. */
  async #scores(): Promise<void> {
    const { historian, orders, profile, records } = this.#options;
    const nowMs = records.clock.wallMs();
    const found = await historian.entries({
      kinds: ['score'],
      versions: 'latest',
      fromMs: nowMs - DAY_MS,
      toMs: nowMs,
      limit: 48,
    });
    if (!found.ok) return;
    const scores = new Map<string, number[]>();
    for (const entry of found.value) {
      const parsed = scoreBody.safeParse(entry.body);
      for (const [tag, { mean }] of Object.entries(parsed.success ? parsed.data.sensors : {}))
        if (mean !== null) scores.set(tag, [...(scores.get(tag) ?? []), mean]);
    }
    for (const [tag, hours] of scores) {
      const mean = hours.reduce((sum, each) => sum + each, 0) / hours.length;
      const sensor = profile.sensors.find((each) => each.tag === tag);
      if (hours.length < LEAST_HOURS || mean >= profile.stores.scoreBelow || sensor === undefined)
        continue;
      const lately = orders.book
        .all()
        .some(
          (order) =>
            order.source.kind === 'score' &&
            order.source.id === tag &&
            (isOpen(order) || nowMs - order.atMs < ASK_AGAIN_MS),
        );
      if (lately) continue;
      await orders.open({
        source: { kind: 'score', id: tag },
        title: sensor.name,
        place: { sensor: tag },
        description: `${mean.toFixed(0)} / 100`,
        priority: 'normal',
        who: 'engine',
      });
    }
  }

  /** An order for each calibration that is due; it ends with the calibration. */
  async calibrations(): Promise<void> {
    const { historian, orders, profile } = this.#options;
    const found = await historian.entries({
      kinds: ['calibration'],
      versions: 'latest',
      limit: 500,
    });
    if (!found.ok) return;
    for (const entry of found.value) {
      const parsed = calibrationSchema.safeParse(entry.body);
      if (!parsed.success) continue;
      const { id, tag, state, dueMs, by } = parsed.data;
      const sensor = profile.sensors.find((each) => each.tag === tag);
      const standing = orders.book
        .all()
        .find(
          (each) => isOpen(each) && each.source.kind === 'calibration' && each.source.id === id,
        );
      if (state === 'due' && standing === undefined && sensor !== undefined) {
        const before = orders.book
          .all()
          .some(({ source }) => source.kind === 'calibration' && source.id === id);
        if (!before)
          await orders.open({
            source: { kind: 'calibration', id },
            title: sensor.name,
            place: { sensor: tag },
            priority: 'normal',
            dueMs: dueMs + DAY_MS,
            who: 'engine',
          });
      } else if (state === 'done' && standing !== undefined)
        await orders.change(
          standing.id,
          { type: 'finish', text: '', without: standing.steps.length > 0 ? by : '' },
          by.replace(/^person:/, ''),
        );
      else if (state === 'dropped' && standing !== undefined)
        await orders.change(
          standing.id,
          { type: 'cancel', reason: parsed.data.reason.padEnd(3, '.') },
          by.replace(/^person:/, ''),
        );
    }
  }
}
