import type { Span } from '../ports/recovery.ts';
import type { Segment } from './journal/segments.ts';
import { walkJournal } from './journal/segments.ts';
import type { PackedScan } from './messages.ts';
import type { ScanWriter } from './writer.ts';

export interface Replayed {
  readonly scans: number;
  readonly rows: number;
  /** Scans the database refused; such a scan was never acknowledged. */
  readonly refused: number;
  /** Spans between records that are gone. */
  readonly missing: readonly Span[];
  readonly lastSeq: number;
}

const BATCH = 64;

/**
 * Stores every scan of the journal after the newest the database holds, in order and with the same
 * numbers for events and entries as the first time. Doing it again changes nothing. Throws what
 * SQLite throws, except that a scan it refuses for its content is left out.
 */
export function replay(writer: ScanWriter, segments: readonly Segment[]): Replayed {
  const afterSeq = writer.journalSeq;
  let lastSeq = afterSeq;
  let lastMs = writer.head().lastMs;
  let scans = 0;
  let rows = 0;
  let refused = 0;
  const missing: Span[] = [];
  let batch: { readonly seq: number; readonly scan: PackedScan }[] = [];
  const flush = (): void => {
    const last = batch.at(-1);
    if (last === undefined) return;
    try {
      writer.commit(
        batch.map(({ scan }) => scan),
        last.seq,
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const { seq, scan } of batch) refused += storeOne(writer, seq, scan);
    }
    batch = [];
    // Days that are over are moved on the way, or they would pile up.
    writer.sealStep();
  };
  walkJournal(segments, afterSeq, ({ seq, scan }) => {
    const tsMs = newestMs(scan);
    if (seq > lastSeq + 1 && lastMs !== null && tsMs !== null && tsMs > lastMs)
      missing.push({ fromMs: lastMs, toMs: tsMs });
    lastSeq = seq;
    lastMs = tsMs ?? lastMs;
    scans++;
    rows += rowsOf(scan);
    batch.push({ seq, scan });
    if (batch.length >= BATCH) flush();
  });
  flush();
  return { scans, rows, refused, missing, lastSeq };
}

function storeOne(writer: ScanWriter, seq: number, scan: PackedScan): number {
  try {
    writer.commit([scan], seq);
    return 0;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return 1;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT');

export const rowsOf = (scan: PackedScan): number =>
  scan.grid.tags.length +
  scan.changes.tags.length +
  scan.events.length +
  scan.receipts.length +
  scan.entries.length +
  scan.derived.length +
  (scan.audit?.length ?? 0);

function newestMs(scan: PackedScan): number | null {
  let newest = -Infinity;
  for (const { times } of [scan.grid, scan.changes])
    for (const tsMs of times) newest = Math.max(newest, tsMs);
  for (const { tsMs } of scan.events) newest = Math.max(newest, tsMs);
  return Number.isFinite(newest) ? newest : null;
}
