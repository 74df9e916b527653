import type { EventRecord } from '#contract/records.ts';
import type { RecoveryReport } from '../ports/recovery.ts';
import type { Db } from './database.ts';
import type { ReplayedSoFar } from './replay.ts';

/**
 * How far a recovery has come. It stands in the file that is being built and changes in one
 * transaction with what it tells of, so that a recovery that was cut off goes on where it stood,
 * however often that happens.
 */
export interface RecoveryProgress extends Pick<
  RecoveryReport,
  'cause' | 'detail' | 'from' | 'backup' | 'refused' | 'partlyRead'
> {
  /** Tables already taken from the damaged file; null when the base is complete and the journal's turn has come. */
  readonly salvaged: { readonly tables: readonly string[]; readonly rows: number } | null;
  readonly replayed: ReplayedSoFar;
  /** Time it took so far, ms. */
  readonly spentMs: number;
  /** Everything is in and told of: only the swap is left. */
  readonly done: { readonly report: RecoveryReport; readonly event: EventRecord } | null;
}

/** Key of the `meta` table. */
export const PROGRESS_KEY = 'recovery';

/** What stands in the file; null in one that is no recovery under way. Throws what SQLite throws. */
export function readProgress(db: Db): RecoveryProgress | null {
  const text = db
    .prepare<[string], unknown>('SELECT value FROM meta WHERE key = ?')
    .pluck()
    .get(PROGRESS_KEY);
  return typeof text === 'string' ? (JSON.parse(text) as RecoveryProgress) : null;
}

export function writeProgress(db: Db, progress: RecoveryProgress): void {
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(
    PROGRESS_KEY,
    JSON.stringify(progress),
  );
}

/** Once the file is the history itself. */
export function dropProgress(db: Db): void {
  db.prepare('DELETE FROM meta WHERE key = ?').run(PROGRESS_KEY);
}
