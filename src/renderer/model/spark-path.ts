import type { SeriesPoint } from './series-ring.ts';

/**
 * SVG path of a short line over `width` x `height`; gaps stay gaps. The scale spans the
 * values shown, but at least `leastSpan`, with the line in the middle then.
 */
export function sparkPath(points: readonly SeriesPoint[], fromMs: number, toMs: number, width: number, height: number, leastSpan: number): { readonly path: string; readonly last: readonly [number, number] | null } {
  const shown = points.filter(([tsMs]) => tsMs >= fromMs && tsMs <= toMs);
  const values = shown.flatMap(([, value]) => (value === null ? [] : [value]));
  if (values.length === 0 || toMs <= fromMs) return { path: '', last: null };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = Math.max(high - low, leastSpan, Number.MIN_VALUE);
  const middle = (low + high) / 2;
  let path = '';
  let pen = false;
  let last: readonly [number, number] | null = null;
  for (const [tsMs, value] of shown) {
    if (value === null) {
      pen = false;
      continue;
    }
    const x = round(((tsMs - fromMs) / (toMs - fromMs)) * width);
    const y = round(height / 2 - ((value - middle) / span) * height);
    path += `${pen ? 'L' : 'M'}${String(x)} ${String(y)}`;
    pen = true;
    last = [x, y];
  }
  return { path, last };
}

const round = (x: number): number => Math.round(x * 10) / 10;
