import { ok } from '#core/result.ts';
import { openForReading } from './database.ts';
import type { Db } from './database.ts';
import type { ReaderCalls } from './messages.ts';
import { readRaw } from './raw-reader.ts';
import { readEvents, readLatest, readReceipts, readState, readStats } from './record-reader.ts';
import { createMinuteOfDay } from './sealer.ts';
import { readTrend } from './trend-reader.ts';
import { attempt, endThread, onCall, post, workerSetup } from './worker-side.ts';

/** Thread that answers questions from a read-only connection, so that neither scans nor commits wait for them. */

type Handlers = { readonly [K in keyof ReaderCalls]: (ask: ReaderCalls[K]['ask']) => ReaderCalls[K]['answer'] };

function handlersOf(db: Db, dbPath: string): Handlers {
  return {
    trend: (ask) => readTrend(db, ask),
    raw: (ask) => readRaw(db, ask),
    latest: (ask) => readLatest(db, ask),
    events: (ask) => readEvents(db, ask),
    receipts: (ask) => readReceipts(db, ask),
    loadState: () => readState(db),
    stats: () => readStats(db, dbPath),
    close: () => {
      db.close();
      return null;
    },
  };
}

function start(): void {
  const { dbPath } = workerSetup();
  const opened = openForReading(dbPath);
  if (!opened.ok) {
    post({ ready: opened });
    endThread();
    return;
  }
  const db = opened.value;
  createMinuteOfDay(db);
  const handlers = handlersOf(db, dbPath) as Readonly<Record<string, (ask: unknown) => unknown>>;
  onCall(({ id, kind, ask }) => {
    const handler = handlers[kind];
    if (handler === undefined) throw new Error(`historian reader was asked for ${kind}, which it does not know`);
    // One transaction per question: all its rows come from one state of the file.
    const run = kind === 'close' ? () => handler(ask) : () => db.transaction(() => handler(ask))();
    post({ id, result: attempt(dbPath, run) });
    if (kind === 'close') endThread();
  });
  post({ ready: ok(null) });
}

start();
