import { cholesky, solve } from '../regression/cholesky.ts';
import type { Book } from './book.ts';
import { doubt, drop, largest, learn, noExtremes } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import type { SensorTest } from './settings.ts';
import { suspect } from './verdict.ts';

/**
 * A flow that follows the speed of its machine, e.g. air of a turbo blower: the curve is learned from the
 * hours of the past, and the reading is held against it. What the machine explains is no jump, and
 * a slow error of the sensor stands out although control moves both.
 */
const CURVE = {
  /** Hours that make the curve, and from how many on it counts. */
  points: 480,
  leastPoints: 48,
  /** Hours a point waits, so that a drift is found before it is learned. */
  waitH: 72,
  order: 3,
  ridge: 1e-4,
  /** Minutes of an hour in which the machine ran. */
  leastMin: 10,
  /** Time constant of the error, h; hours in a row that open; bound as share of the span and times the largest usual. */
  smoothH: 3,
  openH: 3,
  spanShare: 0.016,
  times: 1.3,
  leastErrors: 72,
  /** Speeds this much beyond those that were seen, by their spread, say nothing. */
  beyond: 0.02,
} as const;

/** Plain data. */
export interface CurveState {
  sumX: number;
  sumY: number;
  n: number;
  readonly waiting: [speed: number, reading: number][];
  readonly points: [speed: number, reading: number][];
  next: number;
  learned: number;
  /** Coefficients of rising order in (speed - centre) / scale; empty while learning. */
  fit: number[];
  centre: number;
  scale: number;
  low: number;
  high: number;
  error: number;
  errors: number;
  over: number;
  /** Largest error while it is over its bound. */
  peak: number;
  readonly usual: Extremes;
}

export const firstCurve = (): CurveState => ({
  sumX: 0,
  sumY: 0,
  n: 0,
  waiting: [],
  points: [],
  next: 0,
  learned: 0,
  fit: [],
  centre: 0,
  scale: 1,
  low: 0,
  high: 0,
  error: 0,
  errors: 0,
  over: 0,
  peak: 0,
  usual: noExtremes(),
});

/** What the sensor should read at a speed, held at the ends of what is known; null while learning. */
export function onCurve(state: CurveState, speed: number): number | null {
  if (state.fit.length === 0) return null;
  const x = (Math.min(state.high, Math.max(state.low, speed)) - state.centre) / state.scale;
  let sum = 0;
  for (let k = state.fit.length - 1; k >= 0; k--) sum = sum * x + (state.fit[k] ?? 0);
  return sum;
}

/** A minute in which the machine ran. */
export function noteCurve(state: CurveState, speed: number, reading: number): void {
  state.sumX += speed;
  state.sumY += reading;
  state.n++;
}

/**
 * End of an hour: the error of the sensor against its curve, told as `line`.
 * @param drive tag of the drive whose speed it is
 * @returns true when the curve counts for the first time
 */
export function testCurve(
  test: SensorTest,
  state: CurveState,
  drive: string,
  trusted: boolean,
  hour: number,
  atMs: number,
  book: Book,
): boolean {
  const { n } = state;
  const speed = state.sumX / Math.max(1, n);
  const reading = state.sumY / Math.max(1, n);
  state.sumX = 0;
  state.sumY = 0;
  state.n = 0;
  if (n < CURVE.leastMin) return false;
  const expected = onCurve(state, speed);
  const margin = CURVE.beyond * (state.high - state.low);
  if (expected !== null && speed >= state.low - margin && speed <= state.high + margin)
    judge(test, state, drive, reading, expected, trusted, atMs, book);
  if (!trusted) return false;
  state.waiting.push([speed, reading]);
  if (state.waiting.length > CURVE.waitH) {
    const due = state.waiting.shift();
    if (due !== undefined) {
      state.points[state.next] = due;
      state.next = (state.next + 1) % CURVE.points;
      state.learned++;
    }
  }
  if (state.points.length < CURVE.leastPoints || (hour % 24 !== 0 && state.fit.length > 0))
    return false;
  const isFirst = state.fit.length === 0;
  fitCurve(state);
  return isFirst && state.fit.length > 0;
}

function judge(
  test: SensorTest,
  state: CurveState,
  drive: string,
  reading: number,
  expected: number,
  trusted: boolean,
  atMs: number,
  book: Book,
): void {
  state.errors++;
  state.error += (reading - expected - state.error) / Math.min(CURVE.smoothH, state.errors);
  const size = Math.abs(state.error);
  const limit = Math.max(CURVE.spanShare * test.span, CURVE.times * largest(state.usual));
  const open = book.isOpen(test.tag, 'line', drive);
  const over = state.errors > CURVE.leastErrors && size > (open ? 0.7 * limit : limit);
  state.over = over ? state.over + 1 : 0;
  if (state.over === CURVE.openH && !open) {
    drop(state.usual);
    state.waiting.length = 0;
  }
  if (!over && trusted) learn(state.usual, size, atMs);
  if (state.over >= CURVE.openH)
    book.hold(
      test.tag,
      'line',
      suspect(reading, expected, expected + Math.sign(state.error) * limit),
      atMs,
      atMs,
      drive,
    );
  else if (!over) {
    // It went by itself; what does so on several days is a habit of the machine.
    if (open) doubt(state.usual, state.peak, atMs);
    state.peak = 0;
    book.hold(test.tag, 'line', null, atMs, atMs, drive);
  }
  if (over) state.peak = Math.max(state.peak, size);
}

/** Least squares with a little ridge, in standardised speed. */
function fitCurve(state: CurveState): void {
  const { points } = state;
  const speeds = points.map(([speed]) => speed);
  const centre = speeds.reduce((sum, each) => sum + each, 0) / speeds.length;
  const spread = Math.sqrt(
    speeds.reduce((sum, each) => sum + (each - centre) ** 2, 0) / speeds.length,
  );
  if (spread < 1e-6 * (Math.abs(centre) + 1)) return;
  const size = CURVE.order + 1;
  const products = new Array<number>((size * (size + 1)) / 2).fill(0);
  const target = new Array<number>(size).fill(0);
  for (const [speed, reading] of points) {
    const x = (speed - centre) / spread;
    const powers = Array.from({ length: size }, (_, k) => x ** k);
    for (let i = 0, at = 0; i < size; i++) {
      target[i] = (target[i] ?? 0) + ((powers[i] ?? 0) * reading) / points.length;
      for (let j = 0; j <= i; j++, at++)
        products[at] = (products[at] ?? 0) + ((powers[i] ?? 0) * (powers[j] ?? 0)) / points.length;
    }
  }
  for (let i = 0; i < size; i++) {
    const at = (i * (i + 3)) / 2;
    products[at] = (products[at] ?? 0) + CURVE.ridge;
  }
  const factor = cholesky(products, size);
  if (factor === null) return;
  state.fit = solve(factor, target);
  state.centre = centre;
  state.scale = spread;
  state.low = Math.min(...speeds);
  state.high = Math.max(...speeds);
}
