import { ok } from '#core/result.ts';
import { isOpen } from '#core/work/order.ts';
import type { StockRow } from '#contract/stores.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import type { WorkDesk } from './index.ts';
import type { StockLine } from './stock-view.ts';

const rowOf = (
  { difference, lots, ...line }: StockLine,
  tooLarge: number,
  orderId: string | null,
): StockRow => ({
  ...line,
  lots: [...lots],
  orderId,
  difference:
    difference === null
      ? null
      : {
          atMs: difference.move.atMs,
          booked: difference.booked,
          difference: difference.difference,
          percent: difference.percent,
          isTooLarge: difference.percent !== null && difference.percent > tooLarge,
        },
});

/** Answers the calls of the contract on stock, services and costs. */
export const storesHandlers = (
  desk: WorkDesk,
): Pick<
  Handlers,
  Extract<keyof Handlers, `${'stock' | 'service' | 'cost'}.${string}`> | 'work.usePart'
> => ({
  'stock.items': async () => {
    const { stock, orders, view, profile } = desk;
    const loaded = await stock.load();
    if (!loaded.ok) return loaded;
    const known = stored(await orders.book.load());
    if (!known.ok) return known;
    return ok(
      view.rows().map((line) => {
        const order = desk.watch.orderOf(line.item.id);
        const orderId = order !== null && isOpen(order) ? order.id : null;
        return rowOf(line, profile.stores.differencePercent, orderId);
      }),
    );
  },
  'stock.moves': async ({ item, limit }) => {
    const loaded = await desk.stock.load();
    if (!loaded.ok) return loaded;
    const rows = desk.stock.ledger(item);
    const withdrawn = desk.stock.moves
      .all()
      .filter((move) => move.item === item && move.state === 'withdrawn')
      .map((move) => ({ move, effect: null, balance: null }));
    const all = [...rows, ...withdrawn].sort(
      (a, b) => b.move.atMs - a.move.atMs || b.move.writtenMs - a.move.writtenMs,
    );
    return ok(all.slice(0, limit));
  },
  'stock.versions': async ({ item }) => {
    const versions = stored(await desk.stock.versions.versions(item));
    return versions.ok ? ok([...versions.value]) : versions;
  },
  'stock.move': async (request) => {
    const moved = await desk.stock.move(request);
    if (moved.ok) await desk.watch.afterMove(moved.value);
    return moved;
  },
  'stock.countAll': (request) => desk.counting.confirm(request),
  'stock.withdraw': async ({ id, reason, who }) => {
    const before = desk.stock.moves.get(id);
    const withdrawn = await desk.stock.withdraw(id, reason, who);
    if (withdrawn.ok) await desk.watch.afterWithdrawal(withdrawn.value, before ?? withdrawn.value);
    return withdrawn;
  },
  'stock.change': ({ item, supplier, reason, who }) =>
    desk.stock.change(item, supplier, reason, who),
  'stock.back': ({ item, who }) => desk.stock.back(item, who),
  'work.usePart': async (request) => {
    const used = await desk.parts.use(request);
    if (used.ok) await desk.watch.warn();
    return used;
  },
  'service.list': async ({ machine }) => {
    const known = stored(await desk.orders.book.load());
    if (!known.ok) return known;
    const units = desk.profile.machines.find(({ id }) => id === machine)?.units ?? [];
    const mine = (unit: string | null): boolean =>
      machine === null || units.some(({ id }) => id === unit);
    return ok({
      services: desk.services
        .lines()
        .filter(({ unit }) => mine(unit))
        .map(({ service, order, ...line }) => ({
          ...line,
          id: service.id,
          orderId: order?.id ?? null,
        })),
      pairs: desk.services
        .pairs()
        .filter((pair) => machine === null || pair.machine === machine)
        .map(({ order, units: pair, ...rest }) => ({
          ...rest,
          units: [...pair],
          orderId: order?.id ?? null,
        })),
    });
  },
  'service.done': (request) => desk.parts.doneBefore(request),
  'cost.year': async ({ year }) => {
    const answer = await desk.costs.year(year);
    if (!answer.ok) return answer;
    const { headings, lines, ...shares } = answer.value;
    return ok({
      ...shares,
      headings: headings.map((each) => ({ ...each, months: [...each.months] })),
      lines: [...lines],
    });
  },
  'cost.book': (request) => desk.parts.spend(request),
  'cost.withdraw': (request) => desk.parts.takeBack(request),
});
