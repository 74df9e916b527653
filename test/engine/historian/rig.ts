import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openHistorian } from '#engine/historian/index.ts';
import { openForReading, openForWriting } from '#engine/historian/database.ts';
import type { Db } from '#engine/historian/database.ts';
import { packScan } from '#engine/historian/messages.ts';
import { createMinuteOfDay } from '#engine/historian/sealer.ts';
import { ScanWriter } from '#engine/historian/writer.ts';
import type { Historian, ScanRecord, StoredSample } from '#engine/ports/historian.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Result } from '#core/result.ts';

/** 2026-11-01 00:00 UTC. */
export const DAY0_MS = Date.UTC(2026, 10, 1);

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muljigi-historian-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The value of a result that must be ok; the error's own words when it is not. */
export function must<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export async function opened(dataDir: string): Promise<Historian> {
  const historian = must(await openHistorian({ dataDir, log: silentLog }));
  onTestFinished(() => historian.close());
  return historian;
}

export const sample = (tag: string, tsMs: number, value: number | null, rest: Partial<StoredSample> = {}): StoredSample => ({
  tag, tsMs, value, quality: 'good', provenance: 'measured', ...rest,
});

export const scan = (part: Partial<ScanRecord>): ScanRecord => ({
  grid: [], changes: [], events: [], receipts: [], state: {}, ...part,
});

/** Writer and reader on one file in this thread, so that a test can stop between two slices of work. */
export class Bench {
  readonly path: string;
  #writer: { db: Db; scans: ScanWriter };
  reader: Db;

  constructor(path = join(tempDir(), 'history.db')) {
    this.path = path;
    this.#writer = this.#openWriter();
    this.reader = this.#openReader();
    onTestFinished(() => this.close());
  }

  commit(...scans: readonly ScanRecord[]): number[][] {
    return this.#writer.scans.commit(scans.map(packScan)).map(({ events }) => [...events]);
  }

  sealStep(): boolean {
    return this.#writer.scans.sealStep();
  }

  sealAll(): void {
    while (this.sealStep());
  }

  get days(): ScanWriter['days'] {
    return this.#writer.scans.days;
  }

  get writerDb(): Db {
    return this.#writer.db;
  }

  /** Drops both connections as they stand and opens the file anew, as after a crash between two transactions. */
  reopen(): void {
    this.close();
    this.#writer = this.#openWriter();
    this.reader = this.#openReader();
  }

  close(): void {
    this.reader.close();
    this.#writer.db.close();
  }

  #openWriter(): { db: Db; scans: ScanWriter } {
    const db = must(openForWriting(this.path));
    // These tests prove arithmetic and order, not durability: no need to wait for the disk.
    db.pragma('synchronous = OFF');
    return { db, scans: new ScanWriter(db) };
  }

  #openReader(): Db {
    const db = must(openForReading(this.path));
    createMinuteOfDay(db);
    return db;
  }
}
