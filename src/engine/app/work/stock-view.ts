import { usable } from '#core/control/facts.ts';
import type { EngineState } from '#core/control/state.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { countDifferences, outlook, usePerDay } from '#core/work/stock.ts';
import type { CountDifference, Outlook, Stock } from '#core/work/stock.ts';
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
  /** Float switch at the bottom of the tank; null without one or unread. */
  readonly lowSwitch: boolean | null;
  /** Stock by the tank's own level meter. */
  readonly byLevel: number | null;
  /** Newest count against the books. */
  readonly difference: CountDifference | null;
}

export interface StockViewOptions {
  readonly stock: StockDesk;
  readonly services: ServiceDesk;
  readonly state: () => EngineState;
  readonly nowMs: () => number;
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
    const { stock, services, state, nowMs } = this.#options;
    const { samples } = state();
    const ledger = stock.ledger(item.id);
    const present = stock.stock(item.id);
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
    const version = stock.versions.get(item.id);
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
      lowSwitch: low === null ? null : low !== 0,
      byLevel: level === null || chemical?.level == null ? null : level * chemical.level.perUnit,
      difference: countDifferences(ledger).at(-1) ?? null,
    };
  }
}
