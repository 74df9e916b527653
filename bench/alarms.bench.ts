// 10,000 alarms in one hour: first through the engine's own step, store and acknowledging on a
// simulated clock, then in the real window on the very history that left behind. The window counts
// its own long tasks while they are acknowledged page by page, searched and scrolled through.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import type { ResultOf } from '#contract/api.ts';
import { ok } from '#core/result.ts';
import { createAlarms } from '#engine/app/alarms/index.ts';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { silentLog } from '#engine/platform/log.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { startBare, type BareApp } from '#test/e2e/bare-app.ts';
import { ALLOW_ROOT } from '../scripts/lib/electron-args.ts';
import { startTestScreen } from '../scripts/lib/screen.ts';
import { simulateEngine } from '../scripts/simulation/simulated-engine.ts';
import { electronRuntime } from './electron.ts';
import { atLeast, atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const ALARMS = 10_000;
const HOUR_S = 3600;
/** Alarms that take turns; several times what a small plant has. */
const POINTS = 300;
const STANDS_S = 60;
const ACK_EVERY_S = 20;
const LEFT_S = 110;
const STALL_LIMIT_MS = 100;
const root = path.resolve(import.meta.dirname, '..');

const bench: Bench = async () => {
  if (!existsSync(path.join(root, 'out/main/index.js')))
    throw new Error('Build the window first: npm run build');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-alarms-'));
  const [load = 0] = loadavg();
  try {
    const engine = await throughEngine(dataDir);
    return [
      ...engine.metrics,
      ...(await inWindow(dataDir, engine.occurrences)),
      figure('load average before', load, ''),
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};
export default bench;

/** An hour of the engine in which an alarm comes every 0.36 s, each stands a minute, and pages are acknowledged. */
async function throughEngine(
  dataDir: string,
): Promise<{ readonly metrics: Metric[]; readonly occurrences: number }> {
  const profile = readProfile(defaultProfileDir());
  if (!profile.ok) throw new Error('the default profile cannot be read');
  const run = await simulateEngine({
    profile: profile.value,
    dataDir,
    startMs: Date.now() - (HOUR_S + 300) * 1000,
    seed: 1,
  });
  const { desk, records } = createAlarms({
    engine: run.engine,
    clock: run.clock,
    log: silentLog,
    openWork: () => Promise.resolve(ok(null)),
  });
  let raised = 0;
  run.engine.publisher.onEvent(({ code }) => {
    if (code === 'alarm.raised') raised++;
  });
  const ackMs: number[] = [];
  const secondMs: number[] = [];
  let begun = 0;
  const id = (n: number): string => `stock-bench-${String(n % POINTS).padStart(3, '0')}`;
  await run.advance(3000);
  for (let second = 1; second <= HOUR_S + STANDS_S + 5; second++) {
    const startMs = performance.now();
    const due = Math.min(ALARMS, Math.ceil((second * ALARMS) / HOUR_S));
    for (; begun < due; begun++)
      desk.stand({
        id: id(begun),
        code: 'alarm.stockLow',
        params: {
          nameKo: `시험 ${String(begun % POINTS)}`,
          nameEn: `Bench ${String(begun % POINTS)}`,
        },
        equipment: null,
      });
    const over = Math.floor(((second - STANDS_S) * ALARMS) / HOUR_S);
    for (let n = Math.max(0, over - 4); n < over; n++)
      desk.end({ id: id(n), code: 'alarm.stockLow' });
    await run.advance(1000);
    secondMs.push(performance.now() - startMs);
    // What comes at the end is left for the window to acknowledge.
    if (second % ACK_EVERY_S !== 0 || second > HOUR_S - LEFT_S) continue;
    const page = run.engine
      .status()
      .alarms.filter(({ state }) => state !== 'acknowledged')
      .slice(0, 100);
    if (page.length === 0) continue;
    const ackStartMs = performance.now();
    await run.during(
      desk.acknowledge({
        occurrences: page.map(({ occurrence }) => occurrence),
        comment: '',
        who: 'bench',
      }),
    );
    ackMs.push(performance.now() - ackStartMs);
  }
  const journalStartMs = performance.now();
  const filter = {
    fromMs: null,
    toMs: null,
    priorities: null,
    equipment: null,
    state: null,
    person: null,
    alarms: null,
    text: 'bench-123',
  };
  const found = await records.journal({ filter, cursor: null, limit: 1000 });
  const journalMs = performance.now() - journalStartMs;
  // One that comes again while it is still on the list is raised again, not a row of its own.
  let occurrences = 0;
  let raises = 0;
  for (let cursor: ResultOf<'alarms.journal'>['cursor'] = null; ;) {
    const page = await records.journal({ filter: { ...filter, text: '' }, cursor, limit: 1000 });
    if (!page.ok) throw new Error(page.error.message);
    occurrences += page.value.rows.length;
    raises += page.value.rows.reduce((sum, row) => sum + row.raises, 0);
    cursor = page.value.cursor;
    if (cursor === null) break;
  }
  await run.stop();
  process.stderr.write(`  ${String(raised)} alarms raised in a simulated hour\n`);
  const metrics = [
    atLeast('alarms raised by the engine in a simulated hour', raised, '', ALARMS),
    figure('one simulated second with its alarms, 99 %', percentile(secondMs, 0.99), 'ms'),
    figure('a page of up to 100 acknowledged and on disk, slowest', Math.max(...ackMs), 'ms'),
    figure(
      'occurrences of one alarm among all found in the journal',
      found.ok ? found.value.rows.length : 0,
      '',
    ),
    figure('the whole journal searched for them', journalMs, 'ms'),
    atLeast('raisings the rows of the journal tell of', raises, '', raised),
  ];
  return { metrics, occurrences };
}

interface Outcome {
  readonly listed: number;
  readonly acknowledged: number;
  readonly left: number;
  readonly journalRows: number;
  readonly foundRows: number;
  readonly longTasksMs: readonly number[];
  readonly slowestStep: string;
}

/** The same alarms in the real window. */
async function inWindow(dataDir: string, occurrences: number): Promise<Metric[]> {
  const screen = await startTestScreen();
  let app: BareApp | undefined;
  try {
    app = await startBare(electronRuntime(), [root], {
      ...process.env,
      [ALLOW_ROOT]: '1',
      ...screen.env,
      MULJIGI_DATA_DIR: dataDir,
    });
    await liveValue(app);
    const outcome = await worked(app);
    const most = Math.max(0, ...outcome.longTasksMs);
    process.stderr.write(
      `  long tasks: ${outcome.longTasksMs.map((ms) => ms.toFixed(0)).join(' ') || 'none'} ms, slowest at ${outcome.slowestStep}\n`,
    );
    return [
      atLeast('alarms on the list of the window', outcome.listed, '', 100),
      figure('acknowledged page by page in the window', outcome.acknowledged, ''),
      atMost('left unacknowledged', outcome.left, '', 0),
      atLeast(
        'rows of the journal scrolled through in the window',
        outcome.journalRows,
        '',
        occurrences,
      ),
      atLeast('rows found by a text in the window', outcome.foundRows, '', 1),
      atMost('longest task of the window meanwhile', most, 'ms', STALL_LIMIT_MS),
    ];
  } finally {
    await app?.end();
    screen.end();
  }
}

async function liveValue(app: BareApp): Promise<void> {
  const untilMs = performance.now() + 180_000;
  while (performance.now() < untilMs) {
    const isThere = await app
      .evaluate(
        `document.querySelector('[data-testid="alarm-counts"]') !== null && [...document.querySelectorAll('[data-tag][data-trust="good"]')].length > 0`,
      )
      .catch(() => false);
    if (isThere === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the window shows no live value');
}

/** Begins the work in the page and looks from time to time whether it is done: one question must be answered soon. */
async function worked(app: BareApp): Promise<Outcome> {
  await app.evaluate(
    `(() => { void (${readFileSync(path.join(import.meta.dirname, 'data/alarm-work.js'), 'utf8')})().then((outcome) => { window.alarmBench = { outcome }; }, (error) => { window.alarmBench = { problem: String(error) }; }); return 1; })()`,
  );
  for (const untilMs = performance.now() + 240_000; performance.now() < untilMs;) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // A page under load may take its time to answer; its own observer tells how long it was busy.
    const answer = (await app.evaluate('window.alarmBench ?? null').catch(() => null)) as {
      outcome?: Outcome;
      problem?: string;
    } | null;
    if (answer?.problem !== undefined) throw new Error(answer.problem);
    if (answer?.outcome !== undefined) return answer.outcome;
  }
  throw new Error('the work in the window did not end');
}
