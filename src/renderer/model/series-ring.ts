/** One point of a short history: [time ms UTC, value]; null value is a gap. */
export type SeriesPoint = readonly [tsMs: number, value: number | null];

/**
 * Adds a point to a short history and forgets what is older than `spanMs`. Points closer
 * than `minStepMs` to the one before replace it, so the length stays bounded by
 * `spanMs / minStepMs + 1` however fast the readings come. Points that go back in time are ignored.
 */
export function pushPoint(
  points: readonly SeriesPoint[],
  point: SeriesPoint,
  spanMs: number,
  minStepMs: number,
): readonly SeriesPoint[] {
  const last = points.at(-1);
  if (last !== undefined && point[0] < last[0]) return points;
  if (last !== undefined && point[0] === last[0] && point[1] === last[1]) return points;
  const beforeLast = points.at(-2);
  const crowded = last !== undefined && beforeLast !== undefined && last[0] - beforeLast[0] < minStepMs;
  const kept = crowded ? points.slice(0, -1) : points;
  const fromMs = point[0] - spanMs;
  const first = kept.findIndex(([tsMs]) => tsMs >= fromMs);
  return first === -1 ? [point] : [...kept.slice(first), point];
}
