import type { Span } from '../ports/recovery.ts';
import type { Segment } from './journal/segments.ts';
import { walkJournal } from './journal/segments.ts';
import type { PackedScan } from './messages.ts';
import type { ScanWriter } from './writer.ts';

export interface ReplayedSoFar {
  readonly scans: number;
  readonly rows: number;
  /** Scans the database refused; such a scan was never acknowledged. */
  readonly refused: number;
  /** Spans between records that are gone. */
  readonly missing: readonly Span[];
}
export interface Replayed extends ReplayedSoFar {
  readonly lastSeq: number;
}

export interface ReplayOptions {
  /** What was replayed before this replay was cut off; it is counted on. */
  readonly before?: ReplayedSoFar;
  /** Called in the transaction of each batch with what is replayed by then. */
  readonly onBatch?: (soFar: ReplayedSoFar) => void;
  /** Called after each batch, when it is there to stay. */
  readonly onStored?: () => void;
}

const NOTHING: ReplayedSoFar = { scans: 0, rows: 0, refused: 0, missing: [] };
const MOST_SCANS = 64;
/** Scans may be of any size; a batch takes some ten milliseconds, so that even an engine killed again and again gets on. */
const MOST_ROWS = 2_000;

/**
 * Stores every scan of the journal after the newest the database holds, in order and with the same
 * numbers for events and entries as the first time. Each batch stays, so that a replay that was cut
 * off goes on after it; doing it again changes nothing. Throws what SQLite throws, except that a
 * scan it refuses for its content is left out.
 */
export function replay(
  writer: ScanWriter,
  segments: readonly Segment[],
  { before = NOTHING, onBatch, onStored }: ReplayOptions = {},
): Replayed {
  const afterSeq = writer.journalSeq;
  let lastSeq = afterSeq;
  let lastMs = writer.head().lastMs;
  let { scans, rows, refused } = before;
  const missing: Span[] = [...before.missing];
  let batch: { readonly seq: number; readonly scan: PackedScan }[] = [];
  let batchRows = 0;
  const store = (part: typeof batch): void => {
    const last = part.at(-1);
    if (last === undefined) return;
    const packed = part.map(({ scan }) => scan);
    const after = {
      scans: scans + part.length,
      rows: packed.reduce((sum, scan) => sum + rowsOf(scan), rows),
    };
    writer.commit(packed, last.seq, () => onBatch?.({ ...after, refused, missing }));
    onStored?.();
    ({ scans, rows } = after);
  };
  const flush = (): void => {
    try {
      store(batch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const one of batch) {
        try {
          store([one]);
        } catch (refusal) {
          if (!isRefusal(refusal)) throw refusal;
          refused++;
          scans++;
          rows += rowsOf(one.scan);
        }
      }
    }
    batch = [];
    batchRows = 0;
    // Days that are over are moved on the way, or they would pile up.
    writer.sealStep();
  };
  walkJournal(segments, afterSeq, ({ seq, scan }) => {
    const tsMs = newestMs(scan);
    if (seq > lastSeq + 1 && lastMs !== null && tsMs !== null && tsMs > lastMs)
      missing.push({ fromMs: lastMs, toMs: tsMs });
    lastSeq = seq;
    lastMs = tsMs ?? lastMs;
    batchRows += rowsOf(scan);
    batch.push({ seq, scan });
    if (batch.length >= MOST_SCANS || batchRows >= MOST_ROWS) flush();
  });
  flush();
  return { scans, rows, refused, missing, lastSeq };
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
