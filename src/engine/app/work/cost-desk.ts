import { DateTime } from 'luxon';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { costSchema, costsOfYear } from '#core/work/cost.ts';
import type { Booked, Cost, HeadingYear } from '#core/work/cost.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { RecordBook } from './record-book.ts';
import type { StockDesk } from './stock-desk.ts';
import type { WorkBatch, WorkStore } from './work-store.ts';

export interface CostDeskOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
  readonly stock: StockDesk;
}

export type CostRequest = Omit<Cost, 'state' | 'reason' | 'by' | 'writtenMs'> & {
  readonly who: string;
};

/** An amount of the year's list: a cost that was booked, or a delivery with its price. */
export interface CostLine {
  readonly id: string;
  readonly atMs: number;
  readonly heading: string;
  readonly won: number;
  readonly text: string;
  /** Item of a delivery. */
  readonly item: string | null;
  readonly order: string | null;
  readonly by: string;
}

/** What was spent, by heading of the yearly plan (seed 7.3.9). */
export class CostDesk {
  readonly book: RecordBook<Cost>;
  readonly #options: CostDeskOptions;

  constructor(options: CostDeskOptions) {
    this.#options = options;
    this.book = new RecordBook('cost', costSchema, options.historian, options.log);
  }

  /** Books a cost. The same id again answers with what was booked. */
  async add(request: CostRequest): Promise<Result<Cost, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const known = this.book.get(request.id);
    if (known !== undefined) return ok(known);
    const { profile, records } = this.#options;
    if (!profile.stores.headings.some(({ id }) => id === request.heading))
      return err(
        rpcFault('badRequest', `no heading ${request.heading}`, 'cost.unknown', {
          heading: request.heading,
        }),
      );
    const { who, ...fields } = request;
    const cost: Cost = {
      ...fields,
      state: 'valid',
      reason: '',
      by: who,
      writtenMs: records.clock.wallMs(),
    };
    const written = await records.write(this.booked(cost, 'cost.booked'));
    return written.ok ? ok(cost) : written;
  }

  async withdraw(id: string, reason: string, who: string): Promise<Result<Cost, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const cost = this.book.get(id);
    if (cost === undefined || cost.state !== 'valid')
      return err(rpcFault('notFound', `no cost ${id}`, 'cost.gone'));
    const { records } = this.#options;
    const withdrawn: Cost = {
      ...cost,
      state: 'withdrawn',
      reason,
      by: who,
      writtenMs: records.clock.wallMs(),
    };
    const written = await records.write(this.booked(withdrawn, 'cost.withdrawn'));
    return written.ok ? ok(withdrawn) : written;
  }

  /** Puts a cost on the books; the batch must go to disk then. */
  booked(cost: Cost, code: 'cost.booked' | 'cost.withdrawn' | null): WorkBatch {
    const { records, profile } = this.#options;
    this.book.put(cost);
    const actor = actorOf(cost.by);
    const heading = profile.stores.headings.find(({ id }) => id === cost.heading)?.name;
    const words = cost.text === '' ? heading : { ko: cost.text, en: cost.text };
    const events: NewEvent[] =
      code === null
        ? []
        : [
            records.event(
              code,
              {
                ko: words?.ko ?? cost.heading,
                en: words?.en ?? cost.heading,
                won: cost.won,
                reason: cost.reason,
              },
              { actor, subject: null },
            ),
          ];
    return { entries: [records.entry('cost', cost, { tsMs: cost.atMs, actor })], events };
  }

  /** A local year against the plan, and its lines, newest first. */
  async year(
    year: number,
  ): Promise<Result<{ headings: readonly HeadingYear[]; lines: readonly CostLine[] }, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const { profile, stock } = this.#options;
    const moves = await stock.load();
    if (!moves.ok) return moves;
    const lines = [
      ...this.book
        .all()
        .filter(({ state }) => state === 'valid')
        .map(({ id, atMs, heading, won, text, order, by }) => ({
          id,
          atMs,
          heading,
          won,
          text,
          order,
          by,
          item: null,
        })),
      ...stock.moves.all().flatMap((move) => this.#delivery(move)),
    ]
      .map((line) => ({
        line,
        at: DateTime.fromMillis(line.atMs, { zone: profile.site.timeZone }),
      }))
      .filter(({ at }) => at.year === year);
    const booked = lines.map(({ line, at }): Booked => ({ ...line, month: at.month }));
    return ok({
      headings: costsOfYear(profile.stores.headings, booked),
      lines: lines.map(({ line }) => line).sort((a, b) => b.atMs - a.atMs),
    });
  }

  #delivery({ id, atMs, kind, state, costWon, item, order, by }: StockMove): CostLine[] {
    const kept = this.#options.stock.item(item);
    return kind === 'received' &&
      state === 'valid' &&
      costWon !== null &&
      costWon > 0 &&
      kept !== null
      ? [{ id, atMs, heading: kept.heading, won: costWon, text: '', item, order, by }]
      : [];
  }
}
