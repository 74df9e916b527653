import type { EventCode } from '#core/control/codes.ts';
import type { Params } from '#core/control/record.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { isOpen } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { isNeedOver, stockAsk } from '#core/work/need.ts';
import type { Asked } from '#core/work/need.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { OrderDesk } from './order-desk.ts';
import type { StockDesk } from './stock-desk.ts';
import type { StockLine, StockView } from './stock-view.ts';
import type { WorkAlarms } from './work-alarms.ts';
import type { WorkStore } from './work-store.ts';

export interface StockWatchOptions {
  readonly profile: PlantProfile;
  readonly records: WorkStore;
  readonly orders: OrderDesk;
  readonly stock: StockDesk;
  readonly view: StockView;
  readonly alarms: WorkAlarms;
}

const two = (value: number): number => Math.round(value * 100) / 100;

/** What follows from the shelf: an order to buy, asked for once and then after the lead time, and alarms of what could run out. */
export class StockWatch {
  readonly #options: StockWatchOptions;
  /** Items whose tank was told to disagree with the books. */
  #doubted = new Set<string>();

  constructor(options: StockWatchOptions) {
    this.#options = options;
  }

  /** Newest order to buy an item, open ones first. */
  orderOf(item: string): WorkOrder | null {
    const mine = this.#options.orders.book
      .all()
      .filter(({ source }) => source.kind === 'stock' && source.id === item)
      .sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.openedMs - a.openedMs);
    return mine[0] ?? null;
  }

  /** What follows from a move: a count that differs too much is told, the order to buy moves on, a stock that ran low asks. */
  async afterMove(move: StockMove): Promise<void> {
    const { view, stock } = this.#options;
    await this.tellDifference(move);
    const item = stock.item(move.item);
    if (item !== null) await this.#answered(move, view.row(item));
    await this.warn();
  }

  /** A delivery that was written down by mistake leaves the want as it was: the order to buy it had ended is open again. */
  async afterWithdrawal(move: StockMove, before: StockMove): Promise<void> {
    const { view, stock, orders } = this.#options;
    const item = stock.item(move.item);
    const order = this.orderOf(move.item);
    const isUndone =
      order?.state === 'done' &&
      move.kind === 'received' &&
      (order.done?.atMs ?? 0) >= before.writtenMs &&
      item !== null &&
      view.row(item).outlook.state !== 'enough';
    if (isUndone) await orders.change(order.id, { type: 'reopen', reason: move.note }, move.by);
    await this.warn();
  }

  /** Tells of a count that differs from the books by more than the plant allows. */
  async tellDifference(move: StockMove): Promise<void> {
    const { view, stock, profile } = this.#options;
    const item = stock.item(move.item);
    const found = item === null ? null : view.row(item).difference;
    if (
      item !== null &&
      found?.move.id === move.id &&
      found.percent !== null &&
      found.percent > profile.stores.differencePercent
    )
      await this.#tell('stock.difference', item, 4, { quantity: two(found.difference) });
  }

  /** A purchase lets the order to buy wait, a delivery that is enough ends it. */
  async #answered(move: StockMove, { outlook }: StockLine): Promise<void> {
    const { orders } = this.#options;
    const order = this.orderOf(move.item);
    if (order === null || !isOpen(order)) return;
    if (move.kind === 'ordered' && order.state !== 'waiting')
      await orders.change(order.id, { type: 'wait', for: 'parts', text: '' }, move.by);
    // A delivery, or a count that found more, ends the want.
    if (move.kind !== 'ordered' && outlook.state === 'enough')
      await orders.change(
        order.id,
        // Only services have steps.
        { type: 'finish', text: '', without: '', replaced: null },
        move.by,
      );
  }

  /** Opens an order for each item that runs low, reminds after the lead time, and tells each time. */
  async warn(): Promise<void> {
    const { view, orders, records, alarms } = this.#options;
    const nowMs = records.clock.wallMs();
    for (const row of view.rows()) {
      const { item, stock, outlook } = row;
      if (item.chemical !== null) alarms.stockLow(item, row.isPressing);
      await this.#doubt(row);
      const order = this.orderOf(item.id);
      if (order !== null && isOpen(order) && isNeedOver(outlook, item, nowMs))
        await orders.settle(order, {
          code: 'stockEnough',
          text: `${String(two(stock.quantity ?? 0))} ${item.unit}`,
          as: 'cancelled',
          from: ['open'],
        });
      const ask = stockAsk(outlook, this.#asked(item), item, nowMs);
      if (ask !== 'order' && ask !== 'remind') continue;
      const opened = await orders.open({
        source: { kind: 'stock', id: item.id },
        title: item.name,
        priority: outlook.state === 'out' ? 'high' : 'normal',
        dueMs: outlook.orderByMs === null ? null : Math.max(outlook.orderByMs, nowMs),
        who: 'engine',
      });
      if (!opened.ok) continue;
      if (outlook.state === 'late')
        await this.#tell('stock.late', item, 3, { quantity: stock.onOrder });
      else
        await this.#tell('stock.low', item, outlook.state === 'out' ? 3 : 4, {
          quantity: stock.quantity === null ? null : two(stock.quantity),
        });
    }
  }

  #asked(item: StockItem): Asked | null {
    const order = this.orderOf(item.id);
    const bought = this.#options.stock
      .ledger(item.id)
      .filter(({ move }) => move.kind === 'ordered')
      .at(-1)?.move.writtenMs;
    if (order === null && bought === undefined) return null;
    const ofOrder =
      order === null
        ? 0
        : isOpen(order)
          ? Math.max(order.openedMs, order.lastRepeatMs ?? 0)
          : order.atMs;
    return { isOpen: order !== null && isOpen(order), lastMs: Math.max(ofOrder, bought ?? 0) };
  }

  async #doubt({ item, stock, byLevel, doubt }: StockLine): Promise<void> {
    if (doubt === null) this.#doubted.delete(item.id);
    if (doubt === null || this.#doubted.has(item.id)) return;
    this.#doubted.add(item.id);
    if (byLevel !== null)
      await this.#tell('stock.tankDiffers', item, 4, {
        quantity: two(byLevel),
        balance: stock.quantity === null ? null : two(stock.quantity),
      });
  }

  async #tell(code: EventCode, item: StockItem, priority: number, params: Params): Promise<void> {
    const { records } = this.#options;
    await records.write({
      entries: [],
      events: [
        records.event(
          code,
          { ko: item.name.ko, en: item.name.en, itemUnit: item.unit, ...params },
          { actor: 'engine', subject: null, priority },
        ),
      ],
    });
  }
}
