/** Symmetric matrices of a few rows, as arrays of rows. */
export type Matrix = readonly (readonly number[])[];

const at = (m: Matrix, i: number, j: number): number => m[i]?.[j] ?? 0;

/** Transpose times matrix: sums of products of the columns. */
export function crossProducts(columns: Matrix): number[][] {
  return columns.map((a) => columns.map((b) => a.reduce((sum, v, k) => sum + v * (b[k] ?? 0), 0)));
}

/** Eigenvalues, smallest first, with eigenvectors, by Jacobi's rotations (1846). */
export function eigen(matrix: Matrix): { readonly values: number[]; readonly vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const size = Math.sqrt(a.flat().reduce((sum, x) => sum + x * x, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) off += at(a, i, j) ** 2;
    if (Math.sqrt(off) <= 1e-14 * size) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  const order = a.map((_, i) => i).sort((i, j) => at(a, i, i) - at(a, j, j));
  return {
    values: order.map((i) => at(a, i, i)),
    vectors: order.map((i) => v.map((row) => row[i] ?? 0)),
  };
}

function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const apq = at(a, p, q);
  if (apq === 0) return;
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (row: number[]): void => {
    const x = row[p] ?? 0;
    const y = row[q] ?? 0;
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  };
  a.forEach(turn);
  const rowP = a[p] ?? [];
  const rowQ = a[q] ?? [];
  a[p] = rowP.map((x, k) => c * x - s * (rowQ[k] ?? 0));
  a[q] = rowQ.map((y, k) => s * (rowP[k] ?? 0) + c * y);
  v.forEach(turn);
}

/** Inverse of a symmetric positive definite matrix; null where it is singular to working precision. */
export function inverse(matrix: Matrix): number[][] | null {
  const { values, vectors } = eigen(matrix);
  const largest = values.at(-1) ?? 0;
  if (!(largest > 0) || (values[0] ?? 0) <= 1e-13 * largest) return null;
  return matrix.map((_, i) =>
    matrix.map((__, j) =>
      values.reduce((sum, value, k) => sum + (at(vectors, k, i) * at(vectors, k, j)) / value, 0),
    ),
  );
}
