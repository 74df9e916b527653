import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { PLAIN_MOVE } from './stock-desk.ts';
import type { MoveRequest, StockDesk } from './stock-desk.ts';
import type { StockWatch } from './stock-watch.ts';
import type { WorkStore } from './work-store.ts';

export interface CountDeskOptions {
  readonly records: WorkStore;
  readonly stock: StockDesk;
  readonly watch: StockWatch;
}

/** Counting many items on one sheet: all counts go on the books at once. */
export class CountDesk {
  readonly #options: CountDeskOptions;

  constructor(options: CountDeskOptions) {
    this.#options = options;
  }

  /** Puts every count of a sheet on the books in one piece. The same id again changes nothing. */
  async confirm(
    request: Params<'stock.countAll'>,
  ): Promise<Result<ResultOf<'stock.countAll'>, RpcError>> {
    const { stock, records, watch } = this.#options;
    const { id, counts, note = '', who } = request;
    const loaded = await stock.load();
    if (!loaded.ok) return loaded;
    const twice = counts.find(
      ({ item }, i) => counts.findIndex((each) => each.item === item) !== i,
    );
    if (twice !== undefined)
      return err(
        rpcFault('badRequest', `${twice.item} is counted twice`, 'stock.unknown', {
          item: twice.item,
        }),
      );
    const moveId = (item: string): string => `${id}/${item}`;
    const left = counts.filter(({ item }) => stock.moves.get(moveId(item)) === undefined);
    const atMs = records.clock.wallMs();
    const requests = left.map(({ item, quantity }): MoveRequest => ({
      ...PLAIN_MOVE,
      id: moveId(item),
      item,
      kind: 'counted',
      quantity,
      atMs,
      note,
      who,
    }));
    const before = new Map(counts.map(({ item }) => [item, stock.stock(item).quantity]));
    const made = stock.prepare(requests);
    if (!made.ok) return made;
    const lines = counts.map(({ item, quantity }) => ({
      item,
      found: quantity,
      booked: before.get(item) ?? null,
    }));
    const differences = lines.filter(({ found, booked }) => booked !== null && booked !== found);
    if (left.length > 0) {
      const event = records.event(
        'stock.sheet',
        { count: lines.length, differences: differences.length },
        { actor: actorOf(who), subject: null },
      );
      const written = await records.write({
        entries: made.value.entries,
        events: [event],
        state: {},
      });
      if (!written.ok) return written;
      for (const asked of requests) {
        const move = stock.moves.get(asked.id);
        if (move !== undefined) await watch.tellDifference(move);
      }
      await watch.warn();
    }
    return ok({ lines });
  }
}
