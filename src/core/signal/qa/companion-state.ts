import { noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { firstJoint } from './joint-model.ts';
import type { JointState } from './joint-model.ts';
import type { MonitorSettings } from './settings.ts';

/**
 * Drift and bias of a sensor from all other signals (tier 2). Each hour every sensor is held against
 * what its companions say of it; a mean error over hours beyond all that was usual makes it a
 * suspect. Of several suspects the one is guilty without which the others are explained.
 */
export const COMPANION = {
  /** Time constant of the smoothing of the hourly vector, h. */
  smoothH: 12,
  /** Hours a vector waits before it is learned, so that a drift is found before it counts as usual. */
  waitH: 72,
  /** Time constant of the learning, h, and hours before the model is used. */
  memoryH: 720,
  leastH: 216,
  ridge: 0.3,
  /** A machine or drive counts at most so many standard deviations. */
  clip: 5,
  /** Windows of the mean error, h. */
  windowsH: [24],
  /** The bound stands so many times beyond the largest usual error and the spread of the past. */
  times: 1.05,
  sigmas: 2.2,
  /** An error counts for no more than so many standard deviations in the spread of the past: a fault must not hide itself. */
  errorClip: 2.5,
  /** The bound of a young sensor stands up to so many times as far, less with the hours of its errors, gone by then. */
  youngTimes: 1.8,
  matureH: 672,
  /** Another sensor that would explain so many times as much of the misfit acquits a suspect, although it is none itself. */
  rival: 1.5,
  /** And at this share of the span, or so many stated accuracies. */
  spanShare: 0.012,
  /** After an error that went by itself the bound is so many times as wide, at most so wide, and comes back with this time constant, h. */
  warier: 1.3,
  wariest: 2,
  waryH: 720,
  /** Hours of errors before a bound counts. */
  historyH: 168,
  /** Hours that make the spread of the errors until then. */
  spreadH: 72,
  /** Hours in a row that open, and below half the bound that close. */
  openH: 3,
  closeH: 3,
  /** Guilty at once at most; more is a change of the plant. */
  mostGuilty: 5,
  /** So many found within so many hours, and nobody else is accused. */
  together: 5,
  togetherH: 12,
  /** The mean error of the last hours must still be this share of the bound. */
  nowH: 3,
  nowShare: 0.6,
  /** Off by more than this share of the span: bad. */
  badShare: 0.1,
  /** A misfit of all signals counts for no more than so many times the usual in what is usual. */
  misfitClip: 4,
  /** An error that stays this long is the new state of things, h. */
  giveUpH: 336,
} as const;

/** What is kept of one sensor's errors. */
export interface Watch {
  /** Errors of the last hours, newest last, tag's unit. */
  readonly errors: number[];
  hours: number;
  readonly variance: number[];
  readonly usual: Extremes[];
  over: number;
  under: number;
  /** Since when it is found guilty, ms; null: it is not. */
  guiltyMs: number | null;
  /** When it was last found guilty, ms. */
  accusedMs?: number;
  code: 'drift' | 'bias';
  /** How many times its bounds are as wide as its past alone would have them; 1 where it never cried wolf. */
  wary: number;
}

/** Plain data. */
export interface CompanionState {
  readonly joint: JointState;
  /** Smoothed vector of the last hour; empty before the first. */
  readonly smooth: number[];
  /** Vectors that wait to be learned, oldest first. */
  readonly waiting: number[][];
  hour: number;
  readonly watch: Watch[];
  /** What the guilty ones do not explain, usually, by window; missing in states of earlier versions. */
  misfit?: { n: number; mean: number }[];
}

const companionSize = ({ sensors, machines, drives }: MonitorSettings): number =>
  sensors.length + machines.length + drives.length + 4;

export const firstCompanion = (settings: MonitorSettings): CompanionState => ({
  joint: firstJoint(companionSize(settings)),
  smooth: [],
  waiting: [],
  hour: 0,
  watch: settings.sensors.map(() => ({
    errors: [],
    hours: 0,
    variance: COMPANION.windowsH.map(() => 0),
    usual: COMPANION.windowsH.map(noExtremes),
    over: 0,
    under: 0,
    guiltyMs: null,
    code: 'drift',
    wary: 1,
  })),
});
