import { correctionView } from '#contract/data-quality.ts';
import type { CorrectionView } from '#contract/data-quality.ts';
import type { Entry } from '#core/records/entry.ts';

/**
 * Bias of a correction at an instant, in the tag's unit: straight between its points, level before
 * the first and after the last.
 */
export function biasAt(points: CorrectionView['points'], tsMs: number): number {
  const first = points[0];
  if (first === undefined) return 0;
  if (tsMs <= first[0]) return first[1];
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1];
    const after = points[i];
    if (before === undefined || after === undefined || tsMs > after[0]) continue;
    const spanMs = after[0] - before[0];
    return spanMs <= 0
      ? after[1]
      : before[1] + ((tsMs - before[0]) / spanMs) * (after[1] - before[1]);
  }
  return points.at(-1)?.[1] ?? 0;
}

/** The correction an entry holds; null when its body is not one. */
export function correctionOf(entry: Entry): CorrectionView | null {
  const parsed = correctionView.safeParse({ ...entry.body, id: entry.id, tag: entry.tag ?? '' });
  return parsed.success ? parsed.data : null;
}

/** Of the newest versions of a tag's corrections the one that holds at an instant. */
export function correctionAt(
  entries: readonly Entry[],
  tsMs: number,
): { readonly entry: Entry; readonly view: CorrectionView; readonly bias: number } | null {
  for (const entry of entries) {
    const view = correctionOf(entry);
    if (view === null || (view.state !== 'accepted' && view.state !== 'ended')) continue;
    if (tsMs < view.fromMs || (view.toMs !== null && tsMs >= view.toMs)) continue;
    return { entry, view, bias: biasAt(view.points, tsMs) };
  }
  return null;
}
