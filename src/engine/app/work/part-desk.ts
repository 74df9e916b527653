import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { isOpen } from '#core/work/order.ts';
import type { Counters, WorkOrder } from '#core/work/order.ts';
import type { Params } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { attachmentEntry } from '../rounds/attachments.ts';
import type { CostDesk } from './cost-desk.ts';
import type { OrderDesk } from './order-desk.ts';
import { AHEAD_MS, PLAIN_MOVE } from './stock-desk.ts';
import type { MoveRequest, StockDesk } from './stock-desk.ts';

export interface PartDeskOptions {
  readonly profile: PlantProfile;
  readonly orders: OrderDesk;
  readonly stock: StockDesk;
  readonly costs: CostDesk;
  readonly nowMs: () => number;
  /** Counters of a unit at this instant. */
  readonly counters: (unit: string) => Counters;
}

/** What an order takes: parts off the shelf, money, and services that were done before the app knew. */
export class PartDesk {
  readonly #options: PartDeskOptions;

  constructor(options: PartDeskOptions) {
    this.#options = options;
  }

  /** Takes a part for an order; order and shelf change in one commit. */
  async use(request: Params<'work.usePart'>): Promise<Result<WorkOrder, RpcError>> {
    const { orders, stock, nowMs } = this.#options;
    const found = await orders.find(request.id);
    if (!found.ok) return found;
    const loaded = await stock.load();
    if (!loaded.ok) return loaded;
    const order = found.value;
    if (order.parts.some(({ move }) => move === request.move)) return ok(order);
    if (!isOpen(order) && order.state !== 'done')
      return err(
        rpcFault('refused', `order ${String(order.number)} is ${order.state}`, 'work.state', {
          number: order.number,
        }),
      );
    const { item, quantity, leftAfter, lot = '', who } = request;
    const base: Omit<MoveRequest, 'id' | 'kind' | 'quantity'> = {
      ...PLAIN_MOVE,
      item,
      atMs: nowMs(),
      order: order.id,
      lot,
      who,
    };
    const used: MoveRequest = { ...base, id: request.move, kind: 'used', quantity };
    // Counted as it was before the part was taken, so that the use stands on its own.
    const counted: MoveRequest[] =
      leftAfter === null
        ? []
        : [
            {
              ...base,
              id: `${request.move}-count`,
              kind: 'counted',
              quantity: leftAfter + quantity,
              atMs: base.atMs - 1,
            },
          ];
    const next: WorkOrder = {
      ...order,
      parts: [...order.parts, { move: used.id, item, quantity }],
      by: who,
      atMs: nowMs(),
      reason: '',
    };
    const full = orders.full(next);
    if (full !== null) return err(full);
    const batch = stock.prepare([...counted, used]);
    if (!batch.ok) return batch;
    return orders.write(next, null, {}, batch.value);
  }

  /** A photo or file of the work; it lies in the records with the order. */
  async attach({
    id,
    name,
    base64,
    who,
  }: Params<'work.attach'>): Promise<Result<WorkOrder, RpcError>> {
    const { orders, nowMs } = this.#options;
    const found = await orders.find(id);
    if (!found.ok) return found;
    const entry = attachmentEntry(
      { name, base64, roundId: id, itemId: 'order' },
      actorOf(who),
      nowMs(),
    );
    if (!entry.ok) return entry;
    const next: WorkOrder = {
      ...found.value,
      attachments: [...found.value.attachments, entry.value.id],
      by: who,
      atMs: nowMs(),
      reason: '',
    };
    return orders.write(next, null, {}, { entries: [entry.value] });
  }

  /** A cost, counted on its order as well. */
  async spend(request: Params<'cost.book'>): ReturnType<CostDesk['add']> {
    const { orders, costs, nowMs } = this.#options;
    if (request.atMs > nowMs() + AHEAD_MS)
      return err(rpcFault('badRequest', 'atMs lies in the future', 'stock.future'));
    const booked = await costs.add({ ...request, kwh: null });
    if (!booked.ok || request.order === null) return booked;
    const found = await orders.find(request.order);
    if (!found.ok) return booked;
    const written = await this.#total(
      { ...found.value, firm: found.value.firm || request.firm },
      request.who,
    );
    return written.ok ? booked : written;
  }

  /** Takes a cost back, off its order as well; it stays in the list with the reason. */
  async takeBack({ id, reason, who }: Params<'cost.withdraw'>): ReturnType<CostDesk['withdraw']> {
    const { orders, costs } = this.#options;
    const withdrawn = await costs.withdraw(id, reason, who);
    if (!withdrawn.ok || withdrawn.value.order === null) return withdrawn;
    const found = await orders.find(withdrawn.value.order);
    if (!found.ok) return withdrawn;
    const written = await this.#total(found.value, who);
    return written.ok ? withdrawn : written;
  }

  /** The order with what it cost by the books. */
  #total(order: WorkOrder, who: string): Promise<Result<WorkOrder, RpcError>> {
    const { orders, costs, nowMs } = this.#options;
    const costWon = costs.book
      .all()
      .filter((cost) => cost.order === order.id && cost.state === 'valid')
      .reduce((sum, { won }) => sum + won, 0);
    return orders.write({ ...order, costWon, by: who, atMs: nowMs(), reason: '' }, null, {});
  }

  /** An order that is done already, for a service from before. */
  async doneBefore(request: Params<'service.done'>): Promise<Result<WorkOrder, RpcError>> {
    const { profile, orders, nowMs, counters } = this.#options;
    const service = profile.stores.services.find(({ id }) => id === request.service);
    const { unit, sensor, doneMs, hours, who } = request;
    const fits =
      service !== undefined &&
      (unit === null
        ? sensor !== null && service.sensors.includes(sensor)
        : profile.machines.some(
            ({ id, units }) =>
              service.machines.includes(id) && units.some((each) => each.id === unit),
          ));
    if (!fits || service === undefined)
      return err(
        rpcFault(
          'badRequest',
          `no service ${request.service} of ${unit ?? sensor ?? '-'}`,
          'work.unknownPlace',
          {
            place: unit ?? sensor ?? request.service,
          },
        ),
      );
    const present = unit === null ? null : counters(unit).hours;
    if (hours !== null && present !== null && hours > present)
      return err(
        rpcFault('badRequest', `hours ${String(hours)} lie above the counter`, 'work.hoursAhead', {
          hours: Math.round(hours),
          now: Math.floor(present),
        }),
      );
    if (doneMs > nowMs())
      return err(rpcFault('badRequest', 'doneMs lies in the future', 'stock.future'));
    const opened = await orders.open(
      {
        id: request.id,
        source: { kind: 'person', id: request.id },
        title: service.name,
        place: { unit, sensor },
        priority: 'low',
        service: service.id,
        who,
      },
      { by: who, atMs: doneMs, note: '', hours, starts: null, replaced: false },
    );
    return opened.ok ? ok(opened.value.order) : opened;
  }
}
