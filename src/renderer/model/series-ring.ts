/** One point of a short history: [time ms UTC, value]; null value is a gap. */
export type SeriesPoint = readonly [tsMs: number, value: number | null];

/** After this long without a point nothing was stored, and the line must not bridge it. */
export const GAP_MS = 5 * 60_000;

/** Puts a gap wherever two points lie further apart than `gapMs`. */
export function withGaps(points: readonly SeriesPoint[], gapMs: number): readonly SeriesPoint[] {
  return points.flatMap((point, i): SeriesPoint[] => {
    const before = points[i - 1];
    return before !== undefined && point[0] - before[0] > gapMs ? [[before[0] + 1, null], point] : [point];
  });
}

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
  if (last !== undefined && last[1] !== null && point[0] - last[0] > GAP_MS) return [...points.filter(([tsMs]) => tsMs >= point[0] - spanMs), [last[0] + 1, null], point];
  const beforeLast = points.at(-2);
  const crowded = last !== undefined && beforeLast !== undefined && last[0] - beforeLast[0] < minStepMs;
  const kept = crowded ? points.slice(0, -1) : points;
  const fromMs = point[0] - spanMs;
  const first = kept.findIndex(([tsMs]) => tsMs >= fromMs);
  return first === -1 ? [point] : [...kept.slice(first), point];
}
