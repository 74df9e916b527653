import type { Result } from '#core/result.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import type { ImportPlan, PlannedRow } from '#core/laboratory/import/plan.ts';
import type { NamedPoint, WordTable } from '#core/laboratory/import/words.ts';
import type { ReadingDraft } from '#core/laboratory/reading.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { FileFault } from './file-fault.ts';

/** What the thread is started with. */
export interface ImportSetup {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly profile: PlantProfile;
  readonly words: WordTable;
  readonly points: readonly NamedPoint[];
  readonly nowMs: number;
  readonly who: string;
  /** Prefix of the readings' ids. */
  readonly importId: string;
  /** Mappings kept from earlier files, by the form of their tables. */
  readonly kept: readonly { readonly form: string; readonly mapping: ImportMapping }[];
  /** Keys of what is stored: the very same results, and the samples that have any. */
  readonly same: readonly string[];
}

export interface SheetView {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly sample: readonly (readonly string[])[];
}

export interface PlanAnswer {
  readonly kind: 'xlsx' | 'csv';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly mapping: ImportMapping;
  readonly form: string;
  readonly remembered: boolean;
  readonly sheets: readonly SheetView[];
  readonly counts: ImportPlan['counts'];
  readonly reasons: readonly {
    readonly code: NonNullable<PlannedRow['code']>;
    readonly count: number;
  }[];
}

export interface RowsAsk {
  readonly status: PlannedRow['status'] | null;
  readonly skip: number;
  readonly limit: number;
}
export interface RowsAnswer {
  readonly rows: readonly PlannedRow[];
  readonly total: number;
}

/** A reading to be stored, and the row of the file it came from. */
export interface TakenReading {
  readonly draft: ReadingDraft;
  readonly row: number;
}

export type ImportAsk =
  | { readonly id: number; readonly do: 'plan'; readonly mapping: ImportMapping | null }
  | { readonly id: number; readonly do: 'rows'; readonly ask: RowsAsk }
  | { readonly id: number; readonly do: 'taken'; readonly skip: number; readonly limit: number };

export interface ImportReply {
  readonly id: number;
  readonly result: Result<PlanAnswer | RowsAnswer | readonly TakenReading[], FileFault>;
}
