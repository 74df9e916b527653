// Long questions and exports on a three-year file, and what trends and commits feel of them.
// npm run bench -- analysis [-- quick] [-- keep] [-- csv|parquet|xlsx|questions ...]   (quick: 60 days; keep: leave the built file)
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AnalysisQuestion } from '#core/analysis/question.ts';
import type { ExportFormat, ExportJob } from '#core/analysis/export.ts';
import { DATABASE_FILE, createAnalyst, openHistorian } from '#engine/historian/index.ts';
import type { HistoryAnalyst, LongWatch } from '#engine/ports/analysis.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { buildHistory, gridTag } from './history-file.ts';
import { atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const END_DAY = Math.floor(Date.UTC(2026, 10, 1) / DAY_MS);
const EXPORTED_TAGS = 10;
const ALONE_COMMITS = 200;
const PAUSE_MS = 50;
const PARTS = ['questions', 'csv', 'parquet', 'xlsx'] as const;

const bench: Bench = async ({ args }) => {
  const quick = args.includes('quick');
  const days = quick ? 60 : 1096;
  const folder = path.join(tmpdir(), `muljigi-bench-history-${String(days)}`);
  const chosen = PARTS.filter((part) => args.includes(part));
  const parts = chosen.length > 0 ? chosen : PARTS;
  if (!existsSync(path.join(folder, DATABASE_FILE))) {
    mkdirSync(folder, { recursive: true });
    let state = 20261101;
    buildHistory(
      path.join(folder, DATABASE_FILE),
      END_DAY,
      days,
      () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647,
    );
  }
  const opened = await openHistorian({ dataDir: folder, log });
  if (!opened.ok) throw new Error(opened.error.message);
  const analyst = createAnalyst({ dataDir: folder, log });
  const metrics: Metric[] = [];
  try {
    if (parts.includes('questions'))
      metrics.push(...(await questions(opened.value, analyst, days)));
    for (const format of ['csv', 'parquet', 'xlsx'] as const)
      if (parts.includes(format))
        metrics.push(...(await exported(opened.value, analyst, format, Math.min(days, 365))));
  } finally {
    await analyst.close();
    await opened.value.close();
    if (!args.includes('keep')) rmSync(folder, { recursive: true, force: true });
  }
  return metrics;
};
export default bench;

const quiet: LongWatch = { onProgress: () => undefined, signal: new AbortController().signal };

/** Time of each kind of question over the whole file, and of trends beside the longest. */
async function questions(
  historian: Historian,
  analyst: HistoryAnalyst,
  days: number,
): Promise<Metric[]> {
  const base = {
    span: { fromMs: (END_DAY - days) * DAY_MS, toMs: END_DAY * DAY_MS },
    zone: 'Asia/Seoul',
    corrected: false,
  };
  const correlation: AnalysisQuestion = {
    kind: 'correlate',
    ...base,
    tags: [gridTag(1), gridTag(2)],
    level: 'minute',
    lagHours: 24,
    colour: 'hour',
    hexagonsAcross: 44,
  };
  const asked: readonly (readonly [string, AnalysisQuestion])[] = [
    ['heat map of the whole span', { kind: 'heatMap', ...base, tags: [gridTag(1)] }],
    [
      'statistics of a tag over the whole span by the minute',
      {
        kind: 'statistics',
        ...base,
        tags: [gridTag(1)],
        level: 'auto',
        limits: [],
        classes: 30,
        table: 'month',
      },
    ],
    [
      'matrix of 12 tags over the whole span',
      {
        kind: 'correlate',
        ...base,
        tags: Array.from({ length: 12 }, (_, i) => gridTag(i + 1)),
        level: 'auto',
        lagHours: 24,
        colour: 'hour',
        hexagonsAcross: 44,
      },
    ],
  ];
  const metrics: Metric[] = [];
  const alone = await trendTimes(historian, days, () => false);
  for (const [name, question] of asked)
    metrics.push(figure(name, (await secondsOf(analyst, question)) * 1, 's'));
  let working = true;
  const work = secondsOf(analyst, correlation).finally(() => (working = false));
  const beside = await trendTimes(historian, days, () => working);
  metrics.push(
    figure('correlation of two tags over the whole span by the minute', await work, 's'),
    figure('trend of 4 tags, p95, nothing beside it', percentile(alone, 0.95), 'ms'),
    atMost(
      'trend of 4 tags, p95, while that correlation runs',
      percentile(beside, 0.95),
      'ms',
      100,
    ),
    figure('trends asked meanwhile', beside.length, ''),
  );
  return metrics;
}

async function secondsOf(analyst: HistoryAnalyst, question: AnalysisQuestion): Promise<number> {
  const startedMs = performance.now();
  const answer = await analyst.analyse({ question, totals: {} }, quiet);
  if (!answer.ok) throw new Error(answer.error.message);
  return (performance.now() - startedMs) / 1000;
}

async function trendTimes(
  historian: Historian,
  days: number,
  more: () => boolean,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 40 || more(); i++) {
    const spanMs = DAY_MS * days ** ((i % 20) / 20);
    const toMs =
      END_DAY * DAY_MS - ((i * 7919) % Math.max(1, days - Math.ceil(spanMs / DAY_MS))) * DAY_MS;
    const startedMs = performance.now();
    const answer = await historian.trend({
      tags: [1, 7, 19, 33].map((n) => gridTag(n + (i % 20))),
      fromMs: toMs - spanMs,
      toMs,
      buckets: 1200,
    });
    if (!answer.ok) throw new Error(answer.error.message);
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}

/** A year of ten tags by the minute, a row for each minute, and the commits beside it. */
async function exported(
  historian: Historian,
  analyst: HistoryAnalyst,
  format: ExportFormat,
  days: number,
): Promise<Metric[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-export-'));
  const tags = Array.from({ length: EXPORTED_TAGS }, (_, i) => gridTag(i + 1));
  const job: ExportJob = {
    id: 'bench',
    path: path.join(dir, `year.${format}`),
    site: 'bench',
    who: 'bench',
    writtenMs: 0,
    program: 'bench',
    words: {},
    tags: tags.map((id) => ({ id, name: `Reading ${id}`, unit: 'mg/L', decimals: 2 })),
    request: {
      format,
      contents: ['values'],
      tags,
      span: { fromMs: (END_DAY - days) * DAY_MS, toMs: END_DAY * DAY_MS },
      level: 'minute',
      layout: format === 'xlsx' ? 'wide' : 'long',
      zone: 'Asia/Seoul',
      language: 'en',
    },
  };
  const stats = await historian.stats();
  if (!stats.ok) throw new Error(stats.error.message);
  let tsMs = stats.value.lastMs ?? END_DAY * DAY_MS;
  const commitOnce = async (): Promise<number> => {
    tsMs += MINUTE_MS;
    const grid = Array.from({ length: 100 }, (_, i) => ({
      tag: gridTag(i + 1),
      tsMs,
      value: tsMs / 1e9,
      quality: 'good' as const,
      provenance: 'measured' as const,
    }));
    const done = await historian.commit({ grid, changes: [], events: [], receipts: [], state: {} });
    if (!done.ok) throw new Error(done.error.message);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return done.value.durationMs;
  };
  const alone: number[] = [];
  while (alone.length < ALONE_COMMITS) alone.push(await commitOnce());
  let working = true;
  const startedMs = performance.now();
  const work = analyst.exportFile(job, quiet).finally(() => (working = false));
  const commits: number[] = [];
  while (working) commits.push(await commitOnce());
  const outcome = await work;
  rmSync(dir, { recursive: true, force: true });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const seconds = (performance.now() - startedMs) / 1000;
  const { rows, bytes, peakBytes } = outcome.value;
  const name = `${format}, ${job.request.layout}, ${String(days)} days of ${String(EXPORTED_TAGS)} tags`;
  return [
    figure(`${name}: rows`, rows, 'rows'),
    figure(`${name}: time`, seconds, 's'),
    figure(`${name}: rate`, rows / seconds, 'rows/s'),
    figure(`${name}: file`, bytes / 1e6, 'MB'),
    figure(`${name}: most memory of its thread`, peakBytes / 1e6, 'MB'),
    figure(`${name}: commit p99 with nothing beside it`, percentile(alone, 0.99), 'ms'),
    figure(`${name}: commit p50 meanwhile`, percentile(commits, 0.5), 'ms'),
    atMost(`${name}: commit p99 meanwhile`, percentile(commits, 0.99), 'ms', 20),
  ];
}
