// Durable commits, a three-year file, its trends, and commits while an export runs.
// npm run bench -- historian [-- quick] [-- keep]   (quick: 30 days; keep: leave the built file for the next run)
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { DATABASE_FILE, openHistorian } from '#engine/historian/index.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { GRID_TAGS, STATE_TAGS, buildHistory, gridTag, stateTag } from './history-file.ts';
import { atLeast, atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const THREE_YEARS_DAYS = 1_096;
const END_DAY = Math.floor(Date.UTC(2026, 10, 1) / DAY_MS);
const CHART_WIDTH = 1_200;
const SCAN_TAGS = 100;

const bench: Bench = async ({ args }) => {
  const quick = args.includes('quick');
  const days = quick ? 30 : THREE_YEARS_DAYS;
  const random = seeded(20261101);
  const folder = path.join(tmpdir(), `muljigi-bench-history-${days}`);
  const metrics = await commitFigures(quick);
  try {
    metrics.push(...build(folder, days, random));
    metrics.push(...(await longFileFigures(folder, days, quick, random)));
  } finally {
    if (!args.includes('keep')) rmSync(folder, { recursive: true, force: true });
  }
  return metrics;
};
export default bench;

async function commitFigures(quick: boolean): Promise<Metric[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-commit-'));
  try {
    const historian = await open(folder);
    let minute = 0;
    const durations = await commitOneByOne(historian, quick ? 500 : 3_000, () => END_DAY * DAY_MS + minute++ * MINUTE_MS);
    const scans = quick ? 1_500 : 6_000;
    const startedMs = performance.now();
    let left = scans;
    // As many scans on their way as a catching-up engine would hand in.
    await Promise.all(Array.from({ length: 16 }, async () => {
      while (left-- > 0) await commit(historian, scanAt(END_DAY * DAY_MS + minute++ * MINUTE_MS));
    }));
    const seconds = (performance.now() - startedMs) / 1_000;
    await historian.close();
    return [
      atMost('durable commit of a 100-tag scan, median', percentile(durations, 0.5), 'ms', 1.5),
      figure('durable commit of a 100-tag scan, p99', percentile(durations, 0.99), 'ms'),
      atLeast('sustained rate, finished days moved meanwhile', (scans * SCAN_TAGS) / seconds, 'values/s', 50_000),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(folder: string, days: number, random: () => number): Metric[] {
  const file = path.join(folder, DATABASE_FILE);
  const metrics: Metric[] = [];
  if (existsSync(file)) {
    process.stderr.write(`using the kept file ${file}\n`);
  } else {
    mkdirSync(folder, { recursive: true });
    const built = buildHistory(file, END_DAY, days, random);
    metrics.push(figure(`rows of ${GRID_TAGS} tags at 1 min, ${days} days`, built.rows, 'rows'));
    metrics.push(figure('build rate', built.rows / built.seconds, 'rows/s'));
  }
  const bytes = statSync(file).size;
  metrics.push(atMost(`file of ${days} days`, bytes / 1e9, 'GB', (2.5 * days) / THREE_YEARS_DAYS));
  return metrics;
}

async function longFileFigures(folder: string, days: number, quick: boolean, random: () => number): Promise<Metric[]> {
  const file = path.join(folder, DATABASE_FILE);
  forgetCached(file);
  const startedMs = performance.now();
  const historian = await open(folder);
  const openMs = performance.now() - startedMs;
  const cold: number[] = [];
  const warm: number[] = [];
  for (let i = 0; i < (quick ? 60 : 300); i++) {
    const ask = trendQuestion(days, random);
    forgetCached(file);
    cold.push(await trendMs(historian, ask));
    warm.push(await trendMs(historian, ask));
  }
  const full: number[] = [];
  for (let i = 0; i < (quick ? 10 : 40); i++) {
    forgetCached(file);
    const first = 1 + (i % 5) * 12;
    full.push(await trendMs(historian, {
      tags: Array.from({ length: 12 }, (_, n) => gridTag(first + n)),
      fromMs: (END_DAY - days) * DAY_MS, toMs: END_DAY * DAY_MS, buckets: CHART_WIDTH,
    }));
  }
  const metrics = [
    atMost('trend of all 60 tags over the whole file, 12 at once, not in memory, p95', percentile(full, 0.95), 'ms', 100),
    atMost('open the file', openMs / 1_000, 's', 2),
    atMost('trend of 1 to 8 tags, 10 min to the whole file, not in memory, p95', percentile(cold, 0.95), 'ms', 100),
    figure('the same, median', percentile(cold, 0.5), 'ms'),
    figure('the same, slowest', Math.max(...cold), 'ms'),
    figure('the same, in memory, p95', percentile(warm, 0.95), 'ms'),
    ...(await exportFigures(folder, historian, days, quick)),
  ];
  await historian.close();
  return metrics;
}

/** Commits at an engine's pace beside nothing, beside an export that never pauses, and beside a backup. */
async function exportFigures(folder: string, historian: Historian, days: number, quick: boolean): Promise<Metric[]> {
  const count = quick ? 300 : 1_500;
  // New minutes, also in a file that was kept from a run before.
  const stats = await historian.stats();
  if (!stats.ok) throw new Error(stats.error.message);
  let tsMs = stats.value.lastMs ?? END_DAY * DAY_MS;
  const nextMinute = (): number => (tsMs += MINUTE_MS);
  const alone = await commitOneByOne(historian, count, nextMinute, 2);
  let exporting = true;
  let rows = 0;
  const exported = (async (): Promise<void> => {
    let cursor: string | null = null;
    while (exporting) {
      const answer = await historian.raw({
        tags: Array.from({ length: GRID_TAGS }, (_, i) => gridTag(i + 1)),
        fromMs: (END_DAY - days) * DAY_MS, toMs: END_DAY * DAY_MS, limit: 5_000, cursor,
      });
      if (!answer.ok) throw new Error(answer.error.message);
      rows += answer.value.rows.length;
      cursor = answer.value.cursor;
    }
  })();
  const beside = await commitOneByOne(historian, count, nextMinute, 2);
  exporting = false;
  await exported;
  const copying = new Worker(new URL('./backup-worker.ts', import.meta.url), {
    workerData: { dbPath: path.join(folder, DATABASE_FILE), target: path.join(folder, 'copy.db') },
  });
  let copied: { readonly seconds: number; readonly bytes: number } | null = null;
  copying.on('message', (done: { readonly seconds: number; readonly bytes: number }) => (copied = done));
  const gone = once(copying, 'exit');
  const besideCopy: number[] = [];
  // At least so many, and as long as the copy takes.
  while (besideCopy.length < count || copied === null) besideCopy.push(...(await commitOneByOne(historian, 50, nextMinute, 2)));
  await gone;
  rmSync(path.join(folder, 'copy.db'), { force: true });
  const quiet = percentile(alone, 0.99);
  const busy = percentile(beside, 0.99);
  const { seconds, bytes } = copied as { readonly seconds: number; readonly bytes: number };
  return [
    figure('rows exported meanwhile', rows, 'rows'),
    atMost('commit p99 without export and backup', quiet, 'ms', 20),
    atMost('commit p99 while an export runs', busy, 'ms', 20),
    figure('ratio of the two', busy / quiet, ''),
    atMost('commit p99 while a backup runs', percentile(besideCopy, 0.99), 'ms', 20),
    figure('the backup beside them', bytes / 1e6 / seconds, 'MB/s'),
  ];
}

async function open(folder: string): Promise<Historian> {
  const opened = await openHistorian({ dataDir: folder, log });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function scanAt(tsMs: number): ScanRecord {
  const grid = Array.from({ length: SCAN_TAGS }, (_, i) => ({
    tag: gridTag(i + 1), tsMs, value: Math.round(tsMs / MINUTE_MS + i * 7.31) / 100, quality: 'good' as const, provenance: 'measured' as const,
  }));
  return { grid, changes: [], events: [], receipts: [], state: {} };
}

async function commit(historian: Historian, scan: ScanRecord): Promise<number> {
  const done = await historian.commit(scan);
  if (!done.ok) throw new Error(done.error.message);
  return done.value.durationMs;
}

async function commitOneByOne(historian: Historian, count: number, nextMs: () => number, pauseMs = 0): Promise<number[]> {
  const durations: number[] = [];
  for (let i = 0; i < count; i++) {
    durations.push(await commit(historian, scanAt(nextMs())));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return durations;
}

interface TrendQuestion {
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly buckets: number;
}

/** Random tags and place; spans spread evenly over the orders of magnitude. */
function trendQuestion(days: number, random: () => number): TrendQuestion {
  const spanMs = 10 * MINUTE_MS * (days * 144) ** random();
  const fromMs = (END_DAY - days) * DAY_MS + random() * (days * DAY_MS - spanMs);
  const tags = Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
    const i = 1 + Math.floor(random() * (GRID_TAGS + STATE_TAGS));
    return i <= GRID_TAGS ? gridTag(i) : stateTag(i - GRID_TAGS);
  });
  return { tags: [...new Set(tags)], fromMs: Math.round(fromMs), toMs: Math.round(fromMs + spanMs), buckets: CHART_WIDTH };
}

async function trendMs(historian: Historian, ask: TrendQuestion): Promise<number> {
  const startedMs = performance.now();
  const answer = await historian.trend(ask);
  const tookMs = performance.now() - startedMs;
  if (!answer.ok) throw new Error(answer.error.message);
  if (answer.value.series.every((series) => series.points.length === 0)) throw new Error('a trend inside the file came back empty');
  return tookMs;
}

/** Asks the system to drop this one file from its page cache, so that a question finds it on disk only. */
function forgetCached(file: string): void {
  if (process.platform === 'linux') execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
}

/** Small seeded generator (mulberry32): every run asks the same questions. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
