import { cholesky, forward, packedAt, packedSize, solve } from './cholesky.ts';

/**
 * Ridge regression that learns one observation at a time and forgets the oldest slowly. Kept are
 * the weighted means and co-moments of inputs and output (Welford's update, stable where sums of
 * squares would cancel; Chan, Golub and LeVeque 1983, Am. Stat. 37:242), so that the answer at any
 * moment is that of the batch over all observations with their weights. Unlike the covariance form
 * of recursive least squares nothing winds up or loses symmetry while nothing new is learned.
 */
export interface RidgeState {
  /** Sum of the weights, in the unit of the weights (minutes here), after forgetting. */
  readonly weight: number;
  /** Weighted means: inputs, then the output. */
  readonly mean: readonly number[];
  /** Weighted co-moments about the means of inputs and output, packed. */
  readonly moment: readonly number[];
}

export interface RidgeFit {
  readonly mean: readonly number[];
  /** Standard deviations of the inputs; 1 for an input that never moved. */
  readonly scale: readonly number[];
  /** Change of the output per standard deviation of each input. */
  readonly slope: readonly number[];
  readonly meanOutput: number;
  /** Variance of the output about the fit, over the learned observations. */
  readonly residualVar: number;
  /** Factor of R + k I, with R the correlations of the inputs and k the ridge. */
  readonly factor: readonly number[];
  readonly weight: number;
}

export const firstRidge = (inputs: number): RidgeState => ({
  weight: 0,
  mean: new Array<number>(inputs + 1).fill(0),
  moment: new Array<number>(packedSize(inputs + 1)).fill(0),
});

/**
 * Learns one observation.
 * @param weight of this observation, above 0
 * @param keep factor of the weight of all that was learned before, 0 to 1
 */
export function learnRidge(
  state: RidgeState,
  inputs: readonly number[],
  output: number,
  weight: number,
  keep: number,
): RidgeState {
  const n = state.mean.length;
  const before = state.weight * keep;
  const total = before + weight;
  const gain = weight / total;
  const off = state.mean.map((mean, i) => (i < n - 1 ? (inputs[i] ?? 0) : output) - mean);
  const cross = before * gain;
  const moment = new Array<number>(state.moment.length);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const scaled = cross * (off[i] ?? 0);
    for (let j = 0; j <= i; j++, at++)
      moment[at] = (state.moment[at] ?? 0) * keep + scaled * (off[j] ?? 0);
  }
  return { weight: total, mean: state.mean.map((mean, i) => mean + gain * (off[i] ?? 0)), moment };
}

/** An input whose spread is below this share of its size never moved, to the precision of numbers. */
const STILL = 1e-9;

/**
 * Best fit of what has been learned: minimises the weighted squares plus ridge times the sum of
 * squared slopes, inputs standardised (Hoerl and Kennard 1970, Technometrics 12:55).
 * @param ridge in units of the correlation matrix, above 0
 * @returns null while nothing has been learned
 */
export function fitRidge(state: RidgeState, ridge: number): RidgeFit | null {
  const inputs = state.mean.length - 1;
  if (!(state.weight > 0)) return null;
  const moment = (i: number, j: number): number =>
    (state.moment[packedAt(i, j)] ?? 0) / state.weight;
  const still: boolean[] = [];
  const scale = Array.from({ length: inputs }, (_, i) => {
    const sd = Math.sqrt(Math.max(0, moment(i, i)));
    still.push(!(sd > STILL * (1 + Math.abs(state.mean[i] ?? 0))));
    return still[i] === true ? 1 : sd;
  });
  const a: number[] = [];
  for (let i = 0; i < inputs; i++)
    for (let j = 0; j <= i; j++) {
      const moves = still[i] !== true && still[j] !== true;
      const r = moves ? moment(i, j) / ((scale[i] ?? 1) * (scale[j] ?? 1)) : 0;
      a.push(i === j ? 1 + ridge : r);
    }
  const right = scale.map((sd, i) => (still[i] === true ? 0 : moment(inputs, i) / sd));
  const factor = cholesky(a, inputs);
  if (factor === null) return null;
  const slope = solve(factor, right);
  let explained = 0;
  for (let i = 0; i < inputs; i++) {
    explained += 2 * (slope[i] ?? 0) * (right[i] ?? 0);
    for (let j = 0; j < inputs; j++) {
      const r = (a[packedAt(i, j)] ?? 0) - (i === j ? ridge : 0);
      explained -= (slope[i] ?? 0) * (slope[j] ?? 0) * r;
    }
  }
  return {
    mean: state.mean.slice(0, inputs),
    scale,
    slope,
    meanOutput: state.mean[inputs] ?? 0,
    residualVar: Math.max(0, moment(inputs, inputs) - explained),
    factor,
    weight: state.weight,
  };
}

export interface RidgePrediction {
  readonly value: number;
  /** How far the inputs lie from what was learned: 1 + distance of Mahalanobis, squared; 1 at the mean. */
  readonly leverage: number;
  /** Variance for inputs that were cut at the edge of what was learned, and for those left out. */
  readonly strayVar: number;
}

/**
 * Predicts from a fit. An input beyond `reach` standard deviations is cut there: slopes are not
 * drawn out beyond what was seen; what is cut, and an input that is null, adds to the variance.
 */
export function predictRidge(
  fit: RidgeFit,
  inputs: readonly (number | null)[],
  reach: number,
): RidgePrediction {
  let value = fit.meanOutput;
  let strayVar = 0;
  const z: number[] = [];
  for (let i = 0; i < fit.slope.length; i++) {
    const slope = fit.slope[i] ?? 0;
    const input = inputs[i] ?? null;
    if (input === null) {
      strayVar += slope * slope;
      z.push(0);
      continue;
    }
    const far = (input - (fit.mean[i] ?? 0)) / (fit.scale[i] ?? 1);
    const cut = Math.min(reach, Math.max(-reach, far));
    strayVar += (slope * (far - cut)) ** 2;
    value += slope * cut;
    z.push(cut);
  }
  const y = forward(fit.factor, z);
  return { value, leverage: 1 + y.reduce((sum, each) => sum + each * each, 0), strayVar };
}
