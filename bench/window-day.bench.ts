// The window open for 24 hours at one update a second: does it grow, and does it still draw in time?
// The real window is fed by the real engine over its socket; only the engine's clock is hurried
// (scripts/simulation/sped-engine.ts), so that 86,400 scans with their samples, events, alarms and
// minutes reach the window in minutes. Same as in service: every update, its way and what is drawn of
// it. Not the same: timers of the window itself (the tick that lets ages grow) run by the wall's clock.
// All screens are visited every simulated hour. Frame times are then measured at the pace of the wall.
// Words after the name: -- HOURS (24).
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { startBare, type BareApp } from '#test/e2e/bare-app.ts';
import { ALLOW_ROOT } from '../scripts/lib/electron-args.ts';
import { startTestScreen } from '../scripts/lib/screen.ts';
import { forkSpedEngine, type SpedProcess } from '../scripts/simulation/sped-client.ts';
import { electronRuntime } from './electron.ts';
import { atLeast, atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const HOUR_S = 3600;
/** The window is not fed faster than it draws: after so many updates it is waited for. */
const SLICE_S = 20;
const VISIT_S = 20;
const WARM_UP_S = 900;
const FRAMES_S = 60;
const HEAP_LIMIT_MB = 10;
const FRAME_LIMIT_MS = 33;
const CAUGHT_UP_WITHIN_MS = 300_000;
const MOST_TRIES = 60;
/** All but that of the virtual plant, whose channel the hurried engine does not have. */
const SCREENS = [
  'overview', 'machines', 'alarms', 'trends', 'whatIf', 'rounds', 'workOrders', 'stores',
  'laboratory', 'reports', 'history', 'events', 'records', 'dataQuality', 'people', 'backup', 'settings',
] as const;
const root = path.resolve(import.meta.dirname, '..');
const MB = 1024 * 1024;

const bench: Bench = async ({ args }) => {
  const hours = Number(args[0] ?? 24);
  if (!(hours > 0)) throw new Error(`window-day: ${String(args[0])} is no number of hours`);
  if (!existsSync(path.join(root, 'out/main/index.js'))) throw new Error('Build the window first: npm run build');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-window-day-'));
  const [load = 0] = loadavg();
  const screen = await startTestScreen();
  let engine: SpedProcess | null = null;
  let app: BareApp | null = null;
  try {
    engine = await forkSpedEngine(dataDir, Math.floor(Date.now() / 60_000) * 60_000);
    app = await startBare(electronRuntime(), [root], { ...process.env, [ALLOW_ROOT]: '1', ...screen.env, MULJIGI_DATA_DIR: dataDir, MULJIGI_SOCKET: engine.socket });
    await firstValue(app);
    return [...(await lived(app, engine, hours)), figure('load average before', load, '')];
  } finally {
    await app?.end();
    await engine?.kill();
    screen.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
export default bench;

interface Weight {
  readonly heapMb: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly rendererMb: number;
  readonly mainMb: number;
  readonly engineMb: number;
}

async function lived(app: BareApp, engine: SpedProcess, hours: number): Promise<Metric[]> {
  await tour(app, engine);
  await live(app, engine, WARM_UP_S);
  const framesBefore = await frames(app);
  const before = await weigh(app, engine);
  process.stderr.write(`  after the warm-up: ${words(before)}\n`);
  const fromMs = performance.now();
  let updates = 0;
  const each: number[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    updates += await tour(app, engine);
    await goTo(app, 'overview');
    const rest = HOUR_S - SCREENS.length * VISIT_S;
    await live(app, engine, rest);
    updates += rest;
    const weight = await weigh(app, engine);
    each.push(weight.heapMb);
    process.stderr.write(`  hour ${String(hour)}: ${words(weight)}\n`);
  }
  const tookS = (performance.now() - fromMs) / 1000;
  const after = await weigh(app, engine);
  const framesAfter = await frames(app);
  return [
    atLeast('updates of a second that the window drew', updates, '', hours * HOUR_S),
    figure('updates a second while hurried', updates / tookS, '/s'),
    figure('heap after the warm-up, garbage collected', before.heapMb, 'MB'),
    figure('heap at the end, garbage collected', after.heapMb, 'MB'),
    atMost(`heap growth over ${String(hours)} h`, after.heapMb - before.heapMb, 'MB', HEAP_LIMIT_MB),
    figure('heap, largest of any hour less the first', Math.max(...each) - (each[0] ?? 0), 'MB'),
    figure('DOM nodes, growth', after.nodes - before.nodes, ''),
    figure('event listeners, growth', after.listeners - before.listeners, ''),
    figure('resident memory of the page, growth', after.rendererMb - before.rendererMb, 'MB'),
    figure('resident memory of the shell, growth', after.mainMb - before.mainMb, 'MB'),
    figure('resident memory of engine with plant, growth', after.engineMb - before.engineMb, 'MB'),
    figure('frame time on Overview at 1 update/s before, 95 %', percentile(framesBefore, 0.95), 'ms'),
    atMost('frame time on Overview at 1 update/s after, 95 %', percentile(framesAfter, 0.95), 'ms', FRAME_LIMIT_MS),
    figure('slowest frame on Overview after', Math.max(...framesAfter), 'ms'),
  ];
}

const words = (weight: Weight): string =>
  `heap ${weight.heapMb.toFixed(1)} MB, ${String(weight.nodes)} nodes, ${String(weight.listeners)} listeners, page ${weight.rendererMb.toFixed(0)} MB, shell ${weight.mainMb.toFixed(0)} MB, engine ${weight.engineMb.toFixed(0)} MB`;

/** What is held after all garbage is collected; twice, since the first round frees what holds more. */
async function weigh(app: BareApp, engine: SpedProcess): Promise<Weight> {
  await app.command('HeapProfiler.collectGarbage');
  await app.command('HeapProfiler.collectGarbage');
  const heap = await app.command('Runtime.getHeapUsage');
  const counters = await app.command('Memory.getDOMCounters');
  const [renderer = 0] = app.rendererPids();
  return {
    heapMb: Number(heap['usedSize']) / MB,
    nodes: Number(counters['nodes']),
    listeners: Number(counters['jsEventListeners']),
    rendererMb: residentMb(renderer),
    mainMb: residentMb(app.process.pid ?? 0),
    engineMb: (await engine.look()).rssBytes / MB,
  };
}

/** Resident memory by /proc; NaN where there is none. */
function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Every screen for some updates; gives how many. */
async function tour(app: BareApp, engine: SpedProcess): Promise<number> {
  for (const screen of SCREENS) {
    await goTo(app, screen);
    await live(app, engine, VISIT_S);
  }
  return SCREENS.length * VISIT_S;
}

async function goTo(app: BareApp, screen: string): Promise<void> {
  const isThere = await ask(app, `(async () => {
    const tab = () => document.querySelector('nav button[data-screen="${screen}"]');
    const turn = () => new Promise((resolve) => setTimeout(resolve, 50));
    if (tab() === null) document.querySelector('nav button[data-group][data-screens~="${screen}"]')?.click();
    for (let i = 0; i < 40 && tab() === null; i++) await turn();
    tab()?.click();
    for (let i = 0; i < 40 && tab()?.getAttribute('aria-current') !== 'page'; i++) await turn();
    return tab()?.getAttribute('aria-current') === 'page';
  })()`);
  if (isThere !== true) throw new Error(`the window does not go to ${screen}`);
}

/** So many seconds of plant time, each with its update, until the window shows the last. */
async function live(app: BareApp, engine: SpedProcess, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= SLICE_S) {
    const { nowMs } = await engine.jump(Math.min(SLICE_S, left) * 1000);
    const untilMs = performance.now() + CAUGHT_UP_WITHIN_MS;
    // The scan of the last second may still be to come.
    while ((await shownMs(app)) < nowMs - 2000) {
      if (performance.now() > untilMs) throw new Error('the window does not keep up with its updates');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** The value of an expression in the page; asked again while a busy machine lets it wait, which is no fault of the window. */
async function ask(app: BareApp, expression: string): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await app.evaluate(expression);
    } catch (error) {
      if (tries >= MOST_TRIES || !(error instanceof Error) || !error.message.includes('does not answer')) throw error;
    }
  }
}

const shownMs = async (app: BareApp): Promise<number> =>
  Date.parse(String(await ask(app, `document.querySelector('header time')?.dateTime ?? ''`)));

async function firstValue(app: BareApp): Promise<void> {
  for (const untilMs = performance.now() + 60_000; performance.now() < untilMs;) {
    const isThere = await app
      .evaluate(`[...document.querySelectorAll('[data-tag][data-trust="good"]')].some((value) => /[0-9]/.test(value.textContent))`)
      .catch(() => false);
    if (isThere === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the window shows no live value');
}

/** Times between frames on Overview at the pace of the wall, ms. */
async function frames(app: BareApp): Promise<number[]> {
  await goTo(app, 'overview');
  await ask(app, `(() => {
    const times = [];
    window.frameTimes = times;
    let last = performance.now();
    const next = (now) => {
      times.push(now - last);
      last = now;
      if (window.frameTimes === times) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })()`);
  await new Promise((resolve) => setTimeout(resolve, FRAMES_S * 1000));
  const times = (await ask(app, 'window.frameTimes')) as number[];
  await ask(app, 'delete window.frameTimes');
  // The first one began before it was looked at.
  return times.slice(1);
}
