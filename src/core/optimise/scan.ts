import { nextUniform } from '../random.ts';
import type { RandomState } from '../random.ts';
import type { Member } from './complex.ts';
import type { Point } from './problem.ts';

/**
 * Looks along every axis from the best point, in random order: `perAxis` points, half of them
 * anywhere on the axis, half at distances from the whole range down to `finest` of it, each
 * magnitude as likely. A better point is taken at once, so that variables which act apart from
 * each other are found one by one.
 * @returns the best point seen, the start included
 */
export function* scanAxes(
  start: Member,
  perAxis: number,
  finest: number,
  random: RandomState,
): Generator<Point[], Member, readonly number[]> {
  let best = start;
  const axes = start.x.map((_, i) => i);
  for (let i = axes.length - 1; i > 0; i--) {
    const j = Math.floor(nextUniform(random) * (i + 1));
    [axes[i], axes[j]] = [axes[j] ?? 0, axes[i] ?? 0];
  }
  for (const axis of axes) {
    const here = best.x[axis] ?? 0;
    const points: Point[] = [];
    for (let k = 0; k < perAxis; k++) {
      let u: number;
      if (k % 2 === 0) u = nextUniform(random);
      else {
        const distance = finest ** nextUniform(random);
        u = here + (nextUniform(random) < 0.5 ? -distance : distance);
        if (u < 0 || u > 1) u = nextUniform(random);
      }
      points.push(best.x.map((v, i) => (i === axis ? u : v)));
    }
    const values = yield points;
    values.forEach((value, k) => {
      if (value < best.value) best = { x: points[k] ?? best.x, value };
    });
  }
  return best;
}
