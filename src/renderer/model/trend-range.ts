/** A span on the time axis, ms UTC. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
export const SHORTEST_MS = 10 * MINUTE;
export const LONGEST_MS = 3 * 366 * DAY;

/** Spans offered as buttons. */
export const PRESETS = [
  { id: '10m', ms: SHORTEST_MS }, { id: '1h', ms: 60 * MINUTE }, { id: '6h', ms: 360 * MINUTE }, { id: '24h', ms: DAY },
  { id: '7d', ms: 7 * DAY }, { id: '30d', ms: 30 * DAY }, { id: '90d', ms: 90 * DAY }, { id: '1y', ms: 365 * DAY }, { id: '3y', ms: 3 * 365 * DAY },
] as const;
export type PresetId = (typeof PRESETS)[number]['id'];

export const widthOf = (range: TimeRange): number => range.toMs - range.fromMs;

/** Keeps a span within 10 min and 3 years, and its end no later than `latestMs`, without moving its middle needlessly. */
export function clampRange(range: TimeRange, latestMs: number): TimeRange {
  const width = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, widthOf(range)));
  const middle = (range.fromMs + range.toMs) / 2;
  const toMs = Math.min(latestMs, middle + width / 2);
  return { fromMs: toMs - width, toMs };
}

/** Moves by a share of the width; positive goes to later. */
export function panRange(range: TimeRange, share: number, latestMs: number): TimeRange {
  const by = widthOf(range) * share;
  return clampRange({ fromMs: range.fromMs + by, toMs: range.toMs + by }, latestMs);
}

/** Zooms by `factor` (below 1 goes closer) and keeps the instant `aroundMs` in its place on screen. */
export function zoomRange(range: TimeRange, factor: number, aroundMs: number, latestMs: number): TimeRange {
  const width = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, widthOf(range) * factor));
  const share = widthOf(range) > 0 ? (aroundMs - range.fromMs) / widthOf(range) : 0.5;
  const fromMs = aroundMs - share * width;
  return clampRange({ fromMs, toMs: fromMs + width }, latestMs);
}

/** What to fetch for a shown span: half a screen more on either side, so that a pan finds data already there. */
export function fetchRange(range: TimeRange): TimeRange {
  const margin = widthOf(range) / 2;
  return { fromMs: Math.floor(range.fromMs - margin), toMs: Math.ceil(range.toMs + margin) };
}

/** True when `have` (fetched for a span `fetchedWidth` wide) still serves `want` without a new request. */
export function covers(have: TimeRange, fetchedWidthMs: number, want: TimeRange): boolean {
  const ratio = widthOf(want) / fetchedWidthMs;
  return want.fromMs >= have.fromMs && want.toMs <= have.toMs && ratio > 0.6 && ratio < 1.6;
}

/** Reads "2026-11-21T09:30" style input as local time handed over by `toMs`; null when it is no date or out of order. */
export function customRange(fromMs: number | null, toMs: number | null): { readonly ok: true; readonly range: TimeRange } | { readonly ok: false; readonly reason: 'missing' | 'order' | 'short' | 'long' } {
  if (fromMs === null || toMs === null) return { ok: false, reason: 'missing' };
  if (fromMs >= toMs) return { ok: false, reason: 'order' };
  if (toMs - fromMs < SHORTEST_MS) return { ok: false, reason: 'short' };
  if (toMs - fromMs > LONGEST_MS) return { ok: false, reason: 'long' };
  return { ok: true, range: { fromMs, toMs } };
}
