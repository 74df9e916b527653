import { createExplicit } from './explicit.ts';
import type { Pair } from './explicit.ts';
import type { OdeOptions, OdeProblem, Stepper } from './types.ts';

/**
 * Pair of Bogacki and Shampine 1989 (Appl. Math. Lett. 2:321), order 3 with an estimate of order 2,
 * three evaluations a step; dense output by the cubic through both ends, order 3. Its bound of
 * stability on the negative axis, 2.51 for three evaluations, is half as wide again per evaluation
 * as that of Dormand and Prince (3.31 for six): the pair of choice where a mildly stiff process,
 * such as oxygen in a basin without air, sets the step and not the accuracy.
 */
function bogackiShampine(size: number): Pair {
  const k2 = new Float64Array(size);
  const k3 = new Float64Array(size);
  return {
    exponent: 1 / 3,
    beta: 0.08,
    attempt({ y, trial, first: k1, last: k4, evaluate }, t, h) {
      const half = 0.5 * h;
      for (let i = 0; i < size; i++) trial[i] = (y[i] as number) + half * (k1[i] as number);
      evaluate(t + half, trial, k2);
      const most = 0.75 * h;
      for (let i = 0; i < size; i++) trial[i] = (y[i] as number) + most * (k2[i] as number);
      evaluate(t + most, trial, k3);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) +
          h *
            ((2 / 9) * (k1[i] as number) +
              (1 / 3) * (k2[i] as number) +
              (4 / 9) * (k3[i] as number));
      evaluate(t + h, trial, k4);
    },
    error(work, h) {
      const { y, trial, first: k1, last: k4, controlled, absolute, relative } = work;
      let sum = 0;
      let largest = 0;
      for (let i = 0; i < controlled; i++) {
        const error =
          (-5 / 72) * (k1[i] as number) +
          (1 / 12) * (k2[i] as number) +
          (1 / 9) * (k3[i] as number) -
          (1 / 8) * (k4[i] as number);
        const a = Math.abs(y[i] as number);
        const b = Math.abs(trial[i] as number);
        const share = error / (absolute + relative * (a > b ? a : b));
        const square = share * share;
        sum += square;
        if (square > largest) {
          largest = square;
          work.worst = i;
        }
      }
      return h * Math.sqrt(sum / controlled);
    },
    dense({ old, y, begin, end, taken }, s, out) {
      const r = 1 - s;
      for (let i = 0; i < size; i++) {
        const start = old[i] as number;
        const change = (y[i] as number) - start;
        const bend = taken * (begin[i] as number) - change;
        const rest = change - taken * (end[i] as number) - bend;
        out[i] = start + s * (change + r * (bend + s * rest));
      }
    },
  };
}

export const createBogackiShampine = (problem: OdeProblem, options: OdeOptions): Stepper =>
  createExplicit(problem, options, bogackiShampine);
