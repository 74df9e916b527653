/**
 * e^x for -20 <= x <= 0 with a relative error below 5e-16, at a fraction of the time of the library
 * call, which is what most of a settler's right-hand side would go to: x = n ln2/32 + r, e^r by its
 * series, 2^(n/32) from tables. Other arguments go to the library.
 */
const PER = 32 / Math.LN2;
// ln2/32 in two parts: n times the first is exact.
const STEP_HIGH = 0.02166084898635745;
const STEP_LOW = 4.06140840434059e-10;
const LOWEST = -20;
const ROOTS = Float64Array.from({ length: 32 }, (_, j) => 2 ** (j / 32));
const POWERS = Float64Array.from({ length: 32 }, (_, j) => 2 ** -j);

export function exponential(x: number): number {
  if (!(x >= LOWEST && x <= 0)) return Math.exp(x);
  const n = (x * PER) | 0;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const series =
    1 +
    r *
      (1 +
        r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040)))))));
  return (ROOTS[n & 31] as number) * (POWERS[-(n >> 5)] as number) * series;
}
