/**
 * Running total of a quantity, from a counter of the PLC (kWh, m3) or from a rate
 * (m3/h, kW), with enough of its past to ask "and yesterday at this hour?". Plain
 * JSON, so that it outlives a restart.
 */
export interface Meter {
  readonly total: number;
  /** Last counter value or rate taken in; null before the first. */
  readonly last: number | null;
  readonly lastMs: number | null;
  /** [ms UTC, total] each ten minutes for a little over two days. */
  readonly points: readonly (readonly [number, number])[];
}
export const EMPTY_METER: Meter = Object.freeze({ total: 0, last: null, lastMs: null, points: [] });

export type MeterKind = 'counter' | 'ratePerHour';

const POINT_STEP_MS = 600_000;
const KEEP_MS = 49 * 3_600_000;
/** A rate is not carried over a hole longer than this: what flowed then is not known. */
const LONGEST_RATE_GAP_MS = 300_000;

/**
 * Takes in a reading at `nowMs`. A counter that goes back (meter changed, roll-over)
 * adds nothing for that step. Time that stands still or goes back changes nothing.
 */
export function advanceMeter(meter: Meter, kind: MeterKind, value: number, nowMs: number): Meter {
  if (meter.last === null || meter.lastMs === null) {
    return { total: 0, last: value, lastMs: nowMs, points: [[nowMs, 0]] };
  }
  const elapsedMs = nowMs - meter.lastMs;
  if (elapsedMs <= 0) return meter;
  const total =
    meter.total +
    (kind === 'counter'
      ? Math.max(0, value - meter.last)
      : elapsedMs > LONGEST_RATE_GAP_MS
        ? 0
        : ((meter.last + value) / 2) * (elapsedMs / 3_600_000));
  const newest = meter.points.at(-1);
  const due =
    newest === undefined ||
    Math.floor(nowMs / POINT_STEP_MS) > Math.floor(newest[0] / POINT_STEP_MS);
  const points = due
    ? [...meter.points.filter(([ms]) => ms >= nowMs - KEEP_MS), [nowMs, total] as const]
    : meter.points;
  return { total, last: value, lastMs: nowMs, points };
}

/** Total at an instant, between the kept points by line; null before the first point. */
export function totalAt(meter: Meter, ms: number): number | null {
  const { points } = meter;
  const next = points.findIndex(([at]) => at > ms);
  const before = next === -1 ? points.at(-1) : points[next - 1];
  if (before === undefined) return null;
  const after: readonly [number, number] | undefined =
    next === -1 ? (meter.lastMs === null ? undefined : [meter.lastMs, meter.total]) : points[next];
  if (after === undefined || after[0] <= before[0]) return before[1];
  const share = Math.min(1, (ms - before[0]) / (after[0] - before[0]));
  return before[1] + share * (after[1] - before[1]);
}
