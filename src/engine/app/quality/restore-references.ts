import type { Result } from '#core/result.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import type { HistorianFault } from '#engine/ports/historian.ts';
import type { QualityLedger } from './ledger.ts';
import type { ComparisonChange, References } from './references.ts';

/** Where the readings of persons come from. */
export interface ComparisonSource {
  onComparison(listener: (change: ComparisonChange) => void): void;
  readonly comparisons: {
    all(fromMs: number, toMs: number): Promise<Result<readonly Comparison[], HistorianFault>>;
  };
  readonly book: {
    get(readingId: string): { readonly reading: ComparisonChange['reading'] } | undefined;
  };
}

/** Readings of so long ago still say something of the bias. */
const COMPARED_MS = 400 * 86_400_000;
/** No history is out of reach for longer with the engine going on. */
const LATELY_MS = 3 * 86_400_000;

/**
 * Brings the filters back as they were; where that cannot be read, out of the readings themselves.
 * A reading of the last days that was not taken in before the engine ended is taken in now.
 * @returns why the readings cannot be read now: then it is to be tried again; null when all is done
 */
export async function restoreReferences(
  text: string | undefined,
  nowMs: number,
  {
    references,
    ledger,
    source,
  }: {
    readonly references: References;
    readonly ledger: QualityLedger;
    readonly source: ComparisonSource | null;
  },
): Promise<HistorianFault | null> {
  const isRestored = text !== undefined && references.restore(text);
  if (source === null) return null;
  const all = await source.comparisons.all(nowMs - (isRestored ? LATELY_MS : COMPARED_MS), nowMs);
  if (!all.ok) {
    return all.error;
  }
  for (const comparison of all.value) {
    const { tag, readingId } = comparison;
    if (references.has(readingId)) continue;
    const how = source.book.get(readingId)?.reading.how ?? 'laboratory';
    references.take(
      { tag, readingId, comparison, reading: { how } },
      ledger.lastCalibrationMs(tag),
    );
  }
  return null;
}
