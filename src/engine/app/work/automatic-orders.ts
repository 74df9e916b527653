import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { calibrationSchema } from '#core/signal/drift/correction.ts';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import { alarmNeeds } from '#core/work/alarm-need.ts';
import { isOpen } from '#core/work/order.ts';
import type { OrderSource } from '#core/work/order.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { workOf } from '../alarms/work-of-alarm.ts';
import type { OrderDesk } from './order-desk.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface AutomaticOrdersOptions {
  readonly profile: PlantProfile;
  readonly historian: Pick<Historian, 'entries'>;
  readonly orders: OrderDesk;
  readonly services: ServiceDesk;
  readonly nowMs: () => number;
}

const DAY_MS = 86_400_000;
/** Hours of a day whose score must be known before it says something of the day. */
const LEAST_HOURS = 20;
/** A cause whose order a person has just closed or cancelled does not ask again at once. */
const ASK_AGAIN_MS = 7 * DAY_MS;
const MOST_ALARMS = 2000;

/** Orders nobody has to write: services that are due, turns of pairs, calibrations, low scores, alarms that come again or stay. */
export class AutomaticOrders {
  readonly #options: AutomaticOrdersOptions;

  constructor(options: AutomaticOrdersOptions) {
    this.#options = options;
  }

  /** Opens what is asked for now; what is open for the same cause stays the one order. */
  async look(): Promise<void> {
    const { services, orders } = this.#options;
    for (const request of services.wanted())
      if (!this.#lately(request.source, ASK_AGAIN_MS)) await orders.open(request);
    await this.#pairs();
    await this.#calibrations();
    await this.#scores();
    await this.#alarms();
  }

  /** Whether an order of this cause is open, or was closed not long ago. */
  #lately({ kind, id }: OrderSource, ms: number): boolean {
    const { orders, nowMs } = this.#options;
    return orders.book
      .all()
      .some(
        (order) =>
          order.source.kind === kind &&
          order.source.id === id &&
          (isOpen(order) || nowMs() - order.atMs < ms),
      );
  }

  /** An order for each machine or instrument whose alarm came again and again within a day, or stands for one. */
  async #alarms(): Promise<void> {
    const { historian, orders, profile, nowMs } = this.#options;
    const found = await historian.entries({
      kinds: ['alarm'],
      versions: 'latest',
      fromMs: nowMs() - 30 * DAY_MS,
      toMs: nowMs() + 1,
      limit: MOST_ALARMS,
    });
    if (!found.ok) return;
    const occurrences = found.value.flatMap(({ body }): Occurrence[] => {
      const parsed = occurrenceSchema.safeParse(body);
      return parsed.success ? [parsed.data] : [];
    });
    for (const { occurrence, because, times } of alarmNeeds(occurrences, nowMs())) {
      const request = workOf(profile, occurrence);
      if (request === null || this.#lately(request.source, ASK_AGAIN_MS)) continue;
      await orders.open({
        ...request,
        description: because === 'repeated' ? `${String(times)} / 24 h` : '> 24 h',
      });
    }
  }

  /** Whose turn it is in each pair. */
  async #pairs(): Promise<void> {
    const { services, orders, profile } = this.#options;
    for (const { machine, advice, order } of services.pairs()) {
      const cause = { kind: 'alternation', id: machine } as const;
      if (advice.next === null || order !== null || this.#lately(cause, DAY_MS)) continue;
      const name = profile.machines.find(({ id }) => id === machine)?.name;
      if (name === undefined) continue;
      await orders.open({
        source: cause,
        title: name,
        place: { unit: advice.next },
        priority: 'low',
        who: 'engine',
      });
    }
  }

  /** An order for each sensor whose score was low over a whole day; not again soon after one was closed. */
  async #scores(): Promise<void> {
    const { historian, orders, profile, nowMs: clock } = this.#options;
    const nowMs = clock();
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
      const lately = this.#lately({ kind: 'score', id: tag }, ASK_AGAIN_MS);
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
  async #calibrations(): Promise<void> {
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
          { type: 'finish', text: '', without: '', replaced: null },
          by.replace(/^person:/, ''),
        );
      else if (state === 'dropped' && standing !== undefined)
        await orders.change(
          standing.id,
          { type: 'cancel', reason: parsed.data.reason },
          by.replace(/^person:/, ''),
        );
    }
  }
}
