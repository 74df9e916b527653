/** A point that a curve goes through. */
export interface Knot {
  readonly x: number;
  readonly y: number;
}

/**
 * Natural cubic spline through the knots (de Boor 1978, A Practical Guide to Splines, ch. IV;
 * second derivative 0 at both ends). At least two knots, x rising.
 * @returns the curve; beyond the ends it goes on as a straight line
 */
export function naturalSpline(knots: readonly Knot[]): (x: number) => number {
  const n = knots.length;
  const first = knots[0];
  const last = knots[n - 1];
  if (first === undefined || last === undefined || n < 2)
    throw new RangeError(`a spline needs at least 2 knots, not ${String(n)}`);
  const curvature = curvatures(knots);
  return (x) => {
    let i = 1;
    while (i < n - 1 && x > (knots[i]?.x ?? 0)) i++;
    const a = knots[i - 1] ?? first;
    const b = knots[i] ?? last;
    const h = b.x - a.x;
    const ma = curvature[i - 1] ?? 0;
    const mb = curvature[i] ?? 0;
    if (x <= first.x) return a.y + (x - a.x) * ((b.y - a.y) / h - (h * mb) / 6);
    if (x >= last.x) return b.y + (x - b.x) * ((b.y - a.y) / h + (h * ma) / 6);
    const left = b.x - x;
    const right = x - a.x;
    return (
      (ma * left ** 3 + mb * right ** 3) / (6 * h) +
      (a.y / h - (ma * h) / 6) * left +
      (b.y / h - (mb * h) / 6) * right
    );
  };
}

/** Second derivatives at the knots from the tridiagonal system (Thomas). */
function curvatures(knots: readonly Knot[]): readonly number[] {
  const n = knots.length;
  const upper: number[] = [0];
  const right: number[] = [0];
  for (let i = 1; i < n - 1; i++) {
    const [a, b, c] = [knots[i - 1], knots[i], knots[i + 1]];
    if (a === undefined || b === undefined || c === undefined) break;
    const before = b.x - a.x;
    const after = c.x - b.x;
    const pivot = 2 * (before + after) - before * (upper[i - 1] ?? 0);
    upper.push(after / pivot);
    const jump = 6 * ((c.y - b.y) / after - (b.y - a.y) / before);
    right.push((jump - before * (right[i - 1] ?? 0)) / pivot);
  }
  const result = knots.map(() => 0);
  for (let i = n - 2; i > 0; i--)
    result[i] = (right[i] ?? 0) - (upper[i] ?? 0) * (result[i + 1] ?? 0);
  return result;
}
