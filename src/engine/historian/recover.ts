import { closeSync, copyFileSync, constants, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { EventRecord } from '#contract/records.ts';
import type { HistorianFault } from '../ports/historian.ts';
import type { RecoveryCandidate, RecoveryReport, Span } from '../ports/recovery.ts';
import { openForWriting, wholeCheck } from './database.ts';
import type { Db } from './database.ts';
import { faultOf } from './faults.ts';
import { Journal } from './journal/journal.ts';
import { JOURNAL_DIR, journalIdOf, listSegments } from './journal/segments.ts';
import { packScan } from './messages.ts';
import { isThere } from './open-writer.ts';
import type { Loss } from './open-writer.ts';
import { keepingPlace, recoveredPath, swapIn } from './recovered-file.ts';
import { replay } from './replay.ts';
import { salvage } from './salvage.ts';
import { removeDatabase } from './snapshot-backup.ts';
import { ScanWriter } from './writer.ts';

export interface RecoverOrder {
  readonly loss: Loss;
  readonly candidates: readonly RecoveryCandidate[];
}
export interface Recovered {
  readonly report: RecoveryReport;
  readonly event: EventRecord;
}
type Base = Pick<RecoveryReport, 'from' | 'backup' | 'partlyRead'> & { readonly db: Db };
type Refused = RecoveryReport['refused'][number];

/**
 * Brings the history back: the newest earlier state that is sound, then everything the journal
 * holds after it. Built beside the damaged file, which stays in its place until the new one is
 * complete and is then kept in `damaged/`; a crash at any point leaves one of the two, and the
 * next start goes on. Without a sound copy, what is readable in the damaged file is taken.
 *
 * Writes a `recovery` entry and an event into the new history. Faults: `diskFull`, `readOnly`, `io`;
 * then nothing was changed.
 */
export function recoverHistory(
  dbPath: string,
  order: RecoverOrder,
): Result<Recovered, HistorianFault> {
  const startedMs = performance.now();
  const target = recoveredPath(dbPath);
  let db: Db | null = null;
  try {
    removeDatabase(target);
    const segments = listSegments(join(dirname(dbPath), JOURNAL_DIR));
    const journalId = journalIdOf(segments);
    const refused: Refused[] = [];
    const base = bestBase(dbPath, order, journalId, refused);
    db = base.db;
    if (journalId !== null)
      db.prepare("UPDATE meta SET value = ? WHERE key = 'journal_id'").run(journalId);
    const writer = new ScanWriter(db);
    const replayed = replay(writer, segments);
    const tsMs = Date.now();
    const place = keepingPlace(dbPath, new Date(tsMs));
    const report: RecoveryReport = {
      tsMs,
      cause: order.loss.cause,
      detail: order.loss.detail,
      from: base.from,
      backup: base.backup,
      refused,
      replayedScans: replayed.scans,
      replayedRows: replayed.rows,
      missing: missingSpans(base, replayed.missing),
      partlyRead: base.partlyRead,
      damagedFile: existsSync(dbPath) ? place : null,
      tookMs: Math.round(performance.now() - startedMs),
    };
    const event = writeDown(dbPath, writer, report);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('journal_mode = DELETE');
    db.close();
    db = null;
    syncFile(target);
    swapIn(dbPath, place);
    return ok({ report, event });
  } catch (error) {
    db?.close();
    removeDatabase(target);
    return err(faultOf(error, dbPath));
  }
}

/** The newest sound copy, opened in the place where the new history is built. */
function bestBase(
  dbPath: string,
  { loss, candidates }: RecoverOrder,
  journalId: string | null,
  refused: Refused[],
): Base {
  const target = recoveredPath(dbPath);
  const copies = candidates.toSorted(
    (a, b) => (b.journalSeq ?? -1) - (a.journalSeq ?? -1) || b.takenMs - a.takenMs,
  );
  const presentSeq = loss.cause === 'behind' ? seqOf(dbPath) : null;
  for (const { path, takenMs, journalSeq } of copies) {
    if (presentSeq !== null && (journalSeq ?? -1) <= presentSeq) continue;
    const db = soundCopy(path, target, journalId, (reason) => refused.push({ path, reason }));
    if (db !== null) return { db, from: 'backup', backup: { path, takenMs }, partlyRead: [] };
  }
  if (loss.cause === 'behind') {
    const db = soundCopy(dbPath, target, journalId, (reason) =>
      refused.push({ path: dbPath, reason }),
    );
    if (db !== null) return { db, from: 'present', backup: null, partlyRead: [] };
  }
  const db = mustOpen(target);
  if (!isThere(dbPath)) return { db, from: 'empty', backup: null, partlyRead: [] };
  const { rows, partlyRead } = salvage(dbPath, db);
  return { db, from: rows > 0 ? 'salvage' : 'empty', backup: null, partlyRead };
}

/** Copies a candidate and opens the copy; null, with the reason told, when it is not sound or another plant's. */
function soundCopy(
  path: string,
  target: string,
  journalId: string | null,
  refuse: (reason: string) => void,
): Db | null {
  let db: Db | null = null;
  try {
    removeDatabase(target);
    copyFileSync(path, target, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${target}-wal`);
    const opened = openForWriting(target);
    if (!opened.ok) {
      refuse(opened.error.message);
      removeDatabase(target);
      return null;
    }
    db = opened.value;
    const damage = wholeCheck(db);
    const id = db
      .prepare<[], string>("SELECT value FROM meta WHERE key = 'journal_id'")
      .pluck()
      .get();
    const reason =
      damage ?? (journalId !== null && id !== journalId ? 'it is a copy of another history' : null);
    if (reason === null) return quick(db);
    refuse(reason);
    db.close();
    removeDatabase(target);
    return null;
  } catch (error) {
    db?.close();
    removeDatabase(target);
    const found = faultOf(error, target);
    // A full disk here is no fault of the copy: the recovery as a whole has to wait.
    if (found.kind === 'diskFull' || found.kind === 'readOnly') throw error;
    refuse(found.message);
    return null;
  }
}

/** Built beside the file it will replace, and synced as a whole before it does. */
function quick(db: Db): Db {
  db.pragma('synchronous = OFF');
  return db;
}

function mustOpen(path: string): Db {
  const opened = openForWriting(path);
  if (!opened.ok) throw new Error(opened.error.message);
  return quick(opened.value);
}

/** Last journal record in a sound file; null when it cannot be asked. */
function seqOf(dbPath: string): number | null {
  const opened = openForWriting(dbPath);
  if (!opened.ok) return null;
  const seq = opened.value
    .prepare("SELECT value FROM meta WHERE key = 'journal_seq'")
    .pluck()
    .get();
  opened.value.close();
  return Number(seq ?? 0);
}

/** What is gone for certain; after a salvage the span is not known, only the tables. */
const missingSpans = (base: Base, fromJournal: readonly Span[]): readonly Span[] =>
  base.from === 'salvage' ? [] : fromJournal;

/** Entry and event of the recovery, in the new history and in the journal. */
function writeDown(dbPath: string, writer: ScanWriter, report: RecoveryReport): EventRecord {
  const { tsMs, cause, from, backup, replayedScans, replayedRows, missing, partlyRead } = report;
  const gap = missing[0];
  const code =
    from === 'backup'
      ? 'history.recovered'
      : from === 'salvage'
        ? 'history.salvaged'
        : 'history.recoveredFromJournal';
  const event = {
    tsMs,
    kind: 'system' as const,
    priority: gap !== undefined || partlyRead.length > 0 ? 2 : 3,
    code,
    subject: null,
    params: {
      cause,
      backupMs: backup?.takenMs ?? null,
      scans: replayedScans,
      rows: replayedRows,
      missingFromMs: gap?.fromMs ?? null,
      missingToMs: missing.at(-1)?.toMs ?? null,
    },
    actor: 'engine',
  };
  const journal = new Journal({
    dataDir: dirname(dbPath),
    journalId: writer.journalId,
    databaseSeq: writer.journalSeq,
    head: () => writer.head(),
  });
  try {
    const body = JSON.parse(JSON.stringify(report)) as Record<string, string>;
    const scan = packScan({
      grid: [],
      changes: [],
      events: [event],
      receipts: [],
      state: {},
      entries: [
        {
          kind: 'recovery',
          id: `recovery-${String(tsMs)}`,
          tsMs,
          tag: null,
          actor: 'engine',
          writtenMs: tsMs,
          body,
        },
      ],
    });
    const seq = journal.append([scan]);
    const [seqs] = attemptOrUndo(journal, () => writer.commit([scan], seq));
    return { ...event, seq: seqs?.events[0] ?? 0 };
  } finally {
    journal.close();
  }
}

function attemptOrUndo<T>(journal: Journal, run: () => T): T {
  try {
    return run();
  } catch (error) {
    journal.undo();
    throw error;
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
