import { copyFileSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { EventRecord } from '#contract/records.ts';
import type { HistorianFault } from '../ports/historian.ts';
import type { RecoveryCandidate, RecoveryReport } from '../ports/recovery.ts';
import { openForWriting, wholeCheck } from './database.ts';
import type { Db } from './database.ts';
import { faultOf } from './faults.ts';
import { Journal } from './journal/journal.ts';
import { JOURNAL_DIR, isWhole, journalIdOf, listSegments } from './journal/segments.ts';
import type { Segment } from './journal/segments.ts';
import { packScan } from './messages.ts';
import { isThere } from './open-writer.ts';
import type { Loss } from './open-writer.ts';
import { keepingPlace, recoveredPath, swapIn } from './recovered-file.ts';
import { readProgress, writeProgress } from './recovery-progress.ts';
import type { RecoveryProgress } from './recovery-progress.ts';
import { replay } from './replay.ts';
import { salvage } from './salvage.ts';
import { removeDatabase, syncFile } from './snapshot-backup.ts';
import { ScanWriter } from './writer.ts';

export interface RecoverOrder {
  readonly loss: Loss;
  readonly candidates: readonly RecoveryCandidate[];
}
export interface Recovered {
  readonly report: RecoveryReport;
  readonly event: EventRecord;
}
type Refused = RecoveryReport['refused'][number];
type Base = Pick<RecoveryProgress, 'from' | 'backup' | 'salvaged'> & { readonly db: Db };

/** Places at which a recovery may be cut off; only drills look at them. */
export type RecoveryStep = 'begun' | 'salvaged' | 'replayed' | 'written';

/**
 * Brings the history back: the newest earlier state that is sound, then everything the journal
 * holds after it. Built beside the damaged file, which stays in its place until the new one is
 * complete and is then kept in `damaged/`. How far it has come stands in the new file: cut off at
 * any point, the next start goes on there. Without a sound copy a journal that reaches back to the first
 * scan gives everything; else what is readable in the damaged file is taken.
 *
 * Writes a `recovery` entry and an event into the new history. Faults: `diskFull`, `readOnly`, `io`;
 * then nothing was changed.
 */
export function recoverHistory(
  dbPath: string,
  order: RecoverOrder,
  onStep: (step: RecoveryStep) => void = () => undefined,
): Result<Recovered, HistorianFault> {
  const startedMs = performance.now();
  const target = recoveredPath(dbPath);
  let db: Db | null = null;
  let isComplete = false;
  try {
    const segments = listSegments(join(dirname(dbPath), JOURNAL_DIR));
    const journalId = journalIdOf(segments);
    const begun = goOn(target, journalId) ?? begin(dbPath, order, segments);
    db = begun.db;
    const { db: into } = begun;
    let { progress } = begun;
    const spentMs = (): number =>
      Math.round(begun.progress.spentMs + performance.now() - startedMs);
    const keep = (part: Partial<RecoveryProgress>): void => {
      progress = { ...progress, ...part, spentMs: spentMs() };
      writeProgress(into, progress);
    };
    onStep('begun');
    if (progress.salvaged !== null) {
      const before = { ...progress.salvaged, partlyRead: progress.partlyRead };
      const { rows, partlyRead } = salvage(dbPath, into, before, (soFar) => {
        keep({ salvaged: soFar, partlyRead: soFar.partlyRead });
        onStep('salvaged');
      });
      nameAfter(into, journalId);
      keep({ from: rows > 0 ? 'salvage' : 'empty', partlyRead, salvaged: null });
    }
    if (progress.done === null) {
      const writer = new ScanWriter(into);
      const replayed = replay(writer, segments, {
        before: progress.replayed,
        onBatch: (soFar) => keep({ replayed: soFar }),
        onStored: () => onStep('replayed'),
      });
      const report = reportOf(dbPath, { ...progress, replayed, spentMs: spentMs() });
      writeDown(dbPath, writer, report, (event) => keep({ done: { report, event } }));
      onStep('written');
    }
    const { done } = progress;
    if (done === null) throw new Error('recovery: it is complete, but nothing tells of it');
    isComplete = true;
    into.close();
    db = null;
    swapIn(dbPath, done.report.damagedFile);
    return ok(done);
  } catch (error) {
    db?.close();
    // A complete one is only to be put in its place; the damaged one may be out of it already.
    if (!isComplete) removeDatabase(target);
    return err(faultOf(error, dbPath));
  }
}

interface Begun {
  readonly db: Db;
  readonly progress: RecoveryProgress;
}

/** The recovery that was cut off, as far as it came; null when there is none, or none of this history. */
function goOn(target: string, journalId: string | null): Begun | null {
  if (!existsSync(target)) return null;
  const opened = openForWriting(target);
  if (!opened.ok) return null;
  const db = quick(opened.value);
  const progress = readProgress(db);
  const isOurs = journalId === null || journalIdIn(db) === journalId || progress?.salvaged != null;
  if (progress !== null && isOurs) return { db, progress };
  db.close();
  return null;
}

/** The history goes on under the name its journal has. */
function nameAfter(db: Db, journalId: string | null): void {
  if (journalId !== null)
    db.prepare("UPDATE meta SET value = ? WHERE key = 'journal_id'").run(journalId);
}

function begin(dbPath: string, order: RecoverOrder, segments: readonly Segment[]): Begun {
  const refused: Refused[] = [];
  const journalId = journalIdOf(segments);
  const { db, ...base } = bestBase(dbPath, order, segments, refused);
  if (base.salvaged === null) nameAfter(db, journalId);
  const progress: RecoveryProgress = {
    ...order.loss,
    ...base,
    refused,
    partlyRead: [],
    replayed: { scans: 0, rows: 0, refused: 0, missing: [] },
    spentMs: 0,
    done: null,
  };
  // What is told to be there must be on the disk before it is told.
  syncFile(recoveredPath(dbPath));
  writeProgress(db, progress);
  return { db, progress };
}

function reportOf(dbPath: string, progress: RecoveryProgress): RecoveryReport {
  const { cause, detail, from, backup, refused, replayed, partlyRead, spentMs } = progress;
  const tsMs = Date.now();
  return {
    tsMs,
    cause,
    detail,
    from,
    backup,
    refused,
    replayedScans: replayed.scans,
    replayedRows: replayed.rows,
    // What is gone for certain; after a salvage the span is not known, only the tables.
    missing: from === 'salvage' ? [] : replayed.missing,
    partlyRead,
    damagedFile: existsSync(dbPath) ? keepingPlace(dbPath, new Date(tsMs)) : null,
    tookMs: spentMs,
  };
}

/** The newest sound copy, opened in the place where the new history is built. */
function bestBase(
  dbPath: string,
  { loss, candidates }: RecoverOrder,
  segments: readonly Segment[],
  refused: Refused[],
): Base {
  const target = recoveredPath(dbPath);
  const journalId = journalIdOf(segments);
  const copies = candidates.toSorted(
    (a, b) => (b.journalSeq ?? -1) - (a.journalSeq ?? -1) || b.takenMs - a.takenMs,
  );
  const presentSeq = loss.cause === 'behind' ? seqOf(dbPath) : null;
  for (const { path, takenMs, journalSeq } of copies) {
    if (presentSeq !== null && (journalSeq ?? -1) <= presentSeq) continue;
    const db = soundCopy(path, target, journalId, (reason) => refused.push({ path, reason }));
    if (db !== null) return { db, from: 'backup', backup: { path, takenMs }, salvaged: null };
  }
  if (loss.cause === 'behind') {
    const db = soundCopy(dbPath, target, journalId, (reason) =>
      refused.push({ path: dbPath, reason }),
    );
    if (db !== null) return { db, from: 'present', backup: null, salvaged: null };
  }
  removeDatabase(target);
  const db = mustOpen(target);
  // A journal that reaches back to the first scan has the rows of the bad pages too.
  const salvaged = isThere(dbPath) && !isWhole(segments) ? { tables: [], rows: 0 } : null;
  return { db, from: 'empty', backup: null, salvaged };
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
    const reason =
      wholeCheck(db) ??
      (journalId !== null && journalIdIn(db) !== journalId
        ? 'it is a copy of another history'
        : null);
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

/** Built beside the file it will replace: a mains failure may cost the newest part of the work, but not the file. */
function quick(db: Db): Db {
  db.pragma('synchronous = NORMAL');
  return db;
}

const journalIdIn = (db: Db): string | undefined =>
  db.prepare<[], string>("SELECT value FROM meta WHERE key = 'journal_id'").pluck().get();

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

/** Entry and event of the recovery, in the new history and in the journal. */
function writeDown(
  dbPath: string,
  writer: ScanWriter,
  report: RecoveryReport,
  onWritten: (event: EventRecord) => void,
): void {
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
    attemptOrUndo(journal, () =>
      writer.commit([scan], seq, ([seqs]) => onWritten({ ...event, seq: seqs?.events[0] ?? 0 })),
    );
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
