import type { Result } from '#core/result.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import type { HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
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

/** Brings the filters back as they were; where that cannot be read, out of the readings themselves. */
export async function restoreReferences(
  text: string | undefined,
  nowMs: number,
  {
    references,
    ledger,
    source,
    log,
  }: {
    readonly references: References;
    readonly ledger: QualityLedger;
    readonly source: ComparisonSource | null;
    readonly log: Log;
  },
): Promise<void> {
  if ((text !== undefined && references.restore(text)) || source === null) return;
  const all = await source.comparisons.all(nowMs - COMPARED_MS, nowMs);
  if (!all.ok) {
    log.warn({ reason: all.error.message }, 'the comparisons cannot be read');
    return;
  }
  for (const comparison of all.value) {
    const { tag, readingId } = comparison;
    const how = source.book.get(readingId)?.reading.how ?? 'laboratory';
    references.take(
      { tag, readingId, comparison, reading: { how } },
      ledger.lastCalibrationMs(tag),
    );
  }
}
