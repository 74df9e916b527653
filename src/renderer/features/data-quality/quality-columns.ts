import type { QualitySeries } from '#contract/data-quality.ts';
import { applyCorrections } from '#core/signal/drift/correction.ts';
import type { Correction } from '#core/signal/drift/correction.ts';

export interface ReadingPoint {
  readonly tsMs: number;
  readonly value: number;
}

/** Minutes that lie further apart belong to two spans. */
const APART_MS = 150_000;
const MINUTE_MS = 60_000;
/** Widths of the band around an estimate, in standard deviations. */
export const BAND_SD = 2;

/** Minutes in which something stood in, joined to spans. */
export function substitutedSpans(derived: QualitySeries['derived']): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const { tsMs } of derived.toSorted((a, b) => a.tsMs - b.tsMs)) {
    const last = spans.at(-1);
    if (last !== undefined && tsMs - last[1] < APART_MS) last[1] = Math.max(last[1], tsMs + MINUTE_MS);
    else spans.push([tsMs, tsMs + MINUTE_MS]);
  }
  return spans;
}

/**
 * All curves of a sensor on one time axis: [s, upper and lower bound of the estimate, as read,
 * corrected, estimate, stood in, reading of a person]. Where a curve says nothing at a time of another it has `undefined`
 * (drawn through); a gap of its own is null. With a correction to try, the second curve is what
 * the values would be under it.
 */
export function qualityColumns(series: QualitySeries, readings: readonly ReadingPoint[], trial: Correction | null): (number | null | undefined)[][] {
  const times = [...new Set([...series.points.map(([tsMs]) => tsMs), ...series.derived.map(({ tsMs }) => tsMs), ...series.estimates.map(([tsMs]) => tsMs), ...readings.map(({ tsMs }) => tsMs)])].sort((a, b) => a - b);
  const place = new Map(times.map((tsMs, i) => [tsMs, i]));
  const columns = Array.from({ length: 7 }, () => new Array<number | null | undefined>(times.length).fill(undefined));
  const put = (column: number, tsMs: number, value: number | null): void => {
    const at = place.get(tsMs);
    const target = columns[column];
    if (at !== undefined && target !== undefined) target[at] = value;
  };
  for (const [tsMs, raw, corrected] of series.points) {
    put(2, tsMs, raw);
    const tried = trial === null || raw === null ? corrected : applyCorrections(raw, tsMs, [{ ...trial, state: 'accepted' }]).value;
    // Drawn only where it says something else than the reading.
    put(3, tsMs, tried === null || raw === null || Math.abs(tried - raw) < 1e-9 ? null : tried);
  }
  for (const [tsMs, value, sd] of series.estimates) {
    put(4, tsMs, value);
    put(0, tsMs, value + BAND_SD * sd);
    put(1, tsMs, value - BAND_SD * sd);
  }
  let before = -Infinity;
  for (const { tsMs, value } of series.derived.toSorted((a, b) => a.tsMs - b.tsMs)) {
    put(5, tsMs, value);
    before = tsMs;
  }
  for (const { tsMs, value } of readings) put(6, tsMs, value);
  breakBetween(columns[5] ?? [], times, before);
  return [times.map((tsMs) => tsMs / 1000), ...columns];
}

/** Makes gaps of the long ways between two spans, so that no line runs across them. */
function breakBetween(column: (number | null | undefined)[], times: readonly number[], lastMs: number): void {
  let seenMs: number | null = null;
  for (const [i, tsMs] of times.entries()) {
    if (column[i] !== undefined) seenMs = tsMs;
    else if (seenMs !== null && tsMs - seenMs >= APART_MS && tsMs < lastMs) column[i] = null;
  }
}
