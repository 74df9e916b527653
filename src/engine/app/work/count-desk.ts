import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { PLAIN_MOVE } from './stock-desk.ts';
import type { MoveRequest, StockDesk } from './stock-desk.ts';
import type { StockWatch } from './stock-watch.ts';
import type { WorkStore } from './work-store.ts';

const SHEET_KEY = 'work.countSheet';
const sheetSchema = z.object({
  values: z.record(z.string(), z.string()),
  by: z.string(),
  atMs: z.number(),
});
type Sheet = z.infer<typeof sheetSchema>;

export interface CountDeskOptions {
  readonly historian: Pick<Historian, 'loadState'>;
  readonly records: WorkStore;
  readonly stock: StockDesk;
  readonly watch: StockWatch;
}

/** Counting many items on one sheet: what was typed so far outlives a power cut, and all counts go on the books at once. */
export class CountDesk {
  readonly #options: CountDeskOptions;
  #sheet: Sheet | null = null;
  #loaded = false;

  constructor(options: CountDeskOptions) {
    this.#options = options;
  }

  forget(): void {
    this.#loaded = false;
    this.#sheet = null;
  }

  /** The sheet as it was typed so far; null when none is open. */
  async sheet(): Promise<Result<Sheet | null, RpcError>> {
    if (!this.#loaded) {
      const state = stored(await this.#options.historian.loadState());
      if (!state.ok) return state;
      const parsed = sheetSchema.safeParse(readJson(state.value[SHEET_KEY]));
      if (!this.#loaded) this.#sheet = parsed.success ? parsed.data : null;
      this.#loaded = true;
    }
    return ok(this.#sheet);
  }

  /** Keeps what was typed; null puts the sheet away. */
  async save({ values, who }: Params<'stock.saveSheet'>): Promise<Result<null, RpcError>> {
    const { records } = this.#options;
    this.#sheet = values === null ? null : { values, by: who, atMs: records.clock.wallMs() };
    this.#loaded = true;
    return records.write({ entries: [], events: [], state: this.#state() });
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
    this.#sheet = null;
    this.#loaded = true;
    if (left.length > 0) {
      const event = records.event(
        'stock.sheet',
        { count: lines.length, differences: differences.length },
        { actor: actorOf(who), subject: null },
      );
      const written = await records.write({
        entries: made.value.entries,
        events: [event],
        state: this.#state(),
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

  #state(): Readonly<Record<string, string>> {
    return { [SHEET_KEY]: JSON.stringify(this.#sheet) };
  }
}

function readJson(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
