import { LIKE_SHARE, energySavings } from '#core/report/savings.ts';
import type { DayUse, SavingsFigures } from '#core/report/savings.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { moveSchema } from '#core/work/stock.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { taken } from './failed.ts';
import type { MeasuredFigures } from './measured.ts';

const DAY_MS = 86_400_000;
/** Days before the span that its baseline is sought in: a season is about as long. */
const BASE_DAYS = 60;
const PAGE = 500;
const MOST_MOVES = 20_000;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

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
  const found: StockMove[] = [];
  for (let beforeSeq: number | undefined; found.length < MOST_MOVES;) {
    const page: Awaited<ReturnType<Historian['entries']>> = await historian.entries({
      kinds: ['stockMove'],
      versions: 'latest',
      fromMs,
      toMs,
      limit: PAGE,
      ...(beforeSeq === undefined ? {} : { beforeSeq }),
    });
    const rows = taken(stored(page));
    for (const { body } of rows) {
      const move = moveSchema.safeParse(body);
      if (move.success && move.data.kind === 'used' && move.data.state === 'valid')
        found.push(move.data);
    }
    beforeSeq = rows.at(-1)?.seq;
    if (rows.length < PAGE) break;
  }
  return found;
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
