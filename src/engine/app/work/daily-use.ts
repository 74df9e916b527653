import { DateTime } from 'luxon';
import { activeTariff, priceAt } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { StockItem } from '#core/plant/stores.ts';
import type { LedgerRow, Stock } from '#core/work/stock.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { TrendPoint } from '#contract/records.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';

const MINUTE_MS = 60_000;
const MINUTES = 1440;
const TAGS_AT_ONCE = 12;

/** A day of the site's calendar. */
export interface LocalDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export function localDay(ms: number, timeZone: string): LocalDay {
  const start = DateTime.fromMillis(ms, { zone: timeZone }).startOf('day');
  return {
    date: start.toISODate() ?? '',
    fromMs: start.toMillis(),
    toMs: start.plus({ days: 1 }).toMillis(),
  };
}

/** Tags of the dosing rates that draw from an item's tank. */
export const rateTags = (profile: PlantProfile, item: StockItem): readonly string[] =>
  (item.chemical?.pumps ?? []).flatMap((machine) =>
    (profile.machines.find(({ id }) => id === machine)?.units ?? []).map(({ id }) => `${id}.rate`),
  );

/** Minute means of tags over a day; a minute nobody saw is not there. */
async function minutes(
  historian: Pick<Historian, 'trend'>,
  tags: readonly string[],
  { fromMs, toMs }: LocalDay,
): Promise<Result<ReadonlyMap<string, readonly TrendPoint[]>, HistorianFault>> {
  const found = new Map<string, readonly TrendPoint[]>();
  for (let i = 0; i < tags.length; i += TAGS_AT_ONCE) {
    const some = tags.slice(i, i + TAGS_AT_ONCE);
    const answer = await historian.trend({ tags: some, fromMs, toMs, buckets: MINUTES });
    if (!answer.ok) return answer;
    for (const { tag, points } of answer.value.series) found.set(tag, points);
  }
  return ok(found);
}

/**
 * What each chemical's dosing pumps took in a day, in the item's unit: rate of each minute (mL/min)
 * times a minute. Minutes in which nobody looked are not made up.
 */
export async function dosedOn(
  historian: Pick<Historian, 'trend'>,
  profile: PlantProfile,
  items: readonly StockItem[],
  day: LocalDay,
): Promise<Result<ReadonlyMap<string, number>, HistorianFault>> {
  const dosed = new Map<string, number>();
  for (const item of items) {
    if (item.chemical === null) continue;
    const series = await minutes(historian, rateTags(profile, item), day);
    if (!series.ok) return series;
    let litres = 0;
    for (const points of series.value.values())
      for (const [, , , mean] of points) litres += Math.max(0, mean ?? 0) / 1000;
    dosed.set(item.id, litres * item.chemical.perPumpedL);
  }
  return ok(dosed);
}

export interface EnergyDay {
  readonly kwh: number;
  readonly won: number;
}

/** Energy of a day by the power meter and what it cost by the tariff's bands; null without a meter or a tariff. */
export async function energyOn(
  historian: Pick<Historian, 'trend'>,
  profile: PlantProfile,
  day: LocalDay,
): Promise<Result<EnergyDay | null, HistorianFault>> {
  const tag = profile.display.powerTag;
  if (tag === null) return ok(null);
  const series = await minutes(historian, [tag], day);
  if (!series.ok) return series;
  const tariff = activeTariff(profile.tariffs);
  const holiday = profile.rounds.holidays.some(
    ({ from, to }) => day.date >= from && day.date <= to,
  );
  let kwh = 0;
  let won = 0;
  for (const [startMs, , , mean] of series.value.get(tag) ?? []) {
    if (mean === null || mean <= 0) continue;
    const local = DateTime.fromMillis(startMs, { zone: profile.site.timeZone });
    const price = priceAt(tariff, {
      month: local.month,
      weekday: local.weekday - 1,
      hour: local.hour,
      holiday,
    });
    const used = mean * (MINUTE_MS / 3_600_000);
    kwh += used;
    won += used * price.billedWonPerKwh;
  }
  return ok({ kwh, won });
}

/** What may come off the books for a day: never more than they hold, since a tank is not emptier than empty. */
export function bookable(dosed: number, stock: Stock, ledger: readonly LedgerRow[]): number {
  return stock.quantity === null
    ? dosed
    : Math.min(dosed, Math.max(0, ledger.at(-1)?.balance ?? 0));
}
