import type { BackupJobView } from '#contract/backup.ts';
import type {
  BackupFault,
  BackupKind,
  EncryptWith,
  FoundBackup,
  OpenWith,
  TableCount,
} from '#engine/ports/backup.ts';

/** What the backup thread is asked for, one job per thread, and what it says meanwhile. */

export type Phase = BackupJobView['phase'];

export interface MakeJob {
  readonly do: 'make';
  readonly dataDir: string;
  /** Folder the backup is made in, e.g. on the stick. */
  readonly folder: string;
  /** Name of the backup's own folder. */
  readonly name: string;
  readonly kind: BackupKind;
  readonly who: string;
  readonly takenMs: number;
  readonly siteId: string;
  readonly appVersion: string;
  readonly profileDir: string;
  /** Settings as JSON text. */
  readonly settings: string;
  readonly withModels: boolean;
  readonly encrypt: EncryptWith;
  /** Kept free on every disk that is written to, so that recording goes on. */
  readonly reserveBytes: number;
  /** Longest file the target takes; null when it takes any. */
  readonly longestFileBytes: number | null;
}

export interface TestJob {
  readonly do: 'test';
  readonly dir: string;
  readonly open: OpenWith;
  /** Folder for the trial, removed afterwards. */
  readonly workDir: string;
  readonly reserveBytes: number;
}
export interface TestAnswer {
  readonly bytes: number;
  /** False when the key was not at hand: then only the files as they lie there were compared. */
  readonly opened: boolean;
  readonly rows: number;
  readonly trendPoints: number;
  readonly migratedFrom: number | null;
}

export interface PreviewJob {
  readonly do: 'preview';
  readonly dir: string;
  readonly open: OpenWith;
  readonly dbPath: string;
  readonly profileDir: string;
  readonly settings: string;
}
export interface TextChange {
  readonly name: string;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
}
export interface SettingChange {
  readonly name: string;
  readonly now: string | null;
  readonly then: string | null;
}
export interface PreviewAnswer {
  readonly tablesNow: readonly TableCount[];
  readonly lastMsNow: number | null;
  readonly profile: readonly TextChange[];
  readonly settings: readonly SettingChange[];
  readonly schemaNow: number;
  readonly journalSeqNow: number | null;
}

export interface UnpackJob {
  readonly do: 'unpack';
  readonly dir: string;
  readonly open: OpenWith;
  /** Folder on the disk of the data folder; the unpacked parts lie there as `history.db`, `profile/`, `settings.json`, `models/`. */
  readonly workDir: string;
  readonly roles: readonly ('history' | 'profile' | 'settings' | 'model')[];
  readonly reserveBytes: number;
}
export interface UnpackAnswer {
  readonly rows: number;
  readonly migratedFrom: number | null;
}

export type BackupJob = MakeJob | TestJob | PreviewJob | UnpackJob;
export interface JobAnswers {
  make: FoundBackup;
  test: TestAnswer;
  preview: PreviewAnswer;
  unpack: UnpackAnswer;
}
export type AnswerOf<J extends BackupJob> = JobAnswers[J['do']];

export type WorkerSaid =
  | { readonly say: 'progress'; readonly phase: Phase; readonly share: number }
  | { readonly say: 'done'; readonly answer: JobAnswers[keyof JobAnswers] }
  | { readonly say: 'fault'; readonly fault: BackupFault };

/** How deep work tells its progress: a phase, and how far the whole job is, 0 to 1. */
export interface JobWatch {
  readonly at: (phase: Phase, share: number) => void;
  readonly cancelled: () => boolean;
}

/** A part of the job, from one share of it to another, as what files and hashes take. */
export const span = (watch: JobWatch, phase: Phase, from: number, to: number) => ({
  progress: (share: number): void => watch.at(phase, from + share * (to - from)),
  cancelled: watch.cancelled,
});
