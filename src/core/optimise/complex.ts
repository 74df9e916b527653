import { nextUniform } from '../random.ts';
import type { RandomState } from '../random.ts';
import type { Point } from './problem.ts';

/** A point of the unit cube with its value. */
export interface Member {
  readonly x: Point;
  readonly value: number;
}

export const byValue = (a: Member, b: Member): number => a.value - b.value;

/** Draws `count` places of 0..size-1 without repetition, the first ones likeliest (triangular). */
export function triangularDraw(size: number, count: number, random: RandomState): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    // Inverse of the cumulated triangular distribution rho_i = 2 (m + 1 - i) / (m (m + 1)).
    const m = size + 0.5;
    const place = Math.floor(
      m - Math.sqrt(Math.max(0, m * m - size * (size + 1) * nextUniform(random))),
    );
    drawn.add(Math.min(size - 1, Math.max(0, place)));
  }
  return [...drawn].sort((a, b) => a - b);
}

const inside = (x: Point): boolean => x.every((u) => u >= 0 && u <= 1);

/** Random point in the smallest box around the members (Duan's mutation). */
function inHull(members: readonly Member[], random: RandomState): number[] {
  const first = members[0]?.x ?? [];
  return first.map((_, i) => {
    let low = 1;
    let high = 0;
    for (const { x } of members) {
      const u = x[i] ?? 0;
      low = Math.min(low, u);
      high = Math.max(high, u);
    }
    return low + nextUniform(random) * (high - low);
  });
}

/**
 * One offspring of a complex by competitive complex evolution (Duan, Gupta and Sorooshian 1993):
 * a sub-complex is drawn, its worst point reflected through the centroid of the others; when
 * that is no better, contracted; when that is no better either, replaced by a random point of
 * the complex's box. Yields the point to evaluate, is resumed with its value, and leaves the
 * complex sorted.
 */
export function* evolveOnce(
  complex: Member[],
  subSize: number,
  random: RandomState,
): Generator<Point, void, number> {
  const places = triangularDraw(complex.length, subSize, random);
  const worstPlace = places.at(-1) ?? 0;
  const worst = complex[worstPlace];
  if (worst === undefined) return;
  const others = places.slice(0, -1);
  const centroid = worst.x.map(
    (_, i) => others.reduce((sum, at) => sum + (complex[at]?.x[i] ?? 0), 0) / others.length,
  );
  const reflected = worst.x.map((u, i) => 2 * (centroid[i] ?? u) - u);
  let x: Point = inside(reflected) ? reflected : inHull(complex, random);
  let value = yield x;
  if (value >= worst.value) {
    x = worst.x.map((u, i) => (u + (centroid[i] ?? u)) / 2);
    value = yield x;
  }
  if (value >= worst.value) {
    x = inHull(complex, random);
    value = yield x;
  }
  complex[worstPlace] = { x, value };
  complex.sort(byValue);
}
