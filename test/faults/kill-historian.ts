// Kills a process that writes history under full load with SIGKILL at random moments and checks
// after each that nothing acknowledged is lost.
import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForWriting } from '#engine/historian/database.ts';
import { DATABASE_FILE, acquireDataDirLock, verifyReceiptChain } from '#engine/historian/index.ts';
import { readState } from '#engine/historian/record-reader.ts';
import type { ReceiptRecord } from '#contract/records.ts';
import type { ScanRecord } from '#engine/ports/historian.ts';

const TAGS = 20;
const DAY0_MS = Date.UTC(2026, 10, 1);
/** Minutes between scans: days pass quickly, so that kills also hit the moving of finished days. */
const MINUTES_PER_SCAN = 7;
const LONGEST_LIFE_MS = 500;

/** What scan `number` holds: grid, a change, an event, a receipt and its number as state. */
export function scanOf(
  number: number,
  prevHash: string,
  hashOf: (receipt: Omit<ReceiptRecord, 'hash'>) => string,
): ScanRecord {
  const tsMs = DAY0_MS + number * MINUTES_PER_SCAN * 60_000;
  const body: Omit<ReceiptRecord, 'hash'> = {
    requestId: `request-${number}`,
    tsMs,
    outcome: 'confirmed',
    tookMs: 3,
    detail: null,
    readBack: [1],
    prevHash,
    intent: {
      type: 'machine',
      requestId: `request-${number}`,
      who: 'engine',
      why: '',
      unit: 'P-101A',
      action: 'start',
    },
    verdicts: [],
    write: { slave: 1, address: number % 100, words: [1] },
  };
  const good = { quality: 'good', provenance: 'measured' } as const;
  return {
    grid: Array.from({ length: TAGS }, (_, i) => ({
      tag: `T-${i}.pv`,
      tsMs,
      value: number + i / 32,
      ...good,
    })),
    changes: [{ tag: 'P-101A.run', tsMs: tsMs + 1, value: number % 2, ...good }],
    events: [
      {
        tsMs,
        kind: 'system',
        priority: 5,
        code: 'scan',
        subject: null,
        params: { number },
        actor: 'engine',
      },
    ],
    receipts: [{ ...body, hash: hashOf(body) }],
    state: { scan: String(number) },
  };
}

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly sealedDays: number;
  /** What was found wrong, in words; empty when all is well. */
  readonly findings: readonly string[];
  /** Time to open, ask and close a file whose writer was killed, ms. */
  readonly reopenMs: readonly number[];
}

/** Runs the rounds on one data folder, checking the file after every kill. `random` gives numbers in [0, 1). */
export async function killRounds(rounds: number, random: () => number): Promise<KillReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muljigi-kill-'));
  const findings: string[] = [];
  const reopenMs: number[] = [];
  let acknowledged = -1;
  let found = { stored: 0, sealedDays: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      acknowledged = Math.max(acknowledged, await lifeOfOne(dataDir, random() * LONGEST_LIFE_MS));
      const startedMs = performance.now();
      const wrong = answersAfterKill(dataDir, acknowledged);
      reopenMs.push(performance.now() - startedMs);
      found = inspect(join(dataDir, DATABASE_FILE), acknowledged, wrong);
      findings.push(...wrong.map((words) => `round ${round}: ${words}`));
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return { rounds, acknowledged: acknowledged + 1, ...found, findings, reopenMs };
}

/** Starts a writer, lets it live for a while once it is open, kills it; returns its last acknowledged scan. */
function lifeOfOne(dataDir: string, lifeMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'historian-worker.ts'), dataDir],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    let errors = '';
    let dying = false;
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (dying || !output.includes('open ')) return;
      dying = true;
      setTimeout(() => child.kill('SIGKILL'), lifeMs);
    });
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself: ${errors}`));
      const numbers = output
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => (line.startsWith('ack ') ? [Number(line.slice(4))] : []));
      resolve(Math.max(-1, ...numbers));
    });
  });
}

/** Opens the file as the engine would, in this process: takes the lock, recovers the log, checks the structure. */
function answersAfterKill(dataDir: string, acknowledged: number): string[] {
  const lock = acquireDataDirLock(dataDir);
  if (!lock.ok) return [`the lock outlived its process: ${lock.error.message}`];
  try {
    const opened = openForWriting(join(dataDir, DATABASE_FILE));
    if (!opened.ok) return [`it does not open: ${opened.error.message}`];
    const scan = Number(readState(opened.value)['scan'] ?? -1);
    opened.value.close();
    return scan >= acknowledged
      ? []
      : [`state is at scan ${scan}, acknowledged was ${acknowledged}`];
  } finally {
    lock.value.release();
  }
}

/** Looks at the file with plain SQL: structure, every row of every scan, the chain of receipts. */
export function inspect(
  path: string,
  acknowledged: number,
  wrong: string[],
): { stored: number; sealedDays: number } {
  const db = new Database(path, { readonly: true });
  try {
    const check = String(db.pragma('integrity_check', { simple: true }));
    if (check !== 'ok') wrong.push(`integrity_check: ${check}`);
    const count = (sql: string): number => Number(db.prepare(sql).pluck().get());
    const stored = count("SELECT count(*) FROM event WHERE code = 'scan'");
    if (stored < acknowledged + 1)
      wrong.push(`${stored} events for ${acknowledged + 1} acknowledged scans`);
    const expected = { samples: stored * TAGS, changes: stored, receipt: stored };
    for (const [table, rows] of Object.entries(expected)) {
      const there = count(`SELECT count(*) FROM ${table}`);
      if (there !== rows)
        wrong.push(`${there} rows in ${table}, ${rows} belong to the stored scans`);
    }
    const bad = count(`SELECT count(*) FROM samples
      WHERE value <> (ts_ms - ${DAY0_MS}) / ${MINUTES_PER_SCAN * 60_000} + substr(tag_id, 3, length(tag_id) - 5) / 32.0`);
    if (bad > 0) wrong.push(`${bad} samples with another value than was written`);
    const bodies = db.prepare<[], string>('SELECT body FROM receipt ORDER BY seq').pluck().all();
    const broken = verifyReceiptChain(bodies.map((body) => JSON.parse(body) as ReceiptRecord));
    if (broken !== null) wrong.push(`receipts break at ${broken.index} (${broken.reason})`);
    return { stored, sealedDays: count('SELECT count(*) FROM sealed_day') };
  } finally {
    db.close();
  }
}

/** Small seeded generator (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
