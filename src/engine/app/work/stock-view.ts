import { usable } from '#core/control/facts.ts';
import type { EngineState } from '#core/control/state.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { lotsOf } from '#core/work/lots.ts';
import type { LotLeft } from '#core/work/lots.ts';
import { isPressing, runOutRange, tankDoubt, weeklyUse } from '#core/work/need.ts';
import type { RunOutRange, TankDoubt } from '#core/work/need.ts';
import { countDifferences, outlook, stockOf, usePerDay } from '#core/work/stock.ts';
import type { CountDifference, LedgerRow, Outlook, Stock } from '#core/work/stock.ts';
import type { ServiceDesk } from './service-desk.ts';
import type { StockDesk } from './stock-desk.ts';

const DAYS_PER_MONTH = 365.25 / 12;
/** Use of fewer days than these says less than the plan. */
const LEAST_DAYS = { chemical: 14, part: 30 } as const;

/** An item with everything that can be said of it now. */
export interface StockLine {
  readonly item: StockItem;
  readonly supplier: string;
  /** A person changed it, so that it differs from the profile. */
  readonly isChanged: boolean;
  readonly stock: Stock;
  readonly outlook: Outlook;
  /** Use per day of the last 30 and 90 days; null while too little is known. And what is planned. */
  readonly perDay30: number | null;
  readonly perDay90: number | null;
  readonly plannedPerDay: number;
  /** Between which days it runs out; null when it never does or was never counted. */
  readonly range: RunOutRange | null;
  /** It could run out before a delivery comes. */
  readonly isPressing: boolean;
  /** What is left of each delivery, what expires first in front; empty where no lot was ever named. */
  readonly lots: readonly LotLeft[];
  /** Float switch at the bottom of the tank; null without one or unread. */
  readonly lowSwitch: boolean | null;
  /** Stock by the tank's own level meter. */
  readonly byLevel: number | null;
  /** The tank's meter or switch speaks against doses and deliveries. */
  readonly doubt: TankDoubt | null;
  /** Newest count against the books. */
  readonly difference: CountDifference | null;
}

export interface StockViewOptions {
  readonly stock: StockDesk;
  readonly services: ServiceDesk;
  readonly state: () => EngineState;
  readonly nowMs: () => number;
  /** What books and count may differ, % of what was used. */
  readonly differencePercent: number;
}

/** Used by the books since the last count. */
function usedSinceCount(ledger: readonly LedgerRow[]): number {
  let used = 0;
  for (const { move } of ledger)
    if (move.kind === 'counted') used = 0;
    else if (move.kind === 'used' || move.kind === 'scrapped') used += move.quantity;
  return used;
}

/** The shelf as it stands. */
export class StockView {
  readonly #options: StockViewOptions;

  constructor(options: StockViewOptions) {
    this.#options = options;
  }

  rows(): readonly StockLine[] {
    return this.#options.stock.items().map((item) => this.row(item));
  }

  row(item: StockItem): StockLine {
    const { stock, services, state, nowMs, differencePercent } = this.#options;
    const { samples } = state();
    const ledger = stock.ledger(item.id);
    const present = stockOf(ledger);
    const { chemical, wear } = item;
    const least = chemical === null ? LEAST_DAYS.part : LEAST_DAYS.chemical;
    const perDay30 = usePerDay(ledger, nowMs(), 30, least);
    const perDay90 = usePerDay(ledger, nowMs(), 90, least);
    const plannedPerDay =
      (chemical === null ? 0 : chemical.perMonth / DAYS_PER_MONTH) +
      (wear === null ? 0 : wear.quantity / wear.everyDays) +
      services.partsPerDay(item.id);
    const seen =
      perDay30 === null && perDay90 === null ? null : Math.max(perDay30 ?? 0, perDay90 ?? 0);
    // What is dosed every day shows soon; a part that is changed every two years does not.
    const perDay = chemical === null ? Math.max(seen ?? 0, plannedPerDay) : (seen ?? plannedPerDay);
    const level = chemical?.level == null ? null : usable(samples, chemical.level.tag);
    const low = chemical?.lowTag == null ? null : usable(samples, chemical.lowTag);
    const lowSwitch = low === null ? null : low !== 0;
    const byLevel =
      level === null || chemical?.level == null ? null : level * chemical.level.perUnit;
    const version = stock.versions.get(item.id);
    const range =
      present.quantity === null
        ? null
        : runOutRange(
            present.quantity,
            perDay,
            // Weeks of a part that is changed now and then are mostly empty: only the plan tells there.
            chemical === null ? [] : weeklyUse(ledger, nowMs()),
            nowMs(),
          );
    const lots = lotsOf(ledger);
    return {
      item,
      supplier: version?.supplier ?? '',
      isChanged: version?.item != null,
      stock: present,
      outlook: outlook(
        present,
        { ...item, portion: item.unit === 'piece' || item.unit === 'set' ? 1 : 0 },
        perDay,
        nowMs(),
      ),
      perDay30,
      perDay90,
      plannedPerDay,
      range,
      isPressing: isPressing(present, range, item, nowMs()),
      lots: lots.some(({ lot, expiresMs }) => lot !== '' || expiresMs !== null) ? lots : [],
      lowSwitch,
      byLevel,
      doubt:
        chemical === null
          ? null
          : tankDoubt(
              present.quantity,
              byLevel,
              lowSwitch,
              item.upTo,
              usedSinceCount(ledger),
              differencePercent,
            ),
      difference: countDifferences(ledger).at(-1) ?? null,
    };
  }
}
