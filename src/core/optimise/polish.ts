import type { Point } from './problem.ts';
import type { Member } from './complex.ts';

export interface PolishSettings {
  /** Difference for the gradient, share of a variable's range. */
  readonly step: number;
  /** Quasi-Newton steps at most. */
  readonly iterations: number;
}

const clampUnit = (u: number): number => Math.min(1, Math.max(0, u));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);

/** Forward differences, backward where the upper bound is near; all points can be evaluated at once. */
function* gradient(
  at: Member,
  step: number,
): Generator<Point[], { readonly slope: number[]; readonly best: Member }, readonly number[]> {
  const signs = at.x.map((u) => (u + step <= 1 ? 1 : -1));
  const points = at.x.map((_, i) => at.x.map((u, j) => (i === j ? u + (signs[i] ?? 1) * step : u)));
  const values = yield points;
  let best = at;
  values.forEach((value, i) => {
    if (value < best.value) best = { x: points[i] ?? at.x, value };
  });
  return { slope: values.map((value, i) => (value - at.value) / ((signs[i] ?? 1) * step)), best };
}

const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

/** Update of the inverse Hessian (Broyden, Fletcher, Goldfarb, Shanno 1970); left alone where curvature is not positive. */
function update(h: number[][], s: readonly number[], y: readonly number[]): number[][] {
  const sy = dot(s, y);
  if (!(sy > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return h;
  const hy = h.map((row) => dot(row, y));
  const factor = (1 + dot(y, hy) / sy) / sy;
  return h.map((row, i) =>
    row.map(
      (v, j) =>
        v +
        factor * (s[i] ?? 0) * (s[j] ?? 0) -
        ((hy[i] ?? 0) * (s[j] ?? 0) + (s[i] ?? 0) * (hy[j] ?? 0)) / sy,
    ),
  );
}

/**
 * Descends from a point into the bottom of its valley: quasi-Newton with gradients by
 * differences, inside the unit cube (variables at a bound that the gradient pushes outwards
 * are held). Ends when a step gains nothing, so that on a rough objective it costs little.
 * @returns the best point seen, the start included
 */
export function* polish(
  start: Member,
  settings: PolishSettings,
): Generator<Point[], Member, readonly number[]> {
  const n = start.x.length;
  let at = start;
  let best = start;
  let h = identity(n);
  let fresh = true;
  const first = yield* gradient(at, settings.step);
  let slope = first.slope;
  if (first.best.value < best.value) best = first.best;
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    const held = at.x.map(
      (u, i) => (u <= 0 && (slope[i] ?? 0) > 0) || (u >= 1 && (slope[i] ?? 0) < 0),
    );
    const free = slope.map((g, i) => (held[i] === true ? 0 : g));
    const steepness = Math.sqrt(dot(free, free));
    if (!(steepness > 0) || !Number.isFinite(steepness)) break;
    let direction = h.map((row, i) => (held[i] === true ? 0 : -dot(row, free)));
    if (!(dot(direction, free) < 0)) {
      h = identity(n);
      fresh = true;
      direction = free.map((g) => -g);
    }
    // Without curvature the first step goes a hundredth of the range.
    let length = fresh ? 0.01 / Math.sqrt(dot(direction, direction)) : 1;
    let next: Member | null = null;
    for (let halving = 0; halving < 12; halving++) {
      const x = at.x.map((u, i) => clampUnit(u + length * (direction[i] ?? 0)));
      const [value = Number.MAX_VALUE] = yield [x];
      const moved = x.map((u, i) => u - (at.x[i] ?? 0));
      if (value <= at.value + 1e-4 * Math.min(0, dot(moved, slope)) && value < at.value) {
        next = { x, value };
        break;
      }
      length *= halving < 2 ? 0.5 : 0.2;
    }
    if (next === null) {
      if (fresh) break;
      h = identity(n);
      fresh = true;
      continue;
    }
    if (next.value < best.value) best = next;
    const gain = at.value - next.value;
    const measured = yield* gradient(next, settings.step);
    if (measured.best.value < best.value) best = measured.best;
    const before = at;
    const oldSlope = slope;
    const s = next.x.map((u, i) => u - (before.x[i] ?? 0));
    const y = measured.slope.map((g, i) => g - (oldSlope[i] ?? 0));
    if (fresh && dot(s, y) > 0) {
      const scale = dot(s, y) / dot(y, y);
      h = identity(n).map((row) => row.map((v) => v * scale));
    }
    h = update(h, s, y);
    fresh = false;
    at = next;
    slope = measured.slope;
    if (gain <= 1e-9 * (Math.abs(at.value) + 1e-12) + 1e-14) break;
  }
  return best;
}
