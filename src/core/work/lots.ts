import type { LedgerRow } from './stock.ts';

/** What is left of a delivery that carries a lot number or an expiry date. */
export interface LotLeft {
  /** Empty for what came without a number. */
  readonly lot: string;
  readonly expiresMs: number | null;
  readonly receivedMs: number;
  readonly left: number;
}

const DUST = 1e-9;
const order = (a: LotLeft, b: LotLeft): number =>
  (a.expiresMs ?? Infinity) - (b.expiresMs ?? Infinity) || a.receivedMs - b.receivedMs;

/**
 * What is left of each lot: a use that names its lot takes from it, all else takes what expires
 * first. A count that finds less takes the same way; what it finds more came without a lot.
 * The lots always add up to the stock where that is not below zero.
 */
export function lotsOf(ledger: readonly LedgerRow[]): readonly LotLeft[] {
  let lots: LotLeft[] = [];
  const add = (lot: string, expiresMs: number | null, receivedMs: number, amount: number): void => {
    const same = lots.find((each) => each.lot === lot && each.expiresMs === expiresMs);
    if (same === undefined) lots.push({ lot, expiresMs, receivedMs, left: amount });
    else lots = lots.map((each) => (each === same ? { ...each, left: each.left + amount } : each));
  };
  const take = (amount: number, wanted: string): void => {
    let rest = amount;
    const first = [...lots].sort(
      (a, b) => Number(b.lot === wanted) - Number(a.lot === wanted) || order(a, b),
    );
    const taken = new Map<LotLeft, number>();
    for (const each of wanted === '' ? [...lots].sort(order) : first) {
      const part = Math.min(each.left, rest);
      taken.set(each, part);
      rest -= part;
      if (rest <= DUST) break;
    }
    lots = lots
      .map((each) => ({ ...each, left: each.left - (taken.get(each) ?? 0) }))
      .filter(({ left }) => left > DUST);
  };
  for (const { move, effect } of ledger) {
    if (effect > DUST)
      add(
        move.kind === 'received' ? move.lot : '',
        move.kind === 'received' ? move.expiresMs : null,
        move.atMs,
        effect,
      );
    else if (effect < -DUST) take(-effect, move.lot);
  }
  return lots.sort(order);
}
