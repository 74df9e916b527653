import { definitionOf } from '#core/alarms/desk.ts';
import type { EngineState } from '#core/control/state.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { calibrationSchema } from '#core/signal/drift/correction.ts';
import { causeKey, isNear } from '#core/work/cause.ts';
import { NO_PLACE, isOpen } from '#core/work/order.ts';
import type { OrderSource, WorkOrder } from '#core/work/order.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { AlarmOrders } from './alarm-orders.ts';
import type { OrderDesk } from './order-desk.ts';
import { sensorScores } from './sensor-scores.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface AutomaticOrdersOptions {
  readonly profile: PlantProfile;
  readonly historian: Pick<Historian, 'entries' | 'loadState'>;
  readonly orders: OrderDesk;
  readonly services: ServiceDesk;
  readonly state: () => EngineState;
  readonly nowMs: () => number;
  /** Brings a text of state to disk. */
  readonly keep: (state: Readonly<Record<string, string>>) => Promise<unknown>;
}

const DAY_MS = 86_400_000;
/** A cause whose order a person has just closed or cancelled does not ask again at once. */
const ASK_AGAIN_MS = 7 * DAY_MS;
/** A score must lie so far above the bound again before it counts as recovered: one that hovers there asks for nothing new. */
const RECOVERED_ABOVE = 10;
const MOST_CALIBRATIONS = 500;

/** Orders nobody has to write: services that are due, turns of pairs, calibrations, low scores, alarms that come again or stay. */
export class AutomaticOrders {
  readonly #options: AutomaticOrdersOptions;
  readonly #alarms: AlarmOrders;

  constructor(options: AutomaticOrdersOptions) {
    this.#options = options;
    const { profile, historian, orders, state, nowMs, keep } = options;
    this.#alarms = new AlarmOrders({
      profile,
      historian,
      orders,
      nowMs,
      keep,
      opensWork: (id) => definitionOf(state().alarmPlan, new Map(), id)?.opensWork === true,
      // A recording's alarms stand at the time of the recording.
      standing: () =>
        state().plant.recordClockTag === null
          ? Object.values(state().alarms).flatMap(({ open }) => open ?? [])
          : [],
      isLately: (source) => this.#isLately(source, ASK_AGAIN_MS),
    });
  }

  /**
   * Opens what is asked for now; what is open for the same cause stays the one order.
   * @returns false when the history did not answer to one of the questions: it is to be looked again soon
   */
  async look(): Promise<boolean> {
    const { services, orders } = this.#options;
    for (const request of services.wanted())
      if (!this.#isTurnedDown(request.source)) await orders.open(request);
    await this.turns();
    const answered = [await this.calibrations(), await this.#scores(), await this.#alarms.look()];
    return answered.every(Boolean);
  }

  /** Whose turn it is in each pair; an order whose motor has taken over is done. */
  async turns(): Promise<void> {
    const { services, orders, profile } = this.#options;
    for (const { machine, advice, order, turn } of services.pairs()) {
      if (order !== null) {
        const hasTurn = turn !== null && turn.unit === order.place.unit && advice.next === null;
        if (hasTurn)
          await orders.settle(order, {
            code: 'turnTaken',
            text: turn.unit,
            as: 'done',
            from: ['open', 'assigned'],
          });
        continue;
      }
      const cause = { kind: 'alternation', id: machine } as const;
      if (advice.next === null || this.#isLately(cause, DAY_MS)) continue;
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

  /** An order for each calibration that is due; it ends with the calibration. */
  async calibrations(): Promise<boolean> {
    const { historian, orders, profile } = this.#options;
    const found = await historian.entries({
      kinds: ['calibration'],
      versions: 'latest',
      limit: MOST_CALIBRATIONS,
    });
    if (!found.ok) return false;
    for (const entry of found.value) {
      const parsed = calibrationSchema.safeParse(entry.body);
      if (!parsed.success) continue;
      const { id, tag, state, dueMs, by, reason } = parsed.data;
      const source = { kind: 'calibration', id } as const;
      const sensor = profile.sensors.find((each) => each.tag === tag);
      const standing = this.#ofCause(source).find(isOpen);
      const who = by.replace(/^person:/, '');
      if (state === 'due' && sensor !== undefined && !this.#isLately(source, ASK_AGAIN_MS))
        await orders.open({
          source,
          title: sensor.name,
          place: { sensor: tag },
          priority: 'normal',
          dueMs: dueMs + DAY_MS,
          who: 'engine',
        });
      else if (state === 'done' && standing !== undefined)
        await orders.change(
          standing.id,
          { type: 'finish', text: '', without: '', replaced: null },
          who,
        );
      else if (state === 'dropped' && standing !== undefined)
        await orders.change(standing.id, { type: 'cancel', reason }, who);
    }
    return true;
  }

  /** An order for each sensor whose score was low over a whole day; one that nobody has begun ends when the score is good again. */
  async #scores(): Promise<boolean> {
    const { historian, orders, profile, nowMs } = this.#options;
    const { scoreBelow } = profile.stores;
    const scores = await sensorScores(historian, nowMs());
    if (!scores.ok) return false;
    for (const [tag, mean] of scores.value) {
      const sensor = profile.sensors.find((each) => each.tag === tag);
      if (sensor === undefined) continue;
      const source = { kind: 'score', id: tag } as const;
      const text = `${mean.toFixed(0)} / 100`;
      const standing = this.#ofCause(source).find(isOpen);
      if (mean < scoreBelow && !this.#isLately(source, ASK_AGAIN_MS))
        await orders.open({
          source,
          title: sensor.name,
          place: { sensor: tag },
          description: text,
          priority: 'normal',
          who: 'engine',
        });
      else if (standing !== undefined && mean >= Math.min(100, scoreBelow + RECOVERED_ABOVE))
        await orders.settle(standing, {
          code: 'scoreRecovered',
          text,
          as: 'cancelled',
          from: ['open'],
        });
    }
    return true;
  }

  #ofCause(source: OrderSource): readonly WorkOrder[] {
    const key = causeOf(source);
    return this.#options.orders.book.all().filter((each) => causeOf(each.source) === key);
  }

  /** Whether somebody turned this service down lately. One that was done counts anew, however short its interval. */
  #isTurnedDown(source: OrderSource): boolean {
    const nowMs = this.#options.nowMs();
    return this.#ofCause(source).some(
      ({ state, atMs }) => state === 'cancelled' && isNear(atMs, nowMs, ASK_AGAIN_MS),
    );
  }

  /** Whether an order of this cause is open, or was closed not long ago. */
  #isLately(source: OrderSource, ms: number): boolean {
    const nowMs = this.#options.nowMs();
    return this.#ofCause(source).some((order) => isOpen(order) || isNear(order.atMs, nowMs, ms));
  }
}

/** The cause alone, wherever it is: what asks by itself names its place in the id. */
const causeOf = (source: OrderSource): string => causeKey({ source, place: NO_PLACE });
