import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { HistorianFault } from '../ports/historian.ts';
import { fault, faultOf } from './faults.ts';

export interface DataDirLock {
  readonly dataDir: string;
  release(): void;
}

const holderNote = z.object({ pid: z.int() });

/**
 * Takes a data folder for this process alone, making the folder when it is missing. The lock is
 * an open exclusive transaction on `lock.db`: the operating system drops it with the process,
 * however that dies, so no stale lock is ever left. `lock.json` only says who holds it.
 */
export function acquireDataDirLock(dataDir: string): Result<DataDirLock, HistorianFault> {
  const lockPath = join(resolve(dataDir), 'lock.db');
  let db: Database.Database | null = null;
  try {
    makeFolder(dataDir);
    db = new Database(lockPath, { timeout: 0 });
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    noteHolder(dataDir);
    return ok({ dataDir, release: closer(db) });
  } catch (error) {
    db?.close();
    const found = faultOf(error, dataDir);
    if (found.kind === 'locked') return err(fault('locked', dataDir, holder(dataDir)));
    // SQLite says "cannot open" for a folder that cannot be written; the file system says why.
    return err(found.kind === 'io' ? (writeFault(dataDir) ?? found) : found);
  }
}

function makeFolder(dataDir: string): void {
  if (!existsSync(dataDir)) {
    let parent = dirname(resolve(dataDir));
    while (!existsSync(parent)) parent = dirname(parent);
    // Asked first because making folders at depth reports a read-only disk as "no such file".
    accessSync(parent, constants.W_OK);
  }
  mkdirSync(dataDir, { recursive: true });
}

function closer(db: Database.Database): () => void {
  return () => {
    if (db.open) db.close();
  };
}

function noteHolder(dataDir: string): void {
  writeFileSync(join(dataDir, 'lock.json'), `${JSON.stringify({ pid: process.pid })}\n`);
}

function holder(dataDir: string): string {
  try {
    const note = holderNote.parse(JSON.parse(readFileSync(join(dataDir, 'lock.json'), 'utf8')));
    return `process ${note.pid} holds the folder`;
  } catch {
    return 'another process holds the folder';
  }
}

/** What the file system says to a small write in the folder; null when it takes it. */
function writeFault(dataDir: string): HistorianFault | null {
  try {
    noteHolder(dataDir);
    return null;
  } catch (error) {
    return faultOf(error, dataDir);
  }
}
