import type { Result } from '#core/result.ts';
import type { EventRecord } from '#contract/records.ts';
import type { Historian, HistorianFault } from './historian.ts';

/** An earlier state of the history that may be brought back: a verified, readable copy of `history.db`. */
export interface RecoveryCandidate {
  readonly path: string;
  readonly takenMs: number;
  /** Last journal record inside it; null where it is not known. */
  readonly journalSeq: number | null;
}

/** Where earlier states come from; asked when the history is found damaged or gone. */
export interface RecoverySource {
  candidates(): Promise<readonly RecoveryCandidate[]>;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was brought back after a loss; also the body of the `recovery` entry. */
export interface RecoveryReport {
  readonly tsMs: number;
  /** `damaged`: the file could not be read; `missing`: it was gone; `behind`: sound, but older than what was acknowledged. */
  readonly cause: 'damaged' | 'missing' | 'behind';
  /** What was found, English, for the technician's log. */
  readonly detail: string;
  /** What the history was built from before the journal was added. */
  readonly from: 'backup' | 'salvage' | 'present' | 'empty';
  /** File of the copy and when it was made; null unless `from` is `backup`. */
  readonly backup: { readonly path: string; readonly takenMs: number } | null;
  /** Copies that were looked at and found unfit, newest first, with the reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
  readonly replayedScans: number;
  readonly replayedRows: number;
  /** Spans for which nothing is left in the copy nor in the journal. */
  readonly missing: readonly Span[];
  /** Tables of which only a part could be read; only after `salvage`. */
  readonly partlyRead: readonly string[];
  /** Where the damaged file is kept; null when there was none. */
  readonly damagedFile: string | null;
  readonly tookMs: number;
}

/** Ages in ms UTC; everything older goes, unless something holds it. Null: kept for the life of the plant. */
export interface PurgeOrder {
  readonly samplesBeforeMs: number | null;
  readonly derivedBeforeMs: number | null;
  readonly findingsBeforeMs: number | null;
  readonly commandsBeforeMs: number | null;
  readonly actionsBeforeMs: number | null;
  readonly laboratoryBeforeMs: number | null;
  readonly equipmentBeforeMs: number | null;
}

export interface PurgeCounts {
  readonly samples: number;
  readonly changes: number;
  readonly derived: number;
  readonly events: number;
  readonly receipts: number;
  readonly entries: number;
  readonly audit: number;
  /** Rows old enough that something held: an alarm not over, a receiver that has not had them. */
  readonly held: number;
}

/** How far the check of the whole file has come; null to begin. */
export interface CheckCursor {
  readonly stage: 'tables' | 'days' | 'receipts' | 'journal';
  readonly at: number;
}

export interface CheckAnswer {
  /** Place to go on from; null when all is checked. */
  readonly cursor: CheckCursor | null;
  readonly progress: number;
  readonly rows: number;
  /** What cannot be read: the file is damaged. */
  readonly damage: readonly string[];
  /** What can be read but is not what was stored: sums that disagree, a broken chain, a damaged journal record. */
  readonly findings: readonly string[];
}

/** What keeps a history for years; beside `Historian`, which records and answers. */
export interface HistoryKeeping {
  /** Removes what is older than the order says, in slices between commits. Resolves when all is done. */
  purge(order: PurgeOrder): Promise<Result<PurgeCounts, HistorianFault>>;
  /** Checks the next slice of the whole file: tables, minutes against their roll-ups, receipts, journal. */
  check(cursor: CheckCursor | null): Promise<Result<CheckAnswer, HistorianFault>>;
  /**
   * Drops journal segments that hold nothing after this sequence; answers how many went. To be
   * called when verified backups hold everything through it, best the second newest of them, so
   * that one backup may turn out unreadable without a loss.
   */
  releaseJournal(throughSeq: number): Promise<Result<number, HistorianFault>>;
}
export type KeptHistorian = Historian & HistoryKeeping;

/** What the historian tells by itself. */
export interface HistorianNotices {
  /** The history was brought back; the event stands in it already. */
  readonly onRecovered?: (report: RecoveryReport, event: EventRecord) => void;
  /** Opening takes longer than usual: the history is being brought back, or much of the journal added. */
  readonly onLongOpening?: () => void;
  /** Journal segments went because of the size cap although no backup covers them. */
  readonly onJournalCut?: (cut: { readonly segments: number; readonly throughSeq: number }) => void;
}
