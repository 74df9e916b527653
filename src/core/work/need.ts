import { isNear } from './cause.ts';
import type { KeptBy, LedgerRow, Outlook, Stock } from './stock.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const MOST_WEEKS = 13;
/** Fewer whole weeks say nothing on how much use changes. */
const LEAST_WEEKS = 4;
/** How far a plan's rate may be off while nobody has measured it: the seed calls its own an estimate (7.3.8). */
const PLAN_SPREAD = 0.3;
/** One-sided 5 % quantile of a normal distribution: 9 of 10 run-outs lie between the two days. */
const QUANTILE = 1.645;
/** Nothing is told for longer than this. */
const FARTHEST_DAYS = 3650;

/** Use per day of each whole week before now, newest first, as far as the ledger reaches back. */
export function weeklyUse(ledger: readonly LedgerRow[], nowMs: number): readonly number[] {
  const first = ledger[0]?.move.atMs;
  if (first === undefined) return [];
  const weeks = Math.min(MOST_WEEKS, Math.floor((nowMs - first) / (WEEK_DAYS * DAY_MS)));
  const sums = new Array<number>(Math.max(0, weeks)).fill(0);
  for (const { move } of ledger) {
    if (move.kind !== 'used' && move.kind !== 'scrapped') continue;
    const week = Math.floor((nowMs - move.atMs) / (WEEK_DAYS * DAY_MS));
    if (week >= 0 && week < sums.length) sums[week] = (sums[week] ?? 0) + move.quantity;
  }
  return sums.map((sum) => sum / WEEK_DAYS);
}

/** Between which days a stock runs out, 9 times out of 10. */
export interface RunOutRange {
  readonly earliestMs: number;
  /** Null when it may last longer than ten years. */
  readonly latestMs: number | null;
  /** Weeks of measured use it rests on; 0 when only the plan tells. */
  readonly weeks: number;
}

/**
 * Between which days a stock runs out. Use over T days is normal with mean rT and the variance of T
 * days of weeks like those seen, plus that of the mean itself: s²(7T + T²/n) for a weekly mean's
 * variance s² out of n weeks. With fewer than four weeks the rate may be off by 30 %.
 * @param perDay use that is reckoned with, per day
 */
export function runOutRange(
  quantity: number,
  perDay: number,
  weekly: readonly number[],
  nowMs: number,
): RunOutRange | null {
  if (perDay <= 0 || quantity <= 0) return null;
  const n = weekly.length;
  const mean = weekly.reduce((sum, each) => sum + each, 0) / Math.max(1, n);
  const variance = n < 2 ? 0 : weekly.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1);
  const spread = (days: number): number =>
    n < LEAST_WEEKS
      ? PLAN_SPREAD * perDay * days
      : QUANTILE * Math.sqrt(variance * (WEEK_DAYS * days + (days * days) / n));
  const at = (sign: 1 | -1): number | null => {
    const used = (days: number): number => perDay * days + sign * spread(days);
    // Slow use may never reach the stock: the spread grows faster than the mean.
    const step = Math.max(0.25, quantity / perDay / 200);
    for (let days = step; days <= FARTHEST_DAYS; days += step) {
      if (used(days) < quantity) continue;
      let [low, high] = [days - step, days];
      for (let i = 0; i < 30; i++) {
        const middle = (low + high) / 2;
        if (used(middle) < quantity) low = middle;
        else high = middle;
      }
      return high;
    }
    return null;
  };
  const earliest = at(1) ?? FARTHEST_DAYS;
  const latest = at(-1);
  return {
    earliestMs: nowMs + earliest * DAY_MS,
    latestMs: latest === null ? null : nowMs + latest * DAY_MS,
    weeks: n < LEAST_WEEKS ? 0 : n,
  };
}

/** What a stock asks of a person now. `quiet`: it was asked for, and the answer is on its way. */
export const STOCK_ASKS = ['nothing', 'order', 'quiet', 'remind'] as const;
export type StockAsk = (typeof STOCK_ASKS)[number];

/** The newest order to buy of an item, as far as there was one. */
export interface Asked {
  readonly isOpen: boolean;
  /** When it was opened, reminded of, or closed last. */
  readonly lastMs: number;
}

/** Somebody is not asked again sooner, however short the lead time. */
const LEAST_WAIT_DAYS = 3;

const askWaitDays = (leadDays: number): number => Math.max(LEAST_WAIT_DAYS, leadDays);

/**
 * Whether an order to buy that nobody has answered is no longer needed: the stock is enough, and for
 * longer than would be waited before asking again. A use that changes a little from day to day
 * neither opens nor ends an order by itself.
 */
export const isNeedOver = (
  { state, orderByMs }: Pick<Outlook, 'state' | 'orderByMs'>,
  { leadDays }: Pick<KeptBy, 'leadDays'>,
  nowMs: number,
): boolean =>
  state === 'enough' && (orderByMs === null || orderByMs - nowMs >= askWaitDays(leadDays) * DAY_MS);

/**
 * Asks once and then waits for the lead time: a stock whose minimum lies just under what the tank
 * holds would else ask with every delivery's first use. An open order that nobody answered with a
 * purchase is reminded of after the lead time; one that was closed is asked for anew only then.
 * A stock that is used up asks again after the least wait.
 */
export function stockAsk(
  { state }: Pick<Outlook, 'state'>,
  asked: Asked | null,
  { leadDays }: Pick<KeptBy, 'leadDays'>,
  nowMs: number,
): StockAsk {
  const needs = state === 'out' || state === 'low' || state === 'orderNow' || state === 'late';
  if (!needs) return state === 'ordered' ? 'quiet' : 'nothing';
  if (asked === null) return 'order';
  const waitDays = state === 'out' ? LEAST_WAIT_DAYS : askWaitDays(leadDays);
  if (isNear(asked.lastMs, nowMs, waitDays * DAY_MS)) return 'quiet';
  return asked.isOpen ? 'remind' : 'order';
}

/**
 * Whether a stock is an alarm and not only a thing to buy: nothing left, or nothing on order and
 * a delivery ordered today could come too late. Below the minimum alone is what the minimum is for.
 */
export function isPressing(
  stock: Stock,
  range: RunOutRange | null,
  { leadDays }: Pick<KeptBy, 'leadDays'>,
  nowMs: number,
): boolean {
  if (stock.quantity === null) return false;
  if (stock.quantity <= 0) return true;
  if (range === null) return false;
  const comesMs = stock.onOrder > 0 ? (stock.expectedMs ?? nowMs) : nowMs + leadDays * DAY_MS;
  return range.earliestMs < comesMs;
}

export const TANK_DOUBTS = ['levelBelow', 'levelAbove', 'switchOn'] as const;
export type TankDoubt = (typeof TANK_DOUBTS)[number];

/** A float switch at the bottom is on below this share of the tank. */
const BOTTOM_SHARE = 0.2;
/** A meter is not read finer than this share of the tank. */
const METER_SHARE = 0.03;

/**
 * Whether the tank's own meter or bottom switch speaks against what doses and deliveries leave.
 * @param byLevel stock by the level meter, in the item's unit; null without one
 * @param lowSwitch bottom switch; null without one
 * @param usedSinceCount used by the books since the last count
 * @param percent what books may be off, % of that use
 */
export function tankDoubt(
  quantity: number | null,
  byLevel: number | null,
  lowSwitch: boolean | null,
  capacity: number,
  usedSinceCount: number,
  percent: number,
): TankDoubt | null {
  if (quantity === null) return null;
  if (byLevel !== null) {
    const allowed = Math.max((percent / 100) * usedSinceCount, METER_SHARE * capacity);
    const off = byLevel - quantity;
    if (Math.abs(off) > allowed) return off < 0 ? 'levelBelow' : 'levelAbove';
  }
  return lowSwitch === true && quantity > BOTTOM_SHARE * capacity ? 'switchOn' : null;
}
