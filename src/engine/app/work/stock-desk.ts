import type { EventCode } from '#core/control/codes.ts';
import { checkStockItem } from '#core/plant/check-stores.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { itemVersion } from '#core/work/item.ts';
import type { ItemVersion } from '#core/work/item.ts';
import { checkMoves, ledgerOf, moveSchema, stockOf } from '#core/work/stock.ts';
import type { LedgerRow, Stock, StockMove } from '#core/work/stock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { RecordBook } from './record-book.ts';
import type { WorkBatch, WorkStore } from './work-store.ts';

export interface StockDeskOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
}

/** A move as a person or the engine asks for it. */
export type MoveRequest = Omit<StockMove, 'state' | 'writtenMs' | 'by'> & { readonly who: string };

/** What most moves say nothing of. */
export const PLAIN_MOVE = {
  order: null,
  closes: null,
  supplier: '',
  lot: '',
  expiresMs: null,
  costWon: null,
  expectedMs: null,
  note: '',
} as const;

const MOVE_CODES: Readonly<Record<StockMove['kind'], EventCode>> = {
  received: 'stock.received',
  used: 'stock.used',
  scrapped: 'stock.scrapped',
  corrected: 'stock.corrected',
  counted: 'stock.counted',
  ordered: 'stock.ordered',
};
/** A PC clock a little behind the window's. */
export const AHEAD_MS = 60_000;
const DAY_MS = 86_400_000;

/** Spare parts and chemicals: what is kept (profile, changed in the window) and every move of it. */
export class StockDesk {
  readonly moves: RecordBook<StockMove>;
  readonly versions: RecordBook<ItemVersion>;
  readonly #options: StockDeskOptions;
  #ledgers = new Map<string, readonly LedgerRow[]>();

  constructor(options: StockDeskOptions) {
    this.#options = options;
    const { historian, log } = options;
    this.moves = new RecordBook('stockMove', moveSchema, historian, log);
    this.versions = new RecordBook('stockItem', itemVersion, historian, log);
  }

  async load(): Promise<Result<null, RpcError>> {
    const moves = stored(await this.moves.load());
    return moves.ok ? stored(await this.versions.load()) : moves;
  }

  forget(): void {
    this.moves.forget();
    this.versions.forget();
    this.#ledgers.clear();
  }

  /** What is kept now: the profile's items as they were changed, and those that were added. */
  items(): readonly StockItem[] {
    const ofProfile = this.#options.profile.stores.items;
    const added = this.versions
      .all()
      .filter(({ id, item }) => item !== null && !ofProfile.some((each) => each.id === id));
    return [
      ...ofProfile.map((item) => this.versions.get(item.id)?.item ?? item),
      ...added.flatMap(({ item }) => item ?? []),
    ];
  }

  item(id: string): StockItem | null {
    return this.items().find((each) => each.id === id) ?? null;
  }

  ledger(item: string): readonly LedgerRow[] {
    const known = this.#ledgers.get(item);
    if (known !== undefined) return known;
    const made = ledgerOf(this.moves.all().filter((move) => move.item === item));
    this.#ledgers.set(item, made);
    return made;
  }

  stock(item: string): Stock {
    return stockOf(this.ledger(item));
  }

  /** Stores a move. The same id again answers with what was stored. */
  async move(request: MoveRequest): Promise<Result<StockMove, RpcError>> {
    const loaded = await this.load();
    if (!loaded.ok) return loaded;
    const known = this.moves.get(request.id);
    if (known !== undefined) return ok(known);
    const made = this.prepare([request]);
    if (!made.ok) return made;
    const written = await this.#options.records.write(made.value);
    const move = this.moves.get(request.id);
    return written.ok && move !== undefined ? ok(move) : written.ok ? err(gone()) : written;
  }

  /**
   * Checks moves that belong together and puts them on the books; the batch must go to disk then.
   * Nothing is changed when one of them is refused.
   */
  prepare(requests: readonly MoveRequest[]): Result<WorkBatch, RpcError> {
    const { records } = this.#options;
    const nowMs = records.clock.wallMs();
    const made: StockMove[] = [];
    for (const { who, ...request } of requests) {
      const item = this.item(request.item);
      if (item === null)
        return err(
          rpcFault('badRequest', `no item ${request.item}`, 'stock.unknown', {
            item: request.item,
          }),
        );
      const refusal = refuseMove(item, request, nowMs);
      if (refusal !== null) return err(refusal);
      made.push({ ...request, state: 'valid', by: who, writtenMs: nowMs });
      const fits = this.#fits(
        item,
        made.filter((move) => move.item === item.id),
      );
      if (!fits.ok) return fits;
    }
    return ok(
      this.#booked(
        made,
        made.map(({ kind }) => MOVE_CODES[kind]),
      ),
    );
  }

  /** Takes a move back that should not have been written; it stays in the history of versions. */
  async withdraw(id: string, reason: string, who: string): Promise<Result<StockMove, RpcError>> {
    const loaded = await this.load();
    if (!loaded.ok) return loaded;
    const move = this.moves.get(id);
    if (move === undefined || move.state !== 'valid') return err(gone());
    const item = this.item(move.item);
    const withdrawn: StockMove = {
      ...move,
      state: 'withdrawn',
      note: reason,
      by: who,
      writtenMs: this.#options.records.clock.wallMs(),
    };
    if (item !== null) {
      const fits = this.#fits(item, [withdrawn]);
      if (!fits.ok) return fits;
    }
    const written = await this.#options.records.write(
      this.#booked([withdrawn], ['stock.withdrawn']),
    );
    return written.ok ? ok(withdrawn) : written;
  }

  /** Changes what an item is kept by, or adds one. */
  async change(
    item: StockItem,
    supplier: string,
    reason: string,
    who: string,
  ): Promise<Result<ItemVersion, RpcError>> {
    const loaded = await this.load();
    if (!loaded.ok) return loaded;
    const { headings } = this.#options.profile.stores;
    const wrong: { field: string; value: string; rule: string }[] = [];
    checkStockItem(item, (field, value, rule) => wrong.push({ field, value: String(value), rule }));
    if (!headings.some(({ id }) => id === item.heading))
      wrong.push({ field: 'heading', value: item.heading, rule: 'must be a heading of the plan' });
    const missing = this.#missing(item);
    if (missing !== null)
      return err(
        rpcFault(
          'badRequest',
          `${missing.field} ${missing.value}: this plant has none`,
          'stock.badPlace',
          missing,
        ),
      );
    const [first] = wrong;
    if (first !== undefined)
      return err(
        rpcFault(
          'badRequest',
          `${first.field} ${first.value}: ${first.rule}`,
          'stock.badItem',
          first,
        ),
      );
    const before = this.versions.get(item.id);
    if (
      JSON.stringify(this.item(item.id)) === JSON.stringify(item) &&
      (before?.supplier ?? '') === supplier
    )
      return err(rpcFault('badRequest', 'nothing was changed', 'stock.unchanged'));
    return this.#put({ id: item.id, item, supplier, reason, by: who, atMs: this.#now() });
  }

  /** Goes back to the version before, or to the profile's. */
  async back(id: string, who: string): Promise<Result<ItemVersion, RpcError>> {
    const loaded = await this.load();
    if (!loaded.ok) return loaded;
    const versions = stored(await this.versions.versions(id));
    if (!versions.ok) return versions;
    if (versions.value.length === 0)
      return err(rpcFault('badRequest', 'nothing to go back to', 'stock.unchanged'));
    const before = versions.value[1];
    return this.#put({
      id,
      item: before?.item ?? null,
      supplier: before?.supplier ?? '',
      reason: '',
      by: who,
      atMs: this.#now(),
    });
  }

  /** A machine or sensor an item names that the plant does not have. */
  #missing(item: StockItem): { readonly field: string; readonly value: string } | null {
    const { machines, sensors } = this.#options.profile;
    const machine = item.machines.find((id) => !machines.some((each) => each.id === id));
    if (machine !== undefined) return { field: 'machines', value: machine };
    const sensor = item.sensors.find((tag) => !sensors.some((each) => each.tag === tag));
    return sensor === undefined ? null : { field: 'sensors', value: sensor };
  }

  async #put(version: ItemVersion): Promise<Result<ItemVersion, RpcError>> {
    const { records } = this.#options;
    const actor = actorOf(version.by);
    this.versions.put(version);
    const name = this.item(version.id)?.name ?? { ko: version.id, en: version.id };
    const written = await records.write({
      entries: [records.entry('stockItem', version, { tsMs: version.atMs, actor })],
      events: [
        records.event(
          'stock.item',
          { ko: name.ko, en: name.en, reason: version.reason },
          { actor, subject: null },
        ),
      ],
    });
    return written.ok ? ok(version) : written;
  }

  #now(): number {
    return this.#options.records.clock.wallMs();
  }

  /** Whether the books of an item still hold together with these moves in them. */
  #fits(item: StockItem, changed: readonly StockMove[]): Result<null, RpcError> {
    const ids = new Set(changed.map(({ id }) => id));
    const rest = this.moves.all().filter((move) => move.item === item.id && !ids.has(move.id));
    const checked = checkMoves([...rest, ...changed]);
    const words = { ko: item.name.ko, en: item.name.en, itemUnit: item.unit };
    if (!checked.ok && checked.error.code === 'uncounted')
      return err(rpcFault('refused', `${item.id} was never counted`, 'stock.uncounted', words));
    if (!checked.ok && checked.error.code === 'negative') {
      const { balance } = checked.error;
      return err(
        rpcFault('refused', `${item.id} would be ${String(balance)}`, 'stock.negative', {
          ...words,
          balance,
        }),
      );
    }
    const balance = checked.ok ? (checked.value.at(-1)?.balance ?? 0) : 0;
    const brings = changed.some(({ kind, state }) => kind === 'received' && state === 'valid');
    if (item.chemical !== null && brings && balance > item.upTo * 1.02)
      return err(
        rpcFault('refused', `${item.id}: ${String(balance)} do not fit`, 'stock.full', {
          ...words,
          balance,
          capacity: item.upTo,
        }),
      );
    return ok(null);
  }

  #booked(moves: readonly StockMove[], codes: readonly EventCode[]): WorkBatch {
    const { records } = this.#options;
    for (const move of moves) {
      this.moves.put(move);
      this.#ledgers.delete(move.item);
    }
    return {
      entries: moves.map((move) =>
        records.entry('stockMove', move, { tsMs: move.atMs, actor: actorOf(move.by) }),
      ),
      events: moves.flatMap((move, i): NewEvent[] => {
        const item = this.item(move.item);
        const code = codes[i];
        if (item === null || code === undefined) return [];
        const { name, unit } = item;
        return [
          records.event(
            code,
            {
              ko: name.ko,
              en: name.en,
              quantity: move.quantity,
              itemUnit: unit,
              reason: move.note,
            },
            { actor: actorOf(move.by), subject: null },
          ),
        ];
      }),
    };
  }
}

const gone = (): RpcError => rpcFault('notFound', 'no such move', 'stock.gone');

/** What one move alone may not say. */
function refuseMove(
  item: StockItem,
  {
    kind,
    quantity,
    atMs,
    note,
    expiresMs,
    expectedMs,
  }: Pick<StockMove, 'kind' | 'quantity' | 'atMs' | 'note' | 'expiresMs' | 'expectedMs'>,
  nowMs: number,
): RpcError | null {
  const words = { ko: item.name.ko, en: item.name.en };
  if (atMs > nowMs + AHEAD_MS)
    return rpcFault('badRequest', 'atMs lies in the future', 'stock.future');
  // A day given without a time begins before the order that is written on it.
  if (kind === 'ordered' && expectedMs !== null && expectedMs < atMs - DAY_MS)
    return rpcFault('badRequest', 'expectedMs lies before the order', 'stock.expectedPast');
  if (expiresMs !== null && expiresMs < atMs)
    return rpcFault('badRequest', 'expiresMs lies before the delivery', 'stock.expired');
  if ((item.unit === 'piece' || item.unit === 'set') && !Number.isInteger(quantity))
    return rpcFault('badRequest', `${item.id}: whole pieces`, 'stock.whole', words);
  if ((kind === 'corrected' || kind === 'scrapped') && note.trim() === '')
    return rpcFault('badRequest', 'note: say why', 'stock.reason');
  if (kind !== 'corrected' && kind !== 'counted' && quantity <= 0)
    return rpcFault('badRequest', `quantity ${String(quantity)} must be above 0`, 'stock.quantity');
  if (kind === 'counted' && quantity < 0)
    return rpcFault(
      'badRequest',
      `quantity ${String(quantity)} must be 0 or more`,
      'stock.quantity',
    );
  return null;
}
