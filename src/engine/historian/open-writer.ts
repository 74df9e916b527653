import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import type { RecoveryReport, Span } from '../ports/recovery.ts';
import { openForWriting, wholeCheck } from './database.ts';
import type { Db } from './database.ts';
import { fault, faultOf } from './faults.ts';
import { Journal } from './journal/journal.ts';
import { JOURNAL_DIR, journalIdOf, listSegments } from './journal/segments.ts';
import { dropHalfBuilt, finishSwap } from './recovered-file.ts';
import { dropProgress } from './recovery-progress.ts';
import { replay } from './replay.ts';
import type { Replayed } from './replay.ts';
import { ScanWriter } from './writer.ts';

/** The history cannot be gone on with as it stands, but may be brought back. */
export interface Loss {
  readonly cause: RecoveryReport['cause'];
  readonly detail: string;
}
export type OpenFault = HistorianFault & { readonly loss?: Loss };

export interface OpenWriter {
  readonly db: Db;
  readonly writer: ScanWriter;
  readonly journal: Journal;
  readonly replayed: Replayed;
}

export interface OpenWriterOptions {
  /** Go on although records between database and journal are gone. */
  readonly acceptGap?: boolean;
  /** Called before work that takes longer than a start may. */
  readonly onLong?: () => void;
  readonly segmentBytes?: number;
  readonly capBytes?: number;
}

/** More records than one group of commits: the database lost more than a crash takes, and is looked at closely. */
const MOST_LOST_BY_A_CRASH = 64;

/**
 * Opens database and journal for writing, and brings what the journal has ahead into the database.
 *
 * Faults as `openForWriting`. One with `loss` can be answered by `recoverHistory`: the file is
 * damaged, is gone while a journal tells that there was one, or is so old that the journal no
 * longer reaches back to it.
 */
export function openWriter(
  dbPath: string,
  options: OpenWriterOptions = {},
): Result<OpenWriter, OpenFault> {
  const dir = join(dirname(dbPath), JOURNAL_DIR);
  let db: Db | null = null;
  try {
    finishSwap(dbPath);
    if (isBlank(dbPath) && journalIdOf(listSegments(dir)) !== null)
      return lost(dbPath, 'missing', 'the file is gone or empty, but its journal is there');
    const opened = openForWriting(dbPath);
    if (!opened.ok) return opened.error.kind === 'corrupt' ? withLoss(opened.error) : opened;
    db = opened.value;
    const writer = new ScanWriter(db);
    const databaseSeq = writer.journalSeq;
    const journal = new Journal({
      dataDir: dirname(dbPath),
      journalId: writer.journalId,
      databaseSeq,
      head: () => writer.head(),
      ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
      ...(options.capBytes === undefined ? {} : { capBytes: options.capBytes }),
    });
    const close = (loss: Loss): Result<never, OpenFault> => {
      journal.close();
      opened.value.close();
      return lost(dbPath, loss.cause, loss.detail);
    };
    const ahead = journal.seq - databaseSeq;
    if (ahead > MOST_LOST_BY_A_CRASH) {
      options.onLong?.();
      const damage = wholeCheck(db);
      if (damage !== null) return close({ cause: 'damaged', detail: damage });
    }
    const firstSeq = journal.firstSeq ?? Number.POSITIVE_INFINITY;
    if (ahead > 0 && firstSeq > databaseSeq + 1 && options.acceptGap !== true)
      return close({
        cause: 'behind',
        detail: `it ends with record ${databaseSeq}, the journal begins with ${firstSeq}`,
      });
    const replayed = replay(writer, journal.segments);
    dropHalfBuilt(dbPath);
    dropProgress(db);
    return ok({ db, writer, journal, replayed });
  } catch (error) {
    db?.close();
    const found = faultOf(error, dbPath);
    return err(found.kind === 'corrupt' ? withLoss(found).error : found);
  }
}

/** A file of at most this size may be one whose tables all stood in a log that is gone. */
const BLANK_BYTES = 65_536;

/** Whether there is no history in the place: no file, an empty one, or one without a single table of ours. */
function isBlank(dbPath: string): boolean {
  if (!isThere(dbPath)) return true;
  if (statSync(dbPath).size > BLANK_BYTES) return false;
  let db: Database.Database | null = null;
  try {
    db = new Database(dbPath, { readonly: true });
    return Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()) === 0;
  } catch {
    // Whatever it is, it is not blank; the opening proper says what is wrong.
    return false;
  } finally {
    db?.close();
  }
}

export const isThere = (path: string): boolean => existsSync(path) && statSync(path).size > 0;

const withLoss = (found: HistorianFault): { readonly ok: false; readonly error: OpenFault } => ({
  ok: false,
  error:
    found.foreign === true
      ? found
      : { ...found, loss: { cause: 'damaged', detail: found.message } },
});

const lost = (path: string, cause: Loss['cause'], detail: string): Result<never, OpenFault> =>
  err({ ...fault('corrupt', path, detail), loss: { cause, detail } });

/** Spans that are gone, in words for a log. */
export const spanText = ({ fromMs, toMs }: Span): string =>
  `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
