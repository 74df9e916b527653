import { DateTime } from 'luxon';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { costOutlook, costSchema, costsOfYear } from '#core/work/cost.ts';
import type { Booked, Cost, HeadingOutlook } from '#core/work/cost.ts';
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
  /** Not null where it was taken back: why. */
  readonly withdrawn: string | null;
}

export interface CostYear {
  readonly headings: readonly HeadingOutlook[];
  readonly lines: readonly CostLine[];
  /** Share of the year that is over, and of it that in which costs were booked. */
  readonly elapsed: number;
  readonly watched: number;
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

  /** A local year against the plan, how it will end, and its lines, newest first; taken-back ones too. */
  async year(year: number): Promise<Result<CostYear, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const { profile, stock, records } = this.#options;
    const moves = await stock.load();
    if (!moves.ok) return moves;
    const zone = profile.site.timeZone;
    const lines = [
      ...this.book
        .all()
        .map(({ id, atMs, heading, won, text, order, by, state, reason }): CostLine => ({
          id,
          atMs,
          heading,
          won,
          text,
          order,
          by,
          item: null,
          withdrawn: state === 'valid' ? null : reason,
        })),
      ...stock.moves.all().flatMap((move) => this.#delivery(move)),
    ]
      .map((line) => ({ line, at: DateTime.fromMillis(line.atMs, { zone }) }))
      .filter(({ at }) => at.year === year);
    const booked = lines
      .filter(({ line }) => line.withdrawn === null)
      .map(({ line, at }): Booked => ({ ...line, month: at.month }));
    const from = DateTime.fromObject({ year }, { zone });
    const span = from.plus({ years: 1 }).toMillis() - from.toMillis();
    const shareOf = (ms: number): number => Math.min(1, Math.max(0, (ms - from.toMillis()) / span));
    const elapsed = shareOf(records.clock.wallMs());
    const first = lines.reduce((least, { line }) => Math.min(least, line.atMs), Infinity);
    const watched = first === Infinity ? 0 : Math.max(0, elapsed - shareOf(first));
    return ok({
      headings: costOutlook(costsOfYear(profile.stores.headings, booked), elapsed, watched),
      lines: lines.map(({ line }) => line).sort((x, y) => y.atMs - x.atMs),
      elapsed,
      watched,
    });
  }

  #delivery({ id, atMs, kind, state, costWon, item, order, by }: StockMove): CostLine[] {
    const kept = this.#options.stock.item(item);
    return kind === 'received' &&
      state === 'valid' &&
      costWon !== null &&
      costWon > 0 &&
      kept !== null
      ? [
          {
            id,
            atMs,
            heading: kept.heading,
            won: costWon,
            text: '',
            item,
            order,
            by,
            withdrawn: null,
          },
        ]
      : [];
  }
}
