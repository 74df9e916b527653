import { firstRidge } from '../regression/ridge.ts';
import type { RidgeState } from '../regression/ridge.ts';
import { noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';

/**
 * How fast a vessel fills and empties says where its level really stands: a pump against a lower
 * suction level gives less, air flows out of a saturator faster at a higher pressure. A sensor of which the
 * zero has moved shows the usual levels (control sees to that) at an unusual pace. And a reading that
 * climbs although nothing flows has drifted.
 */
export const VESSEL = {
  /** Minutes after a machine started or stopped that are left out: run-up, weirs on the way. */
  settleMin: 1,
  /** Shortest and longest piece of time with the same machines, min; the model learns from pieces this long. */
  leastMin: 4,
  mostMin: 60,
  learnMin: 15,
  /** The same where nothing runs and nothing flows. */
  restMostMin: 240,
  /** A piece counts for no more than one of so many minutes: what is between model and vessel does not average out. At rest nothing is. */
  trustMin: 40,
  /** Days a day of pieces waits before it is learned, days of memory, and days learned before it counts. */
  waitDays: 3,
  memoryDays: 30,
  leastDays: 6,
  ridge: 1e-6,
  /** A piece more bent than so many times the usual (mean square about its line) is left out: something else moved. */
  bent: 6,
  /** An error counts for no more than so many standard deviations. */
  clip: 6,
  /**
   * What a sensor may be off, and drift in a day, before the pieces say so: standard deviations as shares of
   * the span. Heads that are no vessel's own are taken to be nearly right: other tests watch them.
   */
  offsetSd: 0.15,
  otherSd: 0.02,
  driftSd: 0.1,
  /** Hours looked at. */
  windowH: 24,
  /** Bounds: share of the span (of a drift in a day), times the largest usual, standard deviations of the past. */
  spanShare: 0.016,
  driftSpanShare: 0.008,
  times: 1.05,
  sigmas: 3.2,
  /** And so many standard deviations of what the pieces themselves can tell. */
  sure: 3.3,
  /** Hours of estimates before a bound counts; hours in a row that open and close; below this share of the bound it closes. */
  historyH: 120,
  openH: 3,
  closeH: 4,
  closeShare: 0.6,
  /** Time constant of the variance of the past, h. */
  memoryH: 720,
  /** Off by more than this share of the span: bad. */
  badShare: 0.1,
  /** An error that stays this long is the new state of things, h. */
  giveUpH: 336,
} as const;

/** What moves the content of a vessel, worked out of the profile once. */
export interface VesselTest {
  /** Place of the sensor among the sensors. */
  readonly sensor: number;
  readonly machines: readonly VesselMachine[];
  /** Flows into or out of it that are measured, as places among the sensors. */
  readonly flows: readonly number[];
}
export interface VesselMachine {
  readonly id: string;
  /** Whether it empties this vessel, so that its pace depends on this level. */
  readonly empties: boolean;
  /** Sensors its pace depends on, as places among the sensors. */
  readonly heads: readonly number[];
  /** Tag that names the machine in a finding. */
  readonly tag: string;
}

/** A piece of time with the same machines running. */
export interface Piece {
  n: number;
  /** Sums of the readings, of time x reading and of the squares, less the first reading. */
  sum: number;
  timed: number;
  squares: number;
  first: number;
  /** Sums of the inputs that are readings, in the order of the model. */
  readonly inputs: number[];
}

/** A statistic with what was usual for it. */
export interface PaceWatch {
  hours: number;
  variance: number;
  readonly usual: Extremes;
  over: number;
  under: number;
  /** Since when it is found, ms; null: it is not. */
  sinceMs: number | null;
  peak: number;
}

/** Plain data. */
export interface VesselState {
  /** Machines running as bits; -1: not known or in between. */
  mask: number;
  /** Minutes since that began. */
  age: number;
  lastMs: number;
  readonly piece: Piece;
  readonly part: Piece;
  /** What was learned, the days that wait, and the day that is going on. */
  learned: RidgeState;
  days: number;
  readonly waiting: RidgeState[];
  today: RidgeState;
  /** One slope for each input; empty while learning. */
  fit: number[];
  /** Usual mean square about the line of a piece, and how many pieces that is of. */
  bend: number;
  bendN: number;
  /** Mean square of the errors by unit of weight. */
  noise: number;
  noiseN: number;
  /** Pieces of the last hours: hour, machines, error, weight. */
  readonly pieces: [hour: number, mask: number, error: number, weight: number][];
  readonly offset: PaceWatch;
  readonly drift: PaceWatch;
}

/** Inputs of the model: each machine, each of its heads while it runs, each flow. */
export const inputsOf = ({ machines, flows }: VesselTest): number =>
  machines.reduce((sum, { heads }) => sum + 1 + heads.length, flows.length);

const firstWatch = (): PaceWatch => ({
  hours: 0,
  variance: 0,
  usual: noExtremes(),
  over: 0,
  under: 0,
  sinceMs: null,
  peak: 0,
});

export const firstPiece = (test: VesselTest): Piece => ({
  n: 0,
  sum: 0,
  timed: 0,
  squares: 0,
  first: 0,
  inputs: new Array<number>(inputsOf(test) - test.machines.length).fill(0),
});

export const firstVessel = (test: VesselTest): VesselState => ({
  mask: -1,
  age: 0,
  lastMs: 0,
  piece: firstPiece(test),
  part: firstPiece(test),
  learned: firstRidge(inputsOf(test)),
  days: 0,
  waiting: [],
  today: firstRidge(inputsOf(test)),
  fit: [],
  bend: 0,
  bendN: 0,
  noise: 0,
  noiseN: 0,
  pieces: [],
  offset: firstWatch(),
  drift: firstWatch(),
});
