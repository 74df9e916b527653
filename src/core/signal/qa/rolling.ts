import type { Book } from './book.ts';
import type { Rolling, SensorState } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';

/** Readings in the window; at most one each 10 min, so that it holds a day of a fast sensor. */
const WINDOW = 144;
const STEP_MIN = 10;
/** Mean and quartiles of the window are worked out anew with every so manieth reading of it. */
const RENEW = 6;
/** Fewer than this say nothing. */
const LEAST = 48;
/** Readings in a row that open a finding, and that close it. */
const RUN = 3;
const SIGMAS = 3;
const QUARTILES = 1.5;
/** Hours of the moving average, and the distance in standard deviations that is told. */
const HOURS = 24;
const HOUR_SIGMAS = 4;
const HOUR_MEMORY = 336;

const six = (x: number): number => Number(x.toPrecision(6));

/**
 * Three sigma and Tukey's fences (1.5 times the distance of the quartiles) against the rolling window
 * (seed 4.1.2 no. 1). A plant moves outside such bounds now and then without a fault, so these are
 * told as notes and never take a reading out of use.
 */
export function testRolling(
  test: SensorTest,
  state: SensorState,
  value: number,
  atMs: number,
  book: Book,
): void {
  const window = state.rolling;
  if (window.values.length >= LEAST) {
    const margin = SIGMAS * window.sd;
    const fence = QUARTILES * (window.q3 - window.q1);
    const off = value - window.mean;
    const overSigma = window.sd > 0 && Math.abs(off) > margin;
    window.sigmaRun = counted(window.sigmaRun, overSigma);
    note(
      book,
      test.tag,
      'sigma',
      window.sigmaRun,
      overSigma,
      value,
      window.mean,
      window.mean + Math.sign(off) * margin,
      atMs,
    );
    const overFence = fence > 0 && (value > window.q3 + fence || value < window.q1 - fence);
    window.iqrRun = counted(window.iqrRun, overFence);
    note(
      book,
      test.tag,
      'iqr',
      window.iqrRun,
      overFence,
      value,
      (window.q1 + window.q3) / 2,
      value > window.q3 ? window.q3 + fence : window.q1 - fence,
      atMs,
    );
  }
  if (atMs < window.dueMs) return;
  window.dueMs = atMs + Math.max(STEP_MIN, test.stepMin) * 60_000;
  add(window, six(value));
}

/** Above 0: so many in a row over; below 0: so many in a row inside. */
const counted = (run: number, over: boolean): number =>
  over ? Math.max(1, run + 1) : Math.min(-1, run - 1);

function note(
  book: Book,
  tag: string,
  check: 'sigma' | 'iqr',
  run: number,
  over: boolean,
  value: number,
  expected: number,
  limit: number,
  atMs: number,
): void {
  if (over && run >= RUN)
    book.hold(tag, check, { severity: 'note', value, expected, limit }, atMs, atMs);
  else if (!over && run <= -RUN) book.hold(tag, check, null, atMs, atMs);
}

function add(window: Rolling, value: number): void {
  const { values } = window;
  if (values.length < WINDOW) values.push(value);
  else values[window.next] = value;
  window.next = (window.next + 1) % WINDOW;
  const n = values.length;
  if (n > LEAST && window.next % RENEW !== 0) return;
  let sum = 0;
  for (const each of values) sum += each;
  window.mean = sum / n;
  let squares = 0;
  for (const each of values) squares += (each - window.mean) ** 2;
  window.sd = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
  const sorted = Float64Array.from(values).sort();
  window.q1 = quantile(sorted, 0.25);
  window.q3 = quantile(sorted, 0.75);
}

/** Quantile by linear interpolation between the order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? low;
  return low + (at - below) * (high - low);
}

/**
 * Tier 2, at the end of each hour: the mean of the hour against the moving average of the day before
 * it, by the standard deviation such distances have had (seed 6.2 tier 2). A note.
 * @returns the hour's mean, or null without a reading
 */
export function endHour(
  test: SensorTest,
  state: SensorState,
  atMs: number,
  book: Book,
): number | null {
  if (state.hourN === 0) return null;
  const mean = state.hourSum / state.hourN;
  state.hourSum = 0;
  state.hourN = 0;
  const { hours } = state;
  if (hours.length >= HOURS) {
    let sum = 0;
    for (const each of hours) sum += each;
    const average = sum / hours.length;
    const off = mean - average;
    const sd = Math.sqrt(state.hourVariance);
    const over =
      state.hourVarianceN >= HOUR_MEMORY / 2 && sd > 0 && Math.abs(off) > HOUR_SIGMAS * sd;
    state.hourVarianceN++;
    state.hourVariance +=
      (off * off - state.hourVariance) / Math.min(HOUR_MEMORY, state.hourVarianceN);
    book.hold(
      test.tag,
      'movingAverage',
      over
        ? {
            severity: 'note',
            value: mean,
            expected: average,
            limit: average + Math.sign(off) * HOUR_SIGMAS * sd,
          }
        : null,
      atMs,
      atMs,
    );
  }
  hours.push(six(mean));
  if (hours.length > HOURS) hours.shift();
  return mean;
}
