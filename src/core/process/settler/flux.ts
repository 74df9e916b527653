import { exponential } from './exponential.ts';
import { FEED_LAYER, LAYERS } from './parameters.ts';
import type { SettlerValues } from './parameters.ts';

/**
 * Settling velocity of a layer, m/d: v = v0 (exp(-rh X') - exp(-rp X')), X' = X - fns Xf, between 0
 * and v0max (Takacs et al. 1991, double exponential).
 * @param overMinimum X', g/m3
 */
export function settlingVelocity(values: SettlerValues, overMinimum: number): number {
  if (!(overMinimum > 0)) return 0;
  const v = values.v0 * (Math.exp(-values.rh * overMinimum) - Math.exp(-values.rp * overMinimum));
  return v > values.v0max ? values.v0max : v > 0 ? v : 0;
}

/** Solids that settle out of a layer by itself, g/(m2 d), for the layer at `i`; the numbers of `k` in the order of `settlingNumbers`. */
function ownFlux(k: Float64Array, x: Float64Array, i: number): number {
  const solids = x[i] as number;
  const over = solids - (k[5] as number);
  if (!(over > 0)) return 0;
  const v =
    (k[1] as number) *
    (exponential(-(k[2] as number) * over) - exponential(-(k[3] as number) * over));
  return (v > (k[0] as number) ? (k[0] as number) : v > 0 ? v : 0) * solids;
}

/** v0max, v0, rh, rp, Xt, and a place for fns Xf. */
export const settlingNumbers = (values: SettlerValues): Float64Array =>
  Float64Array.of(values.v0max, values.v0, values.rh, values.rp, values.Xt, 0);

/**
 * Solids that settle from each layer into the one below, g/(m2 d), into `flux` (LAYERS - 1 values).
 * Above the feed a layer gives what it can while the layer below is thin (X <= Xt), else, and from
 * the feed down always, the smaller of what it can give and what the layer below can pass on.
 * Numbers come in arrays, because a number handed to a function costs an allocation here.
 * @param k `settlingNumbers`, its last place set to fns Xf
 * @param x solids of the layers from the top, at `offset`, g/m3
 */
export function settlingFluxes(
  k: Float64Array,
  x: Float64Array,
  offset: number,
  flux: Float64Array,
): void {
  const threshold = k[4] as number;
  let upper = ownFlux(k, x, offset);
  for (let i = 0; i < LAYERS - 1; i++) {
    const lower = ownFlux(k, x, offset + i + 1);
    const freely = i < FEED_LAYER && (x[offset + i + 1] as number) <= threshold;
    flux[i] = freely || upper < lower ? upper : lower;
    upper = lower;
  }
}

/**
 * Changes of one quantity in the ten layers, g/(m3 d), by the bulk flows alone: up from the feed
 * with the effluent, down from it with the underflow.
 * @param feed the quantity in the feed, at `feedAt`
 * @param bulk exchange of a layer with the flow up and the flow down, 1/d
 */
export function bulkFlow(
  x: Float64Array,
  offset: number,
  dx: Float64Array,
  feed: Float64Array,
  feedAt: number,
  bulk: Float64Array,
): void {
  const up = bulk[0] as number;
  const down = bulk[1] as number;
  // Ten layers written out: this runs eight times in every right-hand side.
  const o = offset;
  const x1 = x[o + 1] as number;
  const x2 = x[o + 2] as number;
  const x3 = x[o + 3] as number;
  const x4 = x[o + 4] as number;
  const x5 = x[o + 5] as number;
  const x6 = x[o + 6] as number;
  const x7 = x[o + 7] as number;
  const x8 = x[o + 8] as number;
  dx[o] = up * (x1 - (x[o] as number));
  dx[o + 1] = up * (x2 - x1);
  dx[o + 2] = up * (x3 - x2);
  dx[o + 3] = up * (x4 - x3);
  dx[o + 4] = (up + down) * ((feed[feedAt] as number) - x4);
  dx[o + 5] = down * (x4 - x5);
  dx[o + 6] = down * (x5 - x6);
  dx[o + 7] = down * (x6 - x7);
  dx[o + 8] = down * (x7 - x8);
  dx[o + 9] = down * (x8 - (x[o + 9] as number));
}
