import { constants, setPriority } from 'node:os';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import { openForReading } from './database.ts';
import type { Db } from './database.ts';
import { fault } from './faults.ts';
import type { CallMessage, ReaderCalls } from './messages.ts';
import { checkAudit, readAudit } from './audit-reader.ts';
import { readDerived, readEntries } from './entry-reader.ts';
import { checkSlice } from './integrity.ts';
import { packRaw } from './packed-rows.ts';
import { readRaw } from './raw-reader.ts';
import { readEvents, readLatest, readReceipts, readState, readStats } from './record-reader.ts';
import { createMinuteOfDay } from './sealer.ts';
import { readTrend } from './trend-reader.ts';
import { attempt, endThread, onCall, post, workerSetup } from './worker-side.ts';

/** Thread that answers questions from a read-only connection, so that neither scans nor commits wait for them. */

type Questions = Omit<ReaderCalls, 'open' | 'close'>;
type Handlers = { readonly [K in keyof Questions]: (db: Db, ask: Questions[K]['ask']) => Questions[K]['answer'] };

const { dbPath, isBackground } = workerSetup();
// Linux sets the priority of the calling thread alone; elsewhere this would slow the whole engine.
if (isBackground && process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const HANDLERS: Handlers = {
  trend: readTrend,
  raw: (db, query) => packRaw(readRaw(db, query)),
  latest: readLatest,
  events: readEvents,
  receipts: readReceipts,
  entries: readEntries,
  derived: readDerived,
  loadState: readState,
  stats: (db) => readStats(db, dbPath),
  audit: readAudit,
  auditCheck: (db) => checkAudit(db),
  check: (db, cursor) => checkSlice(db, cursor, dbPath),
};

let db: Db | null = null;

/** Opened on demand: the thread starts while the writer still brings the file up to date. */
function open(): Result<null, HistorianFault> {
  const opened = openForReading(dbPath);
  if (!opened.ok) return opened;
  db = opened.value;
  createMinuteOfDay(db);
  return ok(null);
}

function answer(kind: string, ask: unknown): Result<unknown, HistorianFault> {
  const handlers = HANDLERS as Readonly<Record<string, (db: Db, ask: unknown) => unknown>>;
  const handler = handlers[kind];
  if (handler === undefined) throw new Error(`historian reader was asked for ${kind}, which it does not know`);
  const connection = db;
  if (connection === null) return err(fault('closed', dbPath, 'it was not opened'));
  // One transaction per question: all its rows come from one state of the file.
  return attempt(dbPath, () => connection.transaction(() => handler(connection, ask))());
}

onCall(({ id, kind, ask }: CallMessage) => {
  if (kind === 'open') {
    post({ id, result: open() });
  } else if (kind === 'close') {
    db?.close();
    post({ id, result: ok(null) });
    endThread();
  } else {
    post({ id, result: answer(kind, ask) });
  }
});
