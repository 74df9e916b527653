import { cholesky, packedAt, solve } from '../regression/cholesky.ts';
import { mergeRidge } from '../regression/merge.ts';
import { firstRidge, learnRidge } from '../regression/ridge.ts';
import type { RidgeState } from '../regression/ridge.ts';
import { VESSEL, inputsOf } from './vessel-state.ts';
import type { Piece, VesselState, VesselTest } from './vessel-state.ts';

const MIN_MS = 60_000;

/** Precision of a slope through n readings a minute apart, by the variance of a reading (least squares). */
const precisionOf = (n: number): number => (n * (n * n - 1)) / 12;

/**
 * One minute of a vessel. Pieces of time with the same machines running are gathered; the slope of the
 * reading through each is what the model learns and what it is held against.
 * @param readings of all sensors in the order of the settings; null where there is none
 * @param doubted which of them are in doubt: without them the others say nothing here
 * @param running by machine; undefined while it starts or stops
 * @param trusted whether the sensor itself may be learned from
 */
export function gatherVessel(
  test: VesselTest,
  state: VesselState,
  readings: readonly (number | null)[],
  doubted: readonly boolean[],
  running: ReadonlyMap<string, boolean>,
  trusted: boolean,
  atMs: number,
): void {
  const own = readings[test.sensor] ?? null;
  const mask = own === null ? -1 : maskOf(test, running, readings, doubted);
  const follows = atMs - state.lastMs === MIN_MS;
  state.lastMs = atMs;
  if (mask !== state.mask || !follows) {
    close(test, state, trusted, atMs);
    state.mask = mask;
    state.age = 0;
  }
  state.age++;
  if (mask < 0 || own === null || state.age <= VESSEL.settleMin) return;
  add(test, state.piece, own, readings);
  add(test, state.part, own, readings);
  if (state.part.n >= VESSEL.learnMin) learnPart(test, state, trusted);
  if (state.piece.n >= (rests(test, mask) ? VESSEL.restMostMin : VESSEL.mostMin))
    close(test, state, trusted, atMs);
}

/** Nothing runs and nothing flows: the content stands. */
const rests = ({ flows }: VesselTest, mask: number): boolean => mask === 0 && flows.length === 0;

/** Bits of the machines that run; -1 where one is unknown or a reading that is needed is missing. */
function maskOf(
  test: VesselTest,
  running: ReadonlyMap<string, boolean>,
  readings: readonly (number | null)[],
  doubted: readonly boolean[],
): number {
  const silent = (sensor: number): boolean =>
    (readings[sensor] ?? null) === null || (doubted[sensor] === true && sensor !== test.sensor);
  let mask = 0;
  for (let m = 0; m < test.machines.length; m++) {
    const machine = test.machines[m];
    const runs = machine === undefined ? undefined : running.get(machine.id);
    if (machine === undefined || runs === undefined) return -1;
    if (!runs) continue;
    mask |= 1 << m;
    if (machine.heads.some(silent)) return -1;
  }
  return test.flows.some(silent) ? -1 : mask;
}

function add(
  { machines, flows }: VesselTest,
  piece: Piece,
  own: number,
  readings: readonly (number | null)[],
): void {
  if (piece.n === 0) piece.first = own;
  const value = own - piece.first;
  piece.sum += value;
  piece.timed += piece.n * value;
  piece.squares += value * value;
  piece.n++;
  let at = 0;
  const put = (sensor: number): void => {
    piece.inputs[at] = (piece.inputs[at] ?? 0) + (readings[sensor] ?? 0);
    at++;
  };
  for (const { heads } of machines) heads.forEach(put);
  flows.forEach(put);
}

function clear(piece: Piece): void {
  piece.n = 0;
  piece.sum = 0;
  piece.timed = 0;
  piece.squares = 0;
  piece.inputs.fill(0);
}

/** Least-squares slope of the piece, tag's unit a minute. */
const slopeOf = ({ n, sum, timed }: Piece): number =>
  (timed - ((n - 1) / 2) * sum) / precisionOf(n);

/** Inputs of the model for a piece: machines as 0 or 1, their heads while they run, flows. */
function inputs({ machines, flows }: VesselTest, mask: number, piece: Piece): number[] {
  const x: number[] = [];
  let at = 0;
  machines.forEach(({ heads }, m) => {
    const on = (mask >> m) & 1;
    x.push(on);
    for (let k = 0; k < heads.length; k++, at++) x.push(on * ((piece.inputs[at] ?? 0) / piece.n));
  });
  for (let k = 0; k < flows.length; k++, at++) x.push((piece.inputs[at] ?? 0) / piece.n);
  return x;
}

/** Mean square of the readings about their line. */
function bendOf({ n, sum, timed, squares }: Piece): number {
  const slope = timed - ((n - 1) / 2) * sum;
  return Math.max(0, squares - (sum * sum) / n - (slope * slope) / precisionOf(n)) / (n - 2);
}

/** Whether the piece is as straight as pieces usually are; learns what that is. */
function isStraight(state: VesselState, piece: Piece): boolean {
  const bend = bendOf(piece);
  const { bendN } = state;
  const most = VESSEL.bent * state.bend;
  const straight = bendN < 20 || bend <= most;
  state.bendN++;
  state.bend +=
    ((bendN < 20 ? bend : Math.min(bend, most)) - state.bend) / Math.min(1000, bendN + 1);
  return straight;
}

/** What the model says of such inputs; null while it learns. */
function expectedOf({ fit }: VesselState, x: readonly number[]): number | null {
  return fit.length === 0 ? null : x.reduce((sum, each, i) => sum + each * (fit[i] ?? 0), 0);
}

/** An error cut at what is believed of one piece. */
function clipped(state: VesselState, error: number, weight: number): number {
  if (state.noiseN < 50) return error;
  const most = VESSEL.clip * Math.sqrt(state.noise / weight);
  return Math.max(-most, Math.min(most, error));
}

function learnPart(test: VesselTest, state: VesselState, trusted: boolean): void {
  const { part, mask } = state;
  if (trusted && mask >= 0 && part.n >= VESSEL.leastMin && isStraight(state, part)) {
    const x = inputs(test, mask, part);
    const slope = slopeOf(part);
    const weight = precisionOf(part.n);
    const expected = expectedOf(state, x);
    const believed =
      expected === null ? slope : expected + clipped(state, slope - expected, weight);
    state.today = learnRidge(state.today, x, believed, weight, 1);
  }
  clear(part);
}

/** The piece is over: what the model makes of it is kept. */
function close(test: VesselTest, state: VesselState, trusted: boolean, atMs: number): void {
  learnPart(test, state, trusted);
  const { piece, mask } = state;
  const straight =
    mask >= 0 && piece.n >= VESSEL.leastMin && bendOf(piece) <= VESSEL.bent * state.bend;
  const x = straight ? inputs(test, mask, piece) : [];
  const expected = straight ? expectedOf(state, x) : null;
  if (expected !== null) {
    const error = slopeOf(piece) - expected;
    const trust = rests(test, mask) ? VESSEL.restMostMin : VESSEL.trustMin;
    const weight = precisionOf(Math.min(piece.n, trust));
    state.pieces.push([
      Math.floor(atMs / 3_600_000),
      mask,
      six(clipped(state, error, weight)),
      weight,
    ]);
    if (trusted && state.offset.sinceMs === null && state.drift.sinceMs === null) {
      state.noiseN++;
      const square = weight * clipped(state, error, weight) ** 2;
      state.noise += (square - state.noise) / Math.min(2000, state.noiseN);
    }
  }
  clear(piece);
}

const six = (x: number): number => Number(x.toPrecision(6));

/** End of a day: it waits, and the oldest that waited long enough is learned. */
export function turnDay(test: VesselTest, state: VesselState): void {
  if (state.today.weight > 0) state.waiting.push(state.today);
  state.today = firstRidge(inputsOf(test));
  if (state.waiting.length <= VESSEL.waitDays) return;
  const due = state.waiting.shift();
  if (due === undefined) return;
  state.learned = mergeRidge(state.learned, due, Math.exp(-1 / VESSEL.memoryDays));
  state.days++;
  if (state.days < VESSEL.leastDays) return;
  const fit = throughOrigin(state.learned);
  if (fit !== null) state.fit = fit;
}

/** Slopes of the pace by least squares through the origin: with nothing running and nothing flowing, nothing moves. */
function throughOrigin({ weight, mean, moment }: RidgeState): number[] | null {
  const size = mean.length - 1;
  const product = (i: number, j: number): number =>
    (moment[packedAt(i, j)] ?? 0) + weight * (mean[i] ?? 0) * (mean[j] ?? 0);
  const scale = Array.from({ length: size }, (_, i) => Math.sqrt(product(i, i)) || 1);
  const a: number[] = [];
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      a.push(product(i, j) / ((scale[i] ?? 1) * (scale[j] ?? 1)) + (i === j ? VESSEL.ridge : 0));
  const factor = cholesky(a, size);
  if (factor === null) return null;
  const right = scale.map((each, i) => product(size, i) / each);
  return solve(factor, right).map((slope, i) => slope / (scale[i] ?? 1));
}

/** What waits to be learned may be part of a fault. */
export function forgetDays(test: VesselTest, state: VesselState): void {
  state.waiting.length = 0;
  state.today = firstRidge(inputsOf(test));
}

/** Somebody worked on the sensor: it reads anew. */
export function breakVessel(test: VesselTest, state: VesselState): void {
  clear(state.piece);
  clear(state.part);
  state.mask = -1;
  state.pieces.length = 0;
  forgetDays(test, state);
}
