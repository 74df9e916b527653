import { equipmentOf } from '#core/plant/tag.ts';
import { PROVENANCE_CODE, QUALITY_CODE } from '#core/signal/sample.ts';
import { DERIVED_CODE } from '#core/records/entry.ts';
import type { DerivedValue, Entry, EntryQuery, NewEntry } from '#core/records/entry.ts';
import type { AuditRow, NewAudit } from '#core/access/audit.ts';
import type { Result } from '#core/result.ts';
import type { AuditCheck, AuditFilter } from '#contract/access.ts';
import type { EventFilter, EventRecord, ReceiptRecord } from '#contract/records.ts';
import type {
  DerivedQuery, HistorianFault, HistorianStats, NewEvent, RawQuery, ReceiptFilter, ScanRecord, StoredSample,
  TrendAnswer, TrendQuery,
} from '../ports/historian.ts';
import type { CheckAnswer, CheckCursor, PurgeCounts, PurgeOrder } from '../ports/recovery.ts';
import type { PackedRaw } from './packed-rows.ts';
import type { RecoverOrder, Recovered } from './recover.ts';

/**
 * What passes between the historian's front in the engine's thread and its worker threads. The
 * threads take only types from here: they start faster without the schema library.
 */

/** Samples as columns: cheap to hand to another thread. `values` is NaN where there is no number. */
export interface PackedSamples {
  readonly tags: readonly string[];
  readonly values: Float64Array;
  readonly grades: Uint8Array;
  readonly times: Float64Array;
}
export interface PackedScan {
  readonly grid: PackedSamples;
  readonly changes: PackedSamples;
  readonly events: readonly NewEvent[];
  readonly receipts: readonly PackedReceipt[];
  readonly state: readonly (readonly [string, string])[];
  readonly entries: readonly PackedEntry[];
  readonly derived: readonly PackedDerived[];
  /** Missing in journal records of before there was an audit log. */
  readonly audit?: readonly PackedAudit[];
}
/** A row of the audit log without its place in the chain; `before` and `after` are JSON. */
export type PackedAudit = Omit<NewAudit, 'before' | 'after'> & { readonly before: string; readonly after: string };
/** An entry as its row; `body` is JSON. */
export type PackedEntry = Omit<NewEntry, 'body'> & { readonly body: string };
export type PackedDerived = Omit<DerivedValue, 'how'> & { readonly how: number };

/** A receipt as its row. */
export interface PackedReceipt {
  readonly requestId: string;
  readonly tsMs: number;
  /** Equipment it concerns: the machine, or what the set-point belongs to. */
  readonly unit: string;
  readonly outcome: string;
  /** The whole receipt as JSON. */
  readonly body: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Stored form of quality and provenance: provenance * 16 + quality. */
const gradeOf = (sample: Pick<StoredSample, 'quality' | 'provenance'>): number =>
  PROVENANCE_CODE[sample.provenance] * 16 + QUALITY_CODE[sample.quality];

function packSamples(samples: readonly StoredSample[]): PackedSamples {
  return {
    tags: samples.map((sample) => sample.tag),
    // A number that is none (NaN, infinity) is stored as no value; its quality stays as graded.
    values: Float64Array.from(samples, ({ value }) => (value === null || !Number.isFinite(value) ? NaN : value)),
    grades: Uint8Array.from(samples, gradeOf),
    times: Float64Array.from(samples, (sample) => sample.tsMs),
  };
}

const packReceipt = (receipt: ReceiptRecord): PackedReceipt => ({
  requestId: receipt.requestId,
  tsMs: receipt.tsMs,
  unit: receipt.intent.type === 'machine' ? receipt.intent.unit : equipmentOf(receipt.intent.tag),
  outcome: receipt.outcome,
  body: JSON.stringify(receipt),
  prevHash: receipt.prevHash,
  hash: receipt.hash,
});

export const packEntries = (entries: readonly NewEntry[]): PackedEntry[] =>
  entries.map((entry) => ({ ...entry, body: JSON.stringify(entry.body) }));

export const packScan = (scan: ScanRecord): PackedScan => ({
  grid: packSamples(scan.grid),
  changes: packSamples(scan.changes),
  events: scan.events,
  receipts: scan.receipts.map(packReceipt),
  state: Object.entries(scan.state),
  entries: packEntries(scan.entries ?? []),
  derived: (scan.derived ?? []).map((value) => ({ ...value, how: DERIVED_CODE[value.how] })),
  ...(scan.audit === undefined ? {} : { audit: scan.audit.map((row) => ({ ...row, before: JSON.stringify(row.before), after: JSON.stringify(row.after) })) }),
});

/** Numbers given to what one scan stored. */
export interface CommitSeqs {
  readonly events: readonly number[];
  readonly entries: readonly number[];
}

/** Calls by name: what is asked and what is answered. */
export interface WriterCalls {
  open: { ask: { acceptGap: boolean }; answer: { replayedScans: number } };
  recover: { ask: RecoverOrder; answer: Recovered };
  /** Entries of a scan that follows, in order; a scan of very many comes in parts. */
  stage: { ask: readonly PackedEntry[]; answer: null };
  /** All that was staged since the commit before belongs to this scan, before its own entries. */
  commit: { ask: PackedScan; answer: CommitSeqs };
  releaseJournal: { ask: { throughSeq: number }; answer: number };
  purge: { ask: PurgeOrder; answer: PurgeCounts };
  close: { ask: null; answer: null };
}
export interface ReaderCalls {
  open: { ask: null; answer: null };
  trend: { ask: TrendQuery; answer: TrendAnswer };
  raw: { ask: RawQuery; answer: PackedRaw };
  latest: { ask: { tags: readonly string[]; atMs: number }; answer: readonly StoredSample[] };
  events: { ask: EventFilter; answer: readonly EventRecord[] };
  receipts: { ask: ReceiptFilter; answer: readonly ReceiptRecord[] };
  entries: { ask: EntryQuery; answer: readonly Entry[] };
  derived: { ask: DerivedQuery; answer: readonly DerivedValue[] };
  loadState: { ask: null; answer: Readonly<Record<string, string>> };
  stats: { ask: null; answer: HistorianStats };
  audit: { ask: AuditFilter; answer: readonly AuditRow[] };
  auditCheck: { ask: null; answer: AuditCheck };
  check: { ask: CheckCursor | null; answer: CheckAnswer };
  close: { ask: null; answer: null };
}
export type CallMap = Readonly<Record<string, { ask: unknown; answer: unknown }>>;

export interface CallMessage {
  readonly id: number;
  readonly kind: string;
  readonly ask: unknown;
}
interface AnswerMessage {
  readonly id: number;
  readonly result: Result<unknown, HistorianFault>;
}
interface LogMessage {
  readonly log: { readonly level: 'info' | 'warn' | 'error'; readonly fields: Readonly<Record<string, unknown>>; readonly text: string };
}
/** Journal segments went because of the size cap. */
interface CutMessage {
  readonly journalCut: { readonly segments: number; readonly throughSeq: number };
}
interface LongOpeningMessage {
  readonly longOpening: true;
}
export type WorkerMessage = AnswerMessage | LogMessage | CutMessage | LongOpeningMessage;
export interface WorkerSetup {
  readonly dbPath: string;
  /** Work that may wait for everything else: the thread takes a lower priority where the system has one per thread. */
  readonly isBackground: boolean;
  /** Latency put before each commit reaches the disk, ms: to see how the engine lives with a slow disk. */
  readonly slowDiskMs?: number;
}
