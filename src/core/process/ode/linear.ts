/**
 * LU factorisation with row exchange of a dense matrix in row order, in place.
 * @returns false when the matrix is singular to rounding
 */
export function factorise(a: Float64Array, n: number, pivots: Int32Array): boolean {
  for (let k = 0; k < n; k++) {
    let p = k;
    let largest = Math.abs(a[k * n + k] as number);
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(a[i * n + k] as number);
      if (size > largest) {
        largest = size;
        p = i;
      }
    }
    pivots[k] = p;
    if (!(largest > 0) || !Number.isFinite(largest)) return false;
    if (p !== k)
      for (let j = 0; j < n; j++) {
        const swap = a[k * n + j] as number;
        a[k * n + j] = a[p * n + j] as number;
        a[p * n + j] = swap;
      }
    const inverse = 1 / (a[k * n + k] as number);
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k] as number) * inverse;
      if (factor === 0) continue;
      a[i * n + k] = factor;
      const row = i * n;
      const top = k * n;
      for (let j = k + 1; j < n; j++)
        a[row + j] = (a[row + j] as number) - factor * (a[top + j] as number);
    }
  }
  return true;
}

/** Solves with what `factorise` left, the right-hand side in place. */
export function solveFactorised(
  a: Float64Array,
  n: number,
  pivots: Int32Array,
  b: Float64Array,
): void {
  for (let k = 0; k < n; k++) {
    const p = pivots[k] as number;
    if (p !== k) {
      const swap = b[k] as number;
      b[k] = b[p] as number;
      b[p] = swap;
    }
  }
  for (let i = 1; i < n; i++) {
    let sum = b[i] as number;
    const row = i * n;
    for (let j = 0; j < i; j++) sum -= (a[row + j] as number) * (b[j] as number);
    b[i] = sum;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number;
    const row = i * n;
    for (let j = i + 1; j < n; j++) sum -= (a[row + j] as number) * (b[j] as number);
    b[i] = sum / (a[row + i] as number);
  }
}
