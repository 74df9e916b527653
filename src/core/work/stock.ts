import { z } from 'zod';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';

/**
 * What came, went and was counted (entry kind `stockMove`, `tsMs` = `atMs`). The stock is never
 * stored: it is the sum of what the moves did, so that nobody can change it without saying how.
 */
export const MOVE_KINDS = [
  'received',
  'used',
  'scrapped',
  /** Put right by a signed amount, with the reason. */
  'corrected',
  /** What was found; takes the place of everything before it. */
  'counted',
  /** Ordered from the dealer; moves nothing yet. */
  'ordered',
] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

export const moveSchema = z.strictObject({
  id: z.string().min(3).max(120),
  item: z.string().min(1),
  kind: z.enum(MOVE_KINDS),
  /** In the item's unit; below zero only for `corrected`. */
  quantity: z.number(),
  /** When it happened, which may be before it was written down. */
  atMs: z.number(),
  state: z.enum(['valid', 'withdrawn']),
  /** Work order it was used for. */
  order: z.string().nullable(),
  /** Of a delivery: the order it answers. */
  closes: z.string().nullable(),
  supplier: z.string().max(120),
  lot: z.string().max(60),
  /** Of a delivery: after this it should no longer be used; null where nothing says. */
  expiresMs: z.number().nullable().default(null),
  /** Of a delivery: what was paid, won; null where nobody said. */
  costWon: z.number().min(0).nullable(),
  /** Of an order: when it should come. */
  expectedMs: z.number().nullable(),
  note: z.string().max(300),
  by: z.string().min(1).max(80),
  writtenMs: z.number(),
});
export type StockMove = z.infer<typeof moveSchema>;

/** A move with what it did to the stock. */
export interface LedgerRow {
  readonly move: StockMove;
  /** Added to the stock, in the item's unit. */
  readonly effect: number;
  readonly balance: number;
}

/** Below this a sum of decimals is nothing. */
const DUST = 1e-9;
const clean = (value: number): number => (Math.abs(value) < DUST ? 0 : value);

/** Order in which moves take effect: by time, a count after the rest of its instant, then by when they were written. */
const inOrder = (a: StockMove, b: StockMove): number =>
  a.atMs - b.atMs ||
  Number(a.kind === 'counted') - Number(b.kind === 'counted') ||
  a.writtenMs - b.writtenMs ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The valid moves of one item in order, each with its effect: the balance is always the sum of the effects. */
export function ledgerOf(moves: Iterable<StockMove>): readonly LedgerRow[] {
  let balance = 0;
  return [...moves]
    .filter(({ state }) => state === 'valid')
    .sort(inOrder)
    .map((move) => {
      const effect = clean(effectOf(move, balance));
      balance = clean(balance + effect);
      return { move, effect, balance };
    });
}

function effectOf(move: StockMove, before: number): number {
  switch (move.kind) {
    case 'received':
    case 'corrected':
      return move.quantity;
    case 'used':
    case 'scrapped':
      return -move.quantity;
    case 'counted':
      return move.quantity - before;
    case 'ordered':
      return 0;
  }
}

export interface Stock {
  /** Null while nothing was ever counted: what came and went then says nothing on what is there. */
  readonly quantity: number | null;
  readonly countedMs: number | null;
  /** Ordered and not delivered yet, and the first day something should come. */
  readonly onOrder: number;
  readonly expectedMs: number | null;
}

/** Stock of one item after its moves. */
export function stockOf(ledger: readonly LedgerRow[]): Stock {
  const counts = ledger.filter(({ move }) => move.kind === 'counted');
  const closed = new Set(
    ledger.flatMap(({ move }) => (move.kind === 'received' ? (move.closes ?? []) : [])),
  );
  const waiting = ledger.filter(({ move }) => move.kind === 'ordered' && !closed.has(move.id));
  const dates = waiting.flatMap(({ move }) => move.expectedMs ?? []);
  return {
    quantity: counts.length === 0 ? null : (ledger.at(-1)?.balance ?? 0),
    countedMs: counts.at(-1)?.move.atMs ?? null,
    onOrder: waiting.reduce((sum, { move }) => sum + move.quantity, 0),
    expectedMs: dates.length === 0 ? null : Math.min(...dates),
  };
}

export type MoveProblem =
  | { readonly code: 'uncounted' }
  | { readonly code: 'negative'; readonly atMs: number; readonly balance: number };

/**
 * Whether the moves hold together: no use before the first count, and at no time less than nothing.
 * @returns the ledger, or where it breaks
 */
export function checkMoves(moves: Iterable<StockMove>): Result<readonly LedgerRow[], MoveProblem> {
  const ledger = ledgerOf(moves);
  let counted = false;
  for (const { move, balance } of ledger) {
    if (move.kind === 'counted') counted = true;
    const takes = move.kind === 'used' || move.kind === 'scrapped' || move.kind === 'corrected';
    // What the dosing pumps took is known also while nobody has counted the tank.
    if (takes && !counted && move.by !== 'engine') return err({ code: 'uncounted' });
    if (counted && balance < 0) return err({ code: 'negative', atMs: move.atMs, balance });
  }
  return ok(ledger);
}

const DAY_MS = 86_400_000;

/** Use per day over the last so many days, from when something was first written down; null when that was less than `leastDays` ago. */
export function usePerDay(
  ledger: readonly LedgerRow[],
  nowMs: number,
  days: number,
  leastDays: number,
): number | null {
  const first = ledger[0]?.move.atMs;
  if (first === undefined) return null;
  const spanDays = Math.min(days, (nowMs - first) / DAY_MS);
  if (spanDays < leastDays) return null;
  const fromMs = nowMs - days * DAY_MS;
  const used = ledger
    .filter(({ move }) => move.atMs >= fromMs && (move.kind === 'used' || move.kind === 'scrapped'))
    .reduce((sum, { move }) => sum + move.quantity, 0);
  return used / spanDays;
}

/** What an item is kept by. */
export interface KeptBy {
  readonly minimum: number;
  readonly upTo: number;
  readonly lot: number;
  readonly leadDays: number;
  /** Least that is taken at once: 1 for pieces, 0 for what flows. */
  readonly portion: number;
}

export const STOCK_STATES = [
  'uncounted',
  'out',
  'low',
  'orderNow',
  /** On order, but the day it should have come is over. */
  'late',
  'ordered',
  'enough',
] as const;
export type StockState = (typeof STOCK_STATES)[number];

export interface Outlook {
  /** Use that is reckoned with, per day. */
  readonly perDay: number;
  /** When nothing is left if use goes on so; null when it never runs out or was never counted. */
  readonly runOutMs: number | null;
  /** When it falls below the minimum. */
  readonly lowMs: number | null;
  /** Last moment to order: it falls below the minimum, or a delivery could not come before it runs out. */
  readonly orderByMs: number | null;
  readonly state: StockState;
  /** What to order, in lots; 0 when nothing needs to be. */
  readonly propose: number;
}

/**
 * How long a stock lasts and what to order (seed 7.3.8: minimum; lead time of the dealer).
 * @param perDay use per day, 0 or more, in the item's unit
 */
export function outlook(stock: Stock, kept: KeptBy, perDay: number, nowMs: number): Outlook {
  const { quantity, onOrder } = stock;
  if (quantity === null)
    return { perDay, runOutMs: null, lowMs: null, orderByMs: null, state: 'uncounted', propose: 0 };
  const at = (left: number): number | null =>
    left <= 0 ? nowMs : perDay <= 0 ? null : nowMs + (left / perDay) * DAY_MS;
  const runOutMs = at(quantity);
  const lowMs = quantity < kept.minimum ? nowMs : at(quantity - kept.minimum + kept.portion);
  const latest = runOutMs === null ? null : runOutMs - kept.leadDays * DAY_MS;
  const orderByMs = lowMs === null ? latest : Math.min(lowMs, latest ?? lowMs);
  const below = quantity < kept.minimum;
  const late = below || (latest !== null && latest <= nowMs);
  const covered = onOrder > 0 && quantity + onOrder >= kept.minimum;
  const overdue = stock.expectedMs !== null && stock.expectedMs + DAY_MS < nowMs;
  const state: StockState =
    quantity <= 0
      ? 'out'
      : !late
        ? 'enough'
        : covered
          ? overdue
            ? 'late'
            : 'ordered'
          : below
            ? 'low'
            : 'orderNow';
  const room = kept.upTo - quantity - onOrder;
  const needs = late && !covered && room > 0;
  // A tank is not overfilled, so only whole lots that fit; one at least, since something is missing.
  const propose = needs ? Math.max(1, Math.floor((room + DUST) / kept.lot)) * kept.lot : 0;
  return { perDay, runOutMs, lowMs, orderByMs, state, propose };
}

/** What a count says on the books since the count before it. */
export interface CountDifference {
  readonly move: StockMove;
  readonly fromMs: number;
  /** Used by the books since then. */
  readonly booked: number;
  /** Found less what the books had: below zero when something is missing. */
  readonly difference: number;
  /** Share of what was used, %; null when nothing was. */
  readonly percent: number | null;
}

/** Each count against what was booked between it and the count before: use by level against use by dose. */
export function countDifferences(ledger: readonly LedgerRow[]): readonly CountDifference[] {
  const found: CountDifference[] = [];
  let since: number | null = null;
  let booked = 0;
  for (const { move, effect } of ledger) {
    if (move.kind === 'used' || move.kind === 'scrapped') booked += move.quantity;
    if (move.kind !== 'counted') continue;
    if (since !== null)
      found.push({
        move,
        fromMs: since,
        booked,
        difference: effect,
        percent: booked > 0 ? (100 * Math.abs(effect)) / booked : null,
      });
    since = move.atMs;
    booked = 0;
  }
  return found;
}
