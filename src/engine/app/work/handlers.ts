import type { AccessState } from '#core/access/gate.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { byUrgency, isOpen } from '#core/work/order.ts';
import type { Params } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import type { WorkDesk } from './index.ts';
import { storesHandlers } from './stores-handlers.ts';

/** What tells whether somebody is who they say. */
export interface LockProver {
  readonly state: AccessState;
  readonly logIn: {
    byPassword(
      name: string,
      password: string,
      code: string | null,
    ): Promise<Result<unknown, RpcError>>;
    byPin(name: string, pin: string): Promise<Result<unknown, RpcError>>;
  };
}

type Proof = Params<'lock.lift'>['proof'];

/** A lock is a person's word: where people are set up they give password or PIN once more. */
async function proven(
  { state, logIn }: LockProver,
  who: string,
  proof: Proof,
): Promise<Result<null, RpcError>> {
  if (state !== 'people') return ok(null);
  if (proof === null || proof === undefined || proof.password === '')
    return err(
      rpcFault('refused', 'give your own password or PIN with the lock', 'lock.proofNeeded'),
    );
  const known =
    proof.how === 'pin'
      ? await logIn.byPin(who, proof.password)
      : await logIn.byPassword(who, proof.password, proof.code);
  return known.ok ? ok(null) : known;
}

/** Answers the calls of the contract on orders, locks and stores. */
export const workHandlers = (
  desk: WorkDesk,
  access: LockProver,
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
  'lock.place': async ({ proof, ...request }) => {
    const known = await proven(access, request.who, proof);
    return known.ok ? desk.locks.place(request) : known;
  },
  'lock.lift': async ({ id, who, proof }) => {
    const known = await proven(access, who, proof);
    return known.ok ? desk.locks.lift(id, who) : known;
  },
  'lock.liftOthers': async ({ id, who, reason, proof }) => {
    const known = await proven(access, who, proof);
    return known.ok ? desk.locks.liftOthers(id, who, reason) : known;
  },
});
