import { randomUUID } from 'node:crypto';
import type { EventCode } from '#core/control/codes.ts';
import type { LocalText } from '#core/plant/common.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { causeKey, isNear } from '#core/work/cause.ts';
import {
  NO_PLACE,
  changeOrder,
  isOpen,
  orderSchema,
  settleOrder,
  withNoteOf,
} from '#core/work/order.ts';
import type {
  Counters,
  OrderChange,
  OrderPlace,
  OrderPriority,
  OrderSource,
  Settled,
  WorkOrder,
} from '#core/work/order.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { RecordBook } from './record-book.ts';
import type { WorkStore } from './work-store.ts';

/** What asks for work: a person, a failed item of a round, an alarm, a service that is due. */
export interface OpenRequest {
  /** Given by the window so that a second try after a lost answer opens nothing new; else made here. */
  readonly id?: string;
  readonly source: OrderSource;
  readonly title: LocalText;
  readonly description?: string;
  readonly place?: Partial<OrderPlace>;
  readonly priority?: OrderPriority;
  readonly dueMs?: number | null;
  readonly service?: string | null;
  readonly steps?: readonly { readonly id: string; readonly text: LocalText }[];
  readonly attachments?: readonly string[];
  /** `engine`, or the name of a person. */
  readonly who: string;
}

export interface Opened {
  readonly order: WorkOrder;
  /** False when the same cause already had an open order: that one got a note instead. */
  readonly isNew: boolean;
}

const REPEAT_EVERY_MS = 60_000;
/** Words of a round or an alarm are cut here; those of a person are never longer. */
const MOST_DESCRIPTION = 2000;

const CHANGE_CODES: Partial<Record<OrderChange['type'], EventCode>> = {
  take: 'work.assigned',
  assign: 'work.assigned',
  start: 'work.started',
  wait: 'work.waiting',
  finish: 'work.finished',
  check: 'work.checked',
  cancel: 'work.cancelled',
  reopen: 'work.reopened',
  plan: 'work.planned',
};

export interface OrderDeskOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
  /** Counters of a unit at this instant. */
  readonly counters: (unit: string) => Counters;
}

/** Work orders: opened once per cause, changed step by step, every version kept. */
export class OrderDesk {
  readonly book: RecordBook<WorkOrder>;
  readonly #options: OrderDeskOptions;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    this.book = new RecordBook('workOrder', orderSchema, options.historian, options.log);
  }

  /**
   * Opens an order, or adds a note to the one that is open for the same cause at the same place.
   * @param done how an order was carried out that is written down afterwards
   * @returns the order once it is on disk
   */
  async open(
    request: OpenRequest,
    done: WorkOrder['done'] = null,
  ): Promise<Result<Opened, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const place = this.#placed(request.place ?? {});
    if (!place.ok) return place;
    const { records } = this.#options;
    const atMs = records.clock.wallMs();
    const known = request.id === undefined ? undefined : this.book.get(request.id);
    if (known !== undefined) return ok({ order: known, isNew: false });
    const cause = { source: request.source, place: place.value };
    const standing = request.source.kind === 'person' ? undefined : this.#openOf(cause);
    if (standing !== undefined) return this.#repeated(standing, request, atMs);
    const order: WorkOrder = {
      id: request.id ?? `order-${randomUUID()}`,
      number: this.book.all().reduce((most, { number }) => Math.max(most, number), 0) + 1,
      state: done === null ? 'open' : 'done',
      waitingFor: null,
      priority: request.priority ?? 'normal',
      title: request.title,
      description: (request.description ?? '').slice(0, MOST_DESCRIPTION),
      ...cause,
      openedMs: atMs,
      dueMs: request.dueMs ?? null,
      service: request.service ?? null,
      steps: (request.steps ?? []).map(({ id, text }) => ({ id, text, done: null })),
      assignee: done?.by ?? null,
      firm: '',
      minutes: 0,
      costWon: 0,
      parts: [],
      notes: [],
      attachments: [...(request.attachments ?? [])],
      repeats: 0,
      lastRepeatMs: null,
      done,
      checked: null,
      by: request.who,
      atMs,
      reason: '',
    };
    const written = await this.write(order, done === null ? 'work.opened' : 'work.finished', {});
    return written.ok ? ok({ order, isNew: true }) : written;
  }

  /** A change of an order by a person. */
  async change(id: string, change: OrderChange, who: string): Promise<Result<WorkOrder, RpcError>> {
    const order = await this.find(id);
    if (!order.ok) return order;
    const { records } = this.#options;
    const standing = change.type === 'reopen' ? this.#openOf(order.value) : undefined;
    if (standing !== undefined && standing.id !== id)
      return err(
        rpcFault(
          'refused',
          `order ${String(standing.number)} is open for the same cause`,
          'work.standing',
          { number: standing.number },
        ),
      );
    const next = changeOrder(
      order.value,
      change,
      who,
      records.clock.wallMs(),
      this.#countersAt(order.value),
    );
    if (!next.ok) {
      const { code, state } = next.error;
      return err(
        rpcFault(
          'refused',
          `order ${String(order.value.number)} is ${state}: ${change.type} cannot be done (${code})`,
          `work.${code}`,
          { number: order.value.number, state },
        ),
      );
    }
    const code = CHANGE_CODES[change.type];
    return this.write(next.value, code ?? null, {
      assignee: next.value.assignee,
      reason: next.value.reason,
    });
  }

  /** Ends an order whose cause is gone, or notes on one that somebody has begun that it is; nothing is said twice. */
  async settle(order: WorkOrder, settled: Settled): Promise<Result<WorkOrder, RpcError>> {
    const { records } = this.#options;
    const counters = this.#countersAt(order);
    const next = settleOrder(order, settled, records.clock.wallMs(), counters);
    if (next === null) return ok(order);
    const code = next.state === 'done' ? 'work.finished' : isOpen(next) ? null : 'work.settled';
    return this.write(next, code, {});
  }

  /** The order of an id, once all are known. */
  async find(id: string): Promise<Result<WorkOrder, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const order = this.book.get(id);
    return order === undefined
      ? err(rpcFault('notFound', `no work order ${id}`, 'work.gone'))
      : ok(order);
  }

  /** Why a version holds more than could be read again: that would take its order off every list. */
  full(order: WorkOrder): RpcError | null {
    const fits = orderSchema.safeParse(order);
    const [issue] = fits.success ? [] : fits.error.issues;
    return issue === undefined
      ? null
      : rpcFault('refused', issue.message, 'work.full', {
          number: order.number,
          field: issue.path.join('.'),
        });
  }

  /** Puts a version on its way to disk, with what belongs to it. */
  async write(
    order: WorkOrder,
    code: EventCode | null,
    params: NewEvent['params'],
    extra: Partial<Parameters<WorkStore['write']>[0]> = {},
  ): Promise<Result<WorkOrder, RpcError>> {
    const { records } = this.#options;
    const full = this.full(order);
    if (full !== null) return err(full);
    const actor = actorOf(order.by);
    this.book.put(order);
    const events =
      code === null
        ? []
        : [
            records.event(
              code,
              { number: order.number, ko: order.title.ko, en: order.title.en, ...params },
              {
                actor,
                subject:
                  order.place.unit ?? order.place.machine ?? order.place.sensor ?? order.place.tank,
                priority: code === 'work.opened' && order.priority === 'urgent' ? 3 : 5,
              },
            ),
          ];
    const written = await records.write({
      entries: [
        records.entry('workOrder', order, {
          tsMs: order.openedMs,
          tag: order.place.sensor,
          actor,
        }),
        ...(extra.entries ?? []),
      ],
      events: [...events, ...(extra.events ?? [])],
    });
    return written.ok ? ok(order) : written;
  }

  #openOf(cause: Pick<WorkOrder, 'source' | 'place'>): WorkOrder | undefined {
    const key = causeKey(cause);
    return this.book.all().find((each) => isOpen(each) && causeKey(each) === key);
  }

  #countersAt({ place: { unit } }: Pick<WorkOrder, 'place'>): Counters {
    return unit === null ? { hours: null, starts: null } : this.#options.counters(unit);
  }

  async #repeated(
    standing: WorkOrder,
    request: OpenRequest,
    atMs: number,
  ): Promise<Result<Opened, RpcError>> {
    const text = request.description ?? '';
    // A cause that flutters must not fill the order's history.
    if (standing.lastRepeatMs !== null && isNear(atMs, standing.lastRepeatMs, REPEAT_EVERY_MS))
      return ok({ order: standing, isNew: false });
    const order: WorkOrder = {
      ...standing,
      repeats: standing.repeats + 1,
      lastRepeatMs: atMs,
      notes:
        text === '' || text === standing.description
          ? standing.notes
          : withNoteOf(standing, { by: request.who, atMs, text: text.slice(0, 1000) }),
      by: request.who,
      atMs,
      reason: '',
    };
    const written = await this.write(order, 'work.repeated', { repeats: order.repeats });
    return written.ok ? ok({ order, isNew: false }) : written;
  }

  /** The place with its machine filled in from the unit; refused when the plant does not have it. */
  #placed(given: Partial<OrderPlace>): Result<OrderPlace, RpcError> {
    const { machines, tanks, sensors } = this.#options.profile;
    const place = { ...NO_PLACE, ...given };
    const ofUnit = machines.find(({ units }) => units.some(({ id }) => id === place.unit));
    const unknown =
      (place.unit !== null && ofUnit === undefined && place.unit) ||
      (place.machine !== null &&
        !machines.some(({ id }) => id === place.machine) &&
        place.machine) ||
      (place.tank !== null && !tanks.some(({ id }) => id === place.tank) && place.tank) ||
      (place.sensor !== null && !sensors.some(({ tag }) => tag === place.sensor) && place.sensor);
    if (typeof unknown === 'string')
      return err(
        rpcFault('badRequest', `this plant has no ${unknown}`, 'work.unknownPlace', {
          place: unknown,
        }),
      );
    return ok(ofUnit === undefined ? place : { ...place, machine: ofUnit.id });
  }
}
