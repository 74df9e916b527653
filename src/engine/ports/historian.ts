import type { Result } from '#core/result.ts';
import type { Provenance, Quality } from '#core/signal/sample.ts';
import type { AuditRow, NewAudit } from '#core/access/audit.ts';
import type { DerivedValue, Entry, EntryQuery, NewEntry } from '#core/records/entry.ts';
import type { AuditCheck, AuditFilter } from '#contract/access.ts';
import type { EventRecord, EventFilter, ReceiptRecord, TrendPoint, TrendLevel } from '#contract/records.ts';

/** One value on its way to disk. Tags go by id; the historian keeps its own small numbers. */
export interface StoredSample {
  readonly tag: string;
  readonly value: number | null;
  readonly quality: Quality;
  readonly provenance: Provenance;
  /** Minute of the UTC grid for grid samples, source time for changes; ms UTC. */
  readonly tsMs: number;
}

/** All that one scan wants on disk; it is there as a whole or not at all. */
export interface ScanRecord {
  readonly grid: readonly StoredSample[];
  readonly changes: readonly StoredSample[];
  readonly events: readonly NewEvent[];
  readonly receipts: readonly ReceiptRecord[];
  /** Engine state to be found again after a restart (JSON text by key). */
  readonly state: Readonly<Record<string, string>>;
  /** Versions of findings, readings, corrections and the like. */
  readonly entries?: readonly NewEntry[];
  /** Values that stand beside the raw ones; a later one of the same tag, minute and way replaces the earlier. */
  readonly derived?: readonly DerivedValue[];
  /** Rows of the audit log; their place in the chain is given when they are stored. */
  readonly audit?: readonly NewAudit[];
}
export type NewEvent = Omit<EventRecord, 'seq'>;

export type HistorianFault = {
  readonly kind: 'diskFull' | 'readOnly' | 'corrupt' | 'newerVersion' | 'locked' | 'io' | 'closed' | 'badQuery';
  /** What to tell a technician, English, with path and cause. */
  readonly message: string;
  /** It is somebody else's file, not a damaged one of ours; never touched. */
  readonly foreign?: boolean;
};

export interface TrendQuery {
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** At most this many buckets per tag, usually the chart's width in pixels. */
  readonly buckets: number;
}
export interface TrendAnswer {
  readonly level: TrendLevel;
  readonly bucketMs: number;
  readonly series: readonly { readonly tag: string; readonly points: readonly TrendPoint[] }[];
}

export interface RawQuery {
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  /** Opaque place to go on from, from the answer before. */
  readonly cursor: string | null;
}
export interface RawAnswer {
  readonly rows: readonly StoredSample[];
  readonly cursor: string | null;
  /** Share of the span that is done, 0 to 1. */
  readonly progress: number;
}

export interface Historian {
  /** Durable when it resolves ok. Scans are committed in the order handed in. */
  commit(scan: ScanRecord): Promise<Result<CommitInfo, HistorianFault>>;
  trend(query: TrendQuery): Promise<Result<TrendAnswer, HistorianFault>>;
  /** Minute-grid and change rows in time order, in slices, for export. */
  raw(query: RawQuery): Promise<Result<RawAnswer, HistorianFault>>;
  /** Last stored sample of each tag at or before an instant, e.g. to restart into the same state. */
  latest(tags: readonly string[], atMs: number): Promise<Result<readonly StoredSample[], HistorianFault>>;
  events(filter: EventFilter): Promise<Result<readonly EventRecord[], HistorianFault>>;
  receipts(filter: ReceiptFilter): Promise<Result<readonly ReceiptRecord[], HistorianFault>>;
  /** Entries by kind, newest first. */
  entries(query: EntryQuery): Promise<Result<readonly Entry[], HistorianFault>>;
  /** Values beside the raw ones of a span, in time order. */
  derived(query: DerivedQuery): Promise<Result<readonly DerivedValue[], HistorianFault>>;
  /** Rows of the audit log that pass the filter, newest first. */
  audit(filter: AuditFilter): Promise<Result<readonly AuditRow[], HistorianFault>>;
  /** Goes through the whole chain of the audit log. */
  auditCheck(): Promise<Result<AuditCheck, HistorianFault>>;
  loadState(): Promise<Result<Readonly<Record<string, string>>, HistorianFault>>;
  stats(): Promise<Result<HistorianStats, HistorianFault>>;
  close(): Promise<void>;
}
export interface ReceiptFilter {
  readonly limit: number;
  readonly unit?: string;
  readonly requestId?: string;
  /** Only receipts written before the one with this hash, to go on from a page. */
  readonly beforeHash?: string;
}
export interface DerivedQuery {
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}
export interface CommitInfo {
  /** Sequence numbers given to the events, in order. */
  readonly eventSeqs: readonly number[];
  /** Sequence numbers given to the entries, in order. */
  readonly entrySeqs: readonly number[];
  readonly durationMs: number;
}
export interface HistorianStats {
  readonly fileBytes: number;
  readonly freeDiskBytes: number;
  readonly gridRows: number;
  readonly events: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly schemaVersion: number;
}
