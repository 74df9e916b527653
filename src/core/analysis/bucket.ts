import { DAY_MS, HOUR_MS, MINUTE_MS } from './local-time.ts';

const STEPS_MS = [
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
] as const;

/** Smallest round width that is not below `wantedMs` and not below a period, ms. */
export function roundUpBucket(wantedMs: number, periodMs: number): number {
  return (
    STEPS_MS.find((step) => step >= wantedMs && step >= periodMs) ??
    Math.ceil(wantedMs / DAY_MS) * DAY_MS
  );
}
