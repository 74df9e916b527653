// The check of an audit log of a million rows: how fast it goes, how much memory it takes, and that one
// row that was changed, taken out or put in another place is named. The rows are written by the product's
// own writer; the check is the command a person runs, and the engine's own beside its commits.
// npm run bench -- audit [-- ROWS]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { AuditCheck } from '#contract/access.ts';
import { DATABASE_FILE, openHistorian } from '#engine/historian/index.ts';
import { AuditWriter } from '#engine/historian/audit-writer.ts';
import { openForWriting } from '#engine/historian/database.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { atLeast, atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const ROWS = 1_000_000;
const A_COMMIT = 1_000;
const START_MS = Date.UTC(2026, 0, 1);
const EVERY_MS = 30_000;
const LOOK_MS = 20;
const root = path.resolve(import.meta.dirname, '..');

const bench: Bench = async ({ args }) => {
  const rows = args[0] === undefined ? ROWS : Number(args[0]);
  if (!Number.isInteger(rows) || rows < 1000)
    throw new Error(`audit: ${String(args[0])} is not a number of rows from 1000 up`);
  const folder = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-audit-'));
  try {
    const file = path.join(folder, DATABASE_FILE);
    return [
      ...build(file, rows),
      ...(await sound(folder, rows)),
      ...(await besideCommits(folder, rows)),
      ...(await tampered(folder, file, rows)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default bench;

/** What people do, in turns: a machine, an order with what stood before and after, a refusal. */
function rowAt(i: number): Parameters<AuditWriter['put']>[0][number] {
  const about = {
    tsMs: START_MS + i * EVERY_MS,
    actor: i % 3 === 0 ? 'person:Kim' : 'person:Lee',
    session: `s-${String(i % 97)}`,
    second: null,
  };
  if (i % 10 === 9)
    return {
      ...about,
      role: 'technician',
      action: 'keeping.purge',
      outcome: 'refused',
      code: 'access.noRight',
      subject: null,
      before: 'null',
      after: '{}',
    };
  if (i % 2 === 0)
    return {
      ...about,
      role: 'operator',
      action: 'intent.submit',
      outcome: 'done',
      code: null,
      subject: `P-${String(101 + (i % 7))}A`,
      before: '{"running":false}',
      after: '{"intent":{"type":"machine","unit":"P-101A","action":"start","why":""}}',
    };
  return {
    ...about,
    role: 'technician',
    action: 'work.change',
    outcome: 'done',
    code: null,
    subject: `order-${String(i)}`,
    before: JSON.stringify({ state: 'open', assignee: null, minutes: i % 60 }),
    after: JSON.stringify({ state: 'inWork', assignee: 'Lee', minutes: (i % 60) + 5 }),
  };
}

function build(file: string, rows: number): Metric[] {
  const opened = openForWriting(file);
  if (!opened.ok) throw new Error(opened.error.message);
  const db = opened.value;
  // Nothing is lost if the build is broken off: it starts anew.
  db.pragma('synchronous = OFF');
  const writer = new AuditWriter(db);
  const put = db.transaction((first: number) => {
    writer.put(
      Array.from({ length: Math.min(A_COMMIT, rows - first) }, (_, n) => rowAt(first + n)),
    );
  });
  const startedMs = performance.now();
  for (let first = 0; first < rows; first += A_COMMIT) put(first);
  const seconds = (performance.now() - startedMs) / 1000;
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return [
    figure('rows of the audit log', rows, ''),
    figure('written by the product’s own writer', rows / seconds, 'rows/s'),
    figure('file', statSync(file).size / 1e6, 'MB'),
  ];
}

interface Checked {
  readonly check: AuditCheck;
  readonly exit: number | null;
  readonly seconds: number;
  /** Most memory the process held, MB; 0 where the system does not say. */
  readonly peakMB: number;
}

/** Runs `npm run audit:verify` as a person does, and looks at its memory meanwhile. */
async function verify(folder: string): Promise<Checked> {
  const answer = path.join(folder, 'check.json');
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    ['scripts/audit-verify.ts', '--data-dir', folder, '--json', answer],
    { cwd: root, stdio: 'ignore' },
  );
  let peakKB = 0;
  const looking = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
      peakKB = Math.max(peakKB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended, or this system has no such file.
    }
  }, LOOK_MS);
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(looking);
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    check: JSON.parse(readFileSync(answer, 'utf8')) as AuditCheck,
    exit,
    seconds,
    peakMB: peakKB / 1000,
  };
}

async function sound(folder: string, rows: number): Promise<Metric[]> {
  const { check, exit, seconds, peakMB } = await verify(folder);
  if (exit !== 0 || check.rows !== rows || check.broken !== null)
    throw new Error(`a sound log is called broken: ${JSON.stringify(check)}`);
  return [
    atMost('npm run audit:verify, start to end', seconds, 's', 60),
    atLeast('rows looked at', rows / seconds, 'rows/s', 20_000),
    atMost('most memory of the command', peakMB, 'MB', 256),
  ];
}

/** The engine's own check, while scans go to disk. */
async function besideCommits(folder: string, rows: number): Promise<Metric[]> {
  const opened = await openHistorian({ dataDir: folder, log });
  if (!opened.ok) throw new Error(opened.error.message);
  const historian = opened.value;
  const durations: number[] = [];
  let done = false;
  const startedMs = performance.now();
  const checking = historian.auditCheck().finally(() => {
    done = true;
  });
  for (let i = 0; !done; i++) {
    const beganMs = performance.now();
    const stored = await historian.commit({
      grid: [],
      changes: [],
      events: [],
      receipts: [],
      state: { 'bench.beat': String(i) },
    });
    if (!stored.ok) throw new Error(stored.error.message);
    durations.push(performance.now() - beganMs);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const check = await checking;
  const seconds = (performance.now() - startedMs) / 1000;
  await historian.close();
  if (!check.ok || check.value.rows !== rows || check.value.broken !== null)
    throw new Error(`the engine calls a sound log broken: ${JSON.stringify(check)}`);
  return [
    figure('the engine’s own check', rows / seconds, 'rows/s'),
    atMost('commits beside it, slowest', Math.max(...durations), 'ms', 1000),
    figure('commits beside it, median', percentile(durations, 0.5), 'ms'),
  ];
}

/** Each tampering, what it must be called, and what puts it right again. */
async function tampered(folder: string, file: string, rows: number): Promise<Metric[]> {
  const at = (share: number): number => Math.floor(rows * share);
  const [changed, removed, moved] = [at(0.4), at(0.5), at(0.6)];
  const swap = `UPDATE audit SET seq = -1 WHERE seq = ${String(moved)}; UPDATE audit SET seq = ${String(moved)} WHERE seq = ${String(moved + 1)}; UPDATE audit SET seq = ${String(moved + 1)} WHERE seq = -1`;
  const cases = [
    {
      name: 'one changed row is named',
      sql: `CREATE TABLE was AS SELECT * FROM audit WHERE seq = ${String(changed)}; UPDATE audit SET after = '{"state":"checked"}' WHERE seq = ${String(changed)}`,
      back: `UPDATE audit SET after = (SELECT after FROM was) WHERE seq = ${String(changed)}; DROP TABLE was`,
      broken: { seq: changed, how: 'changed' },
    },
    {
      name: 'one row taken out is named',
      sql: `CREATE TABLE was AS SELECT * FROM audit WHERE seq = ${String(removed)}; DELETE FROM audit WHERE seq = ${String(removed)}`,
      back: 'INSERT INTO audit SELECT * FROM was; DROP TABLE was',
      broken: { seq: removed, how: 'missing' },
    },
    {
      name: 'two rows that changed places are named',
      sql: swap,
      back: swap,
      broken: { seq: moved, how: 'inserted' },
    },
    {
      name: 'the newest row taken out is named',
      sql: `CREATE TABLE was AS SELECT * FROM audit WHERE seq = ${String(rows)}; DELETE FROM audit WHERE seq = ${String(rows)}`,
      back: 'INSERT INTO audit SELECT * FROM was; DROP TABLE was',
      broken: { seq: rows, how: 'missing' },
    },
  ] as const;
  const metrics: Metric[] = [];
  for (const { name, sql, back, broken } of cases) {
    execute(file, sql);
    const { check, exit } = await verify(folder);
    const isNamed =
      exit === 1 && check.broken?.seq === broken.seq && check.broken.how === broken.how;
    metrics.push(atLeast(name, isNamed ? 1 : 0, '', 1));
    execute(file, back);
  }
  const again = await verify(folder);
  metrics.push(atLeast('put right again, it is sound', again.exit === 0 ? 1 : 0, '', 1));
  return metrics;
}

/** As somebody with a tool for SQLite would. */
function execute(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}
