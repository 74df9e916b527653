import type { Influent } from '../plant/influent.ts';
import { nextGaussian } from '../random.ts';
import type { RandomState } from '../random.ts';

/** One time scale of a noise. */
export interface NoiseScale {
  readonly relativeSd: number;
  readonly correlationS: number;
}

export const flowScales = (shape: Influent): readonly NoiseScale[] =>
  shape.noise.flow ?? [shape.noise];
export const strengthScales = (shape: Influent): readonly NoiseScale[] =>
  shape.noise.strength ?? [shape.noise];

/** A value of the standard normal distribution per scale: where the noise stands at the start. */
export const startNoise = (count: number, random: RandomState): number[] =>
  Array.from({ length: count }, () => nextGaussian(random));

/** One Ornstein-Uhlenbeck value of unit variance after `dtS`, exact for any step. */
export function stepNoise(
  value: number,
  correlationS: number,
  dtS: number,
  random: RandomState,
): number {
  const keep = Math.exp(-dtS / correlationS);
  return value * keep + Math.sqrt(1 - keep * keep) * nextGaussian(random);
}

/** Moves the values of several scales on. */
export function stepScales(
  values: number[],
  scales: readonly NoiseScale[],
  dtS: number,
  random: RandomState,
): void {
  for (const [i, scale] of scales.entries())
    values[i] = stepNoise(values[i] ?? 0, scale.correlationS, dtS, random);
}

/** Log-normal factor of mean 1 from the sum of the scales. */
export function noiseFactor(values: readonly number[], scales: readonly NoiseScale[]): number {
  let sum = 0;
  let variance = 0;
  for (const [i, { relativeSd }] of scales.entries()) {
    sum += relativeSd * (values[i] ?? 0);
    variance += relativeSd * relativeSd;
  }
  return Math.exp(sum - variance / 2);
}
