/**
 * Symmetric positive definite systems in packed form: the lower triangle row by row, element (i, j)
 * with j <= i at i (i + 1) / 2 + j.
 */
export const packedSize = (n: number): number => (n * (n + 1)) / 2;
export const packedAt = (i: number, j: number): number =>
  i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i;

/**
 * Lower factor L of A = L L' (Golub and Van Loan 2013, Matrix Computations, alg. 4.2.1).
 * @returns null when A is not positive definite to working precision
 */
export function cholesky(a: readonly number[], n: number): number[] | null {
  const l = a.slice(0, packedSize(n));
  for (let j = 0; j < n; j++) {
    const rowJ = (j * (j + 1)) / 2;
    let pivot = l[rowJ + j] ?? 0;
    for (let k = 0; k < j; k++) pivot -= (l[rowJ + k] ?? 0) ** 2;
    if (!(pivot > 0)) return null;
    const root = Math.sqrt(pivot);
    l[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = (i * (i + 1)) / 2;
      let sum = l[rowI + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (l[rowI + k] ?? 0) * (l[rowJ + k] ?? 0);
      l[rowI + j] = sum / root;
    }
  }
  return l;
}

/** Solves L x = b. */
export function forward(l: readonly number[], b: readonly number[]): number[] {
  const x: number[] = [];
  for (let i = 0; i < b.length; i++) {
    const row = (i * (i + 1)) / 2;
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (l[row + k] ?? 0) * (x[k] ?? 0);
    x.push(sum / (l[row + i] ?? 1));
  }
  return x;
}

/** Solves L L' x = b. */
export function solve(l: readonly number[], b: readonly number[]): number[] {
  const y = forward(l, b);
  for (let i = y.length - 1; i >= 0; i--) {
    let sum = y[i] ?? 0;
    for (let k = i + 1; k < y.length; k++) sum -= (l[(k * (k + 1)) / 2 + i] ?? 0) * (y[k] ?? 0);
    y[i] = sum / (l[(i * (i + 1)) / 2 + i] ?? 1);
  }
  return y;
}
