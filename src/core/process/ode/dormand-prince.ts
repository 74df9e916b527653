import { createExplicit } from './explicit.ts';
import type { Pair } from './explicit.ts';
import type { OdeOptions, OdeProblem, Stepper } from './types.ts';

const D1 = -12715105075 / 11282082432;
const D3 = 87487479700 / 32700410799;
const D4 = -10690763975 / 1880347072;
const D5 = 701980252875 / 199316789632;
const D6 = -1453857185 / 822651844;
const D7 = 69997945 / 29380423;

/**
 * Pair of Dormand and Prince 1980 (J. Comp. Appl. Math. 6:19), order 5 with an estimate of order 4,
 * six evaluations a step; dense output of order 4 (Hairer, Norsett, Wanner, Solving Ordinary
 * Differential Equations I, II.6). For smooth problems and tight tolerances.
 */
function dormandPrince(size: number): Pair {
  const vector = (): Float64Array => new Float64Array(size);
  const [k2, k3, k4, k5, k6] = [vector(), vector(), vector(), vector(), vector()];
  return {
    exponent: 1 / 5,
    beta: 0.04,
    attempt({ y, trial, first: k1, last: k7, evaluate }, t, h) {
      for (let i = 0; i < size; i++) trial[i] = (y[i] as number) + h * 0.2 * (k1[i] as number);
      evaluate(t + 0.2 * h, trial, k2);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) + h * ((3 / 40) * (k1[i] as number) + (9 / 40) * (k2[i] as number));
      evaluate(t + 0.3 * h, trial, k3);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) +
          h *
            ((44 / 45) * (k1[i] as number) -
              (56 / 15) * (k2[i] as number) +
              (32 / 9) * (k3[i] as number));
      evaluate(t + 0.8 * h, trial, k4);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) +
          h *
            ((19372 / 6561) * (k1[i] as number) -
              (25360 / 2187) * (k2[i] as number) +
              (64448 / 6561) * (k3[i] as number) -
              (212 / 729) * (k4[i] as number));
      evaluate(t + (8 / 9) * h, trial, k5);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) +
          h *
            ((9017 / 3168) * (k1[i] as number) -
              (355 / 33) * (k2[i] as number) +
              (46732 / 5247) * (k3[i] as number) +
              (49 / 176) * (k4[i] as number) -
              (5103 / 18656) * (k5[i] as number));
      evaluate(t + h, trial, k6);
      for (let i = 0; i < size; i++)
        trial[i] =
          (y[i] as number) +
          h *
            ((35 / 384) * (k1[i] as number) +
              (500 / 1113) * (k3[i] as number) +
              (125 / 192) * (k4[i] as number) -
              (2187 / 6784) * (k5[i] as number) +
              (11 / 84) * (k6[i] as number));
      evaluate(t + h, trial, k7);
    },
    error(work, h) {
      const { y, trial, first: k1, last: k7, controlled, absolute, relative } = work;
      let sum = 0;
      let largest = 0;
      for (let i = 0; i < controlled; i++) {
        const error =
          (71 / 57600) * (k1[i] as number) -
          (71 / 16695) * (k3[i] as number) +
          (71 / 1920) * (k4[i] as number) -
          (17253 / 339200) * (k5[i] as number) +
          (22 / 525) * (k6[i] as number) -
          (1 / 40) * (k7[i] as number);
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
        const tail =
          taken *
          (D1 * (begin[i] as number) +
            D3 * (k3[i] as number) +
            D4 * (k4[i] as number) +
            D5 * (k5[i] as number) +
            D6 * (k6[i] as number) +
            D7 * (end[i] as number));
        out[i] = start + s * (change + r * (bend + s * (rest + r * tail)));
      }
    },
  };
}

export const createDormandPrince = (problem: OdeProblem, options: OdeOptions): Stepper =>
  createExplicit(problem, options, dormandPrince);
