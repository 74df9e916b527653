import type { Result } from '#core/result.ts';
import type { AnalysisAnswer, AnalysisQuestion } from '#core/analysis/question.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import type { ExportJob, ExportOutcome } from '#core/analysis/export.ts';
import type { HistorianFault } from './historian.ts';

/** Long work on the history, apart from scans, commits and trends: each kind in a thread of its own. */

export type LongFault = {
  readonly kind:
    | HistorianFault['kind']
    | 'cancelled'
    /** The disk of the file to be written is full, its folder is gone, or it may not be written. */
    | 'targetFull'
    | 'targetGone'
    | 'targetDenied'
    | 'targetIo';
  readonly message: string;
};

/** How a caller follows long work and ends it. */
export interface LongWatch {
  readonly onProgress: (share: number, rows: number) => void;
  readonly signal: AbortSignal;
}

export interface AnalysisOrder {
  readonly question: AnalysisQuestion;
  /** Rules for totals by tag; tags without one have none. */
  readonly totals: Readonly<Record<string, TotalRule>>;
}

export interface HistoryAnalyst {
  analyse(order: AnalysisOrder, watch: LongWatch): Promise<Result<AnalysisAnswer, LongFault>>;
  exportFile(job: ExportJob, watch: LongWatch): Promise<Result<ExportOutcome, LongFault>>;
  /** Ends what runs and the threads; later calls are refused as closed. */
  close(): Promise<void>;
}
