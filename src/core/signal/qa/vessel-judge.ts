import { cholesky, packedAt, packedSize, solve } from '../regression/cholesky.ts';
import type { Book } from './book.ts';
import { doubt, drop, largest, learn } from './extremes.ts';
import type { SensorTest } from './settings.ts';
import { VESSEL } from './vessel-state.ts';
import type { PaceWatch, VesselState, VesselTest } from './vessel-state.ts';
import { forgetDays } from './vessel.ts';

const DAY_MIN = 1440;

/** An error with its standard deviation. */
export interface PaceError {
  readonly value: number;
  readonly sd: number;
}
/** What the pieces of the last hours say of the sensors. */
export interface PaceEstimate {
  /** Errors of the sensors (by place) by which the pace of the machines is explained, tag's unit. */
  readonly offsets: ReadonlyMap<number, PaceError>;
  /** Change of the error in a day by what the reading did while nothing emptied the vessel, tag's unit. */
  readonly driftsPerDay: ReadonlyMap<number, PaceError>;
}

/** A vessel with its sensor's span by place. */
export interface Paced {
  readonly test: VesselTest;
  readonly state: VesselState;
}

/**
 * Errors of all sensors on which a pace depends, and the drift of each vessel's own, that
 * explain the pieces of all vessels best: weighted least squares with what they may be as prior. A
 * machine's pace changes with each of its heads by a slope the model has learned; a pump between two vessels
 * is seen in both, so that the sensor is told from the machine's other end.
 * @param spanOf span of a sensor by its place
 */
export function paceEstimate(
  vessels: readonly Paced[],
  spanOf: (sensor: number) => number,
): PaceEstimate {
  const heads = [
    ...new Set(
      vessels.flatMap(({ test }) => [...test.machines.flatMap((m) => m.heads), ...test.flows]),
    ),
  ];
  const column = new Map(heads.map((sensor, i) => [sensor, i]));
  const size = heads.length + vessels.length;
  const precision = new Array<number>(packedSize(size)).fill(0);
  const right = new Array<number>(size).fill(0);
  const own = new Set(vessels.map(({ test }) => test.sensor));
  heads.forEach((sensor, i) => {
    const sd = own.has(sensor) ? VESSEL.offsetSd : VESSEL.otherSd;
    precision[packedAt(i, i)] = (sd * spanOf(sensor)) ** -2;
  });
  vessels.forEach(({ test, state }, v) => {
    const rise = heads.length + v;
    precision[packedAt(rise, rise)] = (DAY_MIN / (VESSEL.driftSd * spanOf(test.sensor))) ** 2;
    if (!(state.noise > 0)) return;
    for (const [mask, { weight, sum }] of byMask(state)) {
      // A drift looks like a lower pace of what empties the vessel; it is read where nothing does.
      const emptied = test.machines.some(({ empties }, m) => empties && ((mask >> m) & 1) === 1);
      const row: [at: number, slope: number][] = emptied ? [] : [[rise, 1]];
      for (const [sensor, slope] of slopesOf(test, state, mask)) {
        const at = column.get(sensor);
        // Read too high by 1 it is truly lower by 1, and the pace is that of the lower one.
        if (at !== undefined) row.push([at, -slope]);
      }
      for (const [i, a] of row) {
        right[i] = (right[i] ?? 0) + (a * sum) / state.noise;
        for (const [j, b] of row)
          if (j <= i) {
            const at = packedAt(i, j);
            precision[at] = (precision[at] ?? 0) + (a * b * weight) / state.noise;
          }
      }
    }
  });
  const factor = cholesky(precision, size);
  // Positive definite by the prior, whatever the pieces.
  if (factor === null) throw new Error('precision of the pace is not positive definite');
  const errors = solve(factor, right);
  const errorAt = (at: number, scale: number): PaceError => {
    const unit = new Array<number>(size).fill(0);
    unit[at] = 1;
    const variance = solve(factor, unit)[at] ?? 0;
    return { value: (errors[at] ?? 0) * scale, sd: Math.sqrt(variance) * scale };
  };
  return {
    offsets: new Map(heads.map((sensor, i) => [sensor, errorAt(i, 1)])),
    driftsPerDay: new Map(
      vessels.map(({ test }, v) => [test.sensor, errorAt(heads.length + v, DAY_MIN)]),
    ),
  };
}

/** Weights and weighted errors of the pieces by the machines that ran. */
function byMask({ pieces }: VesselState): Map<number, { weight: number; sum: number }> {
  const sums = new Map<number, { weight: number; sum: number }>();
  for (const [, mask, error, weight] of pieces) {
    const known = sums.get(mask) ?? { weight: 0, sum: 0 };
    known.weight += weight;
    known.sum += weight * error;
    sums.set(mask, known);
  }
  return sums;
}

/** By how much the pace changes with each head while these machines run, and with each flow: tag's unit a minute by the unit of that. */
function slopesOf(test: VesselTest, { fit }: VesselState, mask: number): Map<number, number> {
  const slopes = new Map<number, number>();
  let at = 0;
  const put = (sensor: number, slope: number | undefined): void => {
    slopes.set(sensor, (slopes.get(sensor) ?? 0) + (slope ?? 0));
  };
  test.machines.forEach(({ heads }, m) => {
    if (((mask >> m) & 1) === 1)
      heads.forEach((sensor, k) => {
        put(sensor, fit[at + 1 + k]);
      });
    at += 1 + heads.length;
  });
  test.flows.forEach((sensor, k) => {
    put(sensor, fit[at + k]);
  });
  return slopes;
}

/**
 * End of an hour: the error of the reading by the pace, and its drift, against their bounds. Told as
 * `bias` and `drift` beside the machine that tells it.
 * @param trusted no other test doubts the sensor
 */
export function judgeVessel(
  sensor: SensorTest,
  test: VesselTest,
  state: VesselState,
  estimate: PaceEstimate,
  trusted: boolean,
  value: number | null,
  atMs: number,
  book: Book,
): void {
  const known = state.fit.length > 0 && state.pieces.length > 0;
  const offset = known ? (estimate.offsets.get(test.sensor) ?? null) : null;
  const driftPerDay = known ? (estimate.driftsPerDay.get(test.sensor) ?? null) : null;
  const teller =
    test.machines.find(({ empties }) => empties)?.tag ?? test.machines[0]?.tag ?? sensor.tag;
  const least = VESSEL.spanShare * sensor.span;
  const leastDrift = VESSEL.driftSpanShare * sensor.span;
  const found = (watch: PaceWatch): boolean => watch.sinceMs !== null;
  const before = found(state.offset) || found(state.drift);
  weigh(state.offset, offset, least, trusted && !found(state.drift), atMs);
  weigh(state.drift, driftPerDay, leastDrift, trusted && !found(state.offset), atMs);
  if (!before && (found(state.offset) || found(state.drift))) forgetDays(test, state);
  tell(sensor, 'bias', state.offset, offset, value, least, teller, atMs, book);
  tell(sensor, 'drift', state.drift, driftPerDay, value, leastDrift, teller, atMs, book);
}

/** Bound of an error that is known to `sd`: what was usual is kept as standard deviations, since the vessel tells more at some times than at others. */
const limitOf = (watch: PaceWatch, sd: number, least: number): number =>
  Math.max(
    least,
    sd *
      Math.max(
        VESSEL.sure,
        VESSEL.times * largest(watch.usual),
        VESSEL.sigmas * Math.sqrt(watch.variance),
      ),
  );

/** Holds an error against its bound and learns what is usual. */
function weigh(
  watch: PaceWatch,
  error: PaceError | null,
  least: number,
  trusted: boolean,
  atMs: number,
): void {
  if (error === null) {
    watch.over = 0;
    return;
  }
  const { value, sd } = error;
  const limit = limitOf(watch, sd, least);
  const over = Math.abs(value) > limit;
  const size = Math.abs(value) / sd;
  if (watch.sinceMs === null) {
    watch.over = over && watch.hours > VESSEL.historyH ? watch.over + 1 : 0;
    if (watch.over >= VESSEL.openH) {
      watch.sinceMs = atMs;
      watch.under = 0;
      watch.peak = size;
      drop(watch.usual);
    } else if (trusted && watch.over === 0) {
      watch.hours++;
      learn(watch.usual, size, atMs);
      watch.variance += (size * size - watch.variance) / Math.min(VESSEL.memoryH, watch.hours);
    }
    return;
  }
  watch.peak = Math.max(watch.peak, size);
  watch.under = Math.abs(value) < VESSEL.closeShare * limit ? watch.under + 1 : 0;
  const stays = atMs - watch.sinceMs > VESSEL.giveUpH * 3_600_000;
  if (watch.under < VESSEL.closeH && !stays) return;
  doubt(watch.usual, watch.peak, atMs);
  watch.sinceMs = null;
  watch.over = 0;
}

function tell(
  sensor: SensorTest,
  check: 'bias' | 'drift',
  watch: PaceWatch,
  error: PaceError | null,
  value: number | null,
  least: number,
  teller: string,
  atMs: number,
  book: Book,
): void {
  if (watch.sinceMs === null) {
    book.hold(sensor.tag, check, null, atMs, atMs, teller);
    return;
  }
  const size = Math.abs(error?.value ?? 0);
  book.hold(
    sensor.tag,
    check,
    {
      severity: size > VESSEL.badShare * sensor.span ? 'bad' : 'suspect',
      value,
      expected: value === null || error === null ? null : value - error.value,
      limit: limitOf(watch, error?.sd ?? 0, least),
    },
    watch.sinceMs,
    atMs,
    teller,
  );
}

/** Pieces that are older than the window say nothing any more. */
export function dropOld({ pieces }: VesselState, atMs: number): void {
  const from = Math.floor(atMs / 3_600_000) - VESSEL.windowH;
  let old = 0;
  while (old < pieces.length && (pieces[old]?.[0] ?? from) < from) old++;
  pieces.splice(0, old);
}
