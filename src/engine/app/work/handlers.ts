import { ok } from '#core/result.ts';
import { byUrgency, isOpen } from '#core/work/order.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import type { WorkDesk } from './index.ts';
import { storesHandlers } from './stores-handlers.ts';

/** Answers the calls of the contract on orders, locks and stores. */
export const workHandlers = (
  desk: WorkDesk,
): Pick<
  Handlers,
  Extract<keyof Handlers, `${'work' | 'lock' | 'stock' | 'service' | 'cost'}.${string}`>
> => ({
  ...storesHandlers(desk),
  'work.orders': async ({ machine, closed }) => {
    const { book } = desk.orders;
    const loaded = stored(await book.load());
    if (!loaded.ok) return loaded;
    const mine = book.all().filter(({ place }) => machine === null || place.machine === machine);
    const over = mine.filter((order) => !isOpen(order)).sort((a, b) => b.atMs - a.atMs);
    return ok({
      open: mine.filter(isOpen).sort(byUrgency(desk.records.clock.wallMs())),
      closed: over.slice(0, closed),
      closedTotal: over.length,
    });
  },
  'work.versions': async ({ id }) => {
    const versions = stored(await desk.orders.book.versions(id));
    return versions.ok ? ok([...versions.value]) : versions;
  },
  'work.open': async ({ title, ...request }) => {
    const opened = await desk.open({
      ...request,
      title: { ko: title, en: title },
      source: { kind: 'person', id: request.id },
    });
    return opened.ok ? ok(opened.value.order) : opened;
  },
  'work.change': ({ id, change, who }) => desk.orders.change(id, change, who),
  'work.manage': ({ id, change, who }) => desk.orders.change(id, change, who),
  'work.attach': (request) => desk.parts.attach(request),
  'lock.list': async ({ unit, limit }) => {
    const { book } = desk.locks;
    const loaded = stored(await book.load());
    if (!loaded.ok) return loaded;
    const mine = book.all().filter((lock) => unit === null || lock.unit === unit);
    return ok(mine.sort((a, b) => b.placedMs - a.placedMs).slice(0, limit));
  },
  'lock.place': (request) => desk.locks.place(request),
  'lock.lift': ({ id, who }) => desk.locks.lift(id, who),
  'lock.liftOthers': ({ id, who, reason }) => desk.locks.liftOthers(id, who, reason),
});
