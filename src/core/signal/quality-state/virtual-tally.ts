import type { Estimate } from '../virtual/estimate.ts';

/**
 * How well a virtual sensor told what its sensor read, over minutes in which that sensor was trusted and
 * freshly read. The estimate is made before the minute teaches it; still the sensor taught it until
 * then, so that this is the least it is off once the sensor is gone.
 *
 * [minutes, sum of |error|, sum of errors (estimate less reading), minutes within the 95 % band, sum of
 * the standard deviations it gave], in the tag's unit.
 */
export type VirtualSums = readonly [number, number, number, number, number];

/** Of a normal distribution 95 % lie within so many standard deviations. */
export const BAND_SD = 1.96;

export const NO_SUMS: VirtualSums = [0, 0, 0, 0, 0];

/** The sums with one more minute. */
export function noteEstimate(
  [minutes, off, error, within, sd]: VirtualSums,
  estimate: Estimate,
  reading: number,
): VirtualSums {
  const gap = estimate.value - reading;
  const holds = Math.abs(gap) <= BAND_SD * estimate.sd;
  return [
    minutes + 1,
    off + Math.abs(gap),
    error + gap,
    within + (holds ? 1 : 0),
    sd + estimate.sd,
  ];
}

/** Sums of several hours together. */
export const addSums = (a: VirtualSums, b: VirtualSums): VirtualSums => [
  a[0] + b[0],
  a[1] + b[1],
  a[2] + b[2],
  a[3] + b[3],
  a[4] + b[4],
];

/** What the sums come to; null without a single minute. */
export interface VirtualError {
  readonly minutes: number;
  /** Mean of |estimate less reading|, and of the difference with its sign. */
  readonly error: number;
  readonly bias: number;
  /** Share of the minutes within the band of 95 %, 0 to 1, and the mean standard deviation given. */
  readonly within: number;
  readonly sd: number;
}
export const errorOf = ([minutes, off, error, within, sd]: VirtualSums): VirtualError | null =>
  minutes === 0
    ? null
    : {
        minutes,
        error: off / minutes,
        bias: error / minutes,
        within: within / minutes,
        sd: sd / minutes,
      };
