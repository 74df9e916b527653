import { LIKE_SHARE, energySavings } from '#core/report/savings.ts';
import type { DayUse, SavingsFigures } from '#core/report/savings.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { moveSchema } from '#core/work/stock.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { MeasuredFigures } from './measured.ts';
import { entriesOf } from './record-pages.ts';
import type { Span } from './record-pages.ts';

const DAY_MS = 86_400_000;
/** Days before the span that its baseline is sought in: a season is about as long. */
const BASE_DAYS = 60;

/** Energy and chemicals of a span against the days before it, out of counters and booked use. */
export async function savingsOf(
  {
    profile,
    historian,
    measured,
  }: {
    readonly profile: PlantProfile;
    readonly historian: Historian;
    readonly measured: MeasuredFigures;
  },
  span: Span,
): Promise<SavingsFigures> {
  const base: Span = { fromMs: span.fromMs - BASE_DAYS * DAY_MS, toMs: span.fromMs };
  const [days, before] = [await measured.days(span), await measured.days(base)];
  const energy = energySavings(days, before);
  const moves = await usedMoves(historian, base.fromMs, span.toMs);
  return {
    ...energy,
    likePercent: LIKE_SHARE * 100,
    baseFromMs: base.fromMs,
    chemicals: profile.stores.items.flatMap((item) => {
      const own = moves.filter((move) => move.item === item.id);
      if (own.length === 0) return [];
      const [now, then] = [perVolume(own, span, days), perVolume(own, base, before)];
      return [
        {
          item: item.id,
          ko: item.name.ko,
          en: item.name.en,
          unit: item.unit,
          per1000M3: now.per1000M3,
          basePer1000M3: then.per1000M3,
          days: now.days,
          baseDays: then.days,
        },
      ];
    }),
  };
}

async function usedMoves(
  historian: Historian,
  fromMs: number,
  toMs: number,
): Promise<readonly StockMove[]> {
  const moves = await entriesOf(historian, ['stockMove'], { fromMs, toMs });
  return moves.flatMap(({ body }) => {
    const move = moveSchema.safeParse(body);
    return move.success && move.data.kind === 'used' && move.data.state === 'valid'
      ? [move.data]
      : [];
  });
}

/** Booked use against the water of the days that are whole; null where nothing was booked or measured. */
function perVolume(
  moves: readonly StockMove[],
  { fromMs, toMs }: Span,
  days: readonly DayUse[],
): { readonly per1000M3: number | null; readonly days: number } {
  const within = moves.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const m3 = days.reduce((sum, day) => sum + day.m3, 0);
  const used = within.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    per1000M3: within.length === 0 || m3 <= 0 ? null : (used / m3) * 1000,
    days: new Set(within.map(({ atMs }) => Math.floor(atMs / DAY_MS))).size,
  };
}
