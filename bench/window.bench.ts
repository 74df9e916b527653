// How long a technician waits: from the start of the program to the first good value of the plant
// on the screen, each time with an empty data folder and processes that were not running.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { startBare, type BareApp } from '#test/e2e/bare-app.ts';
import { ALLOW_ROOT } from '../scripts/lib/electron-args.ts';
import { startTestScreen } from '../scripts/lib/screen.ts';
import { electronRuntime } from './electron.ts';
import { atMost, figure, percentile, type Bench } from './metric.ts';

const ROUNDS = 11;
const LIMIT_MS = 4000;
const GIVE_UP_MS = 30_000;

const root = path.resolve(import.meta.dirname, '..');

const bench: Bench = async () => {
  if (!existsSync(path.join(root, 'out/main/index.js'))) throw new Error('Build the window first: npm run build');
  const screen = await startTestScreen();
  const startsMs: number[] = [];
  let failed = 0;
  const [loadBefore = 0] = loadavg();
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const start = await coldStart({ ...process.env, [ALLOW_ROOT]: '1', ...screen.env });
      // A start that failed counts as one that took as long as was waited for it.
      startsMs.push(start.ok ? start.tookMs : GIVE_UP_MS);
      if (!start.ok) failed += 1;
      process.stderr.write(`  start ${round}: ${start.ok ? `${start.tookMs.toFixed(0)} ms` : `failed: ${start.problem}`}\n`);
    }
  } finally {
    screen.end();
  }
  return [
    atMost('cold start to first live value on the screen, median', percentile(startsMs, 0.5), 'ms', LIMIT_MS),
    figure('cold start to first live value on the screen, slowest', Math.max(...startsMs), 'ms'),
    atMost(`cold starts without a live value within ${GIVE_UP_MS} ms, of ${ROUNDS}`, failed, '', 0),
    figure('load average before the first start', loadBefore, ''),
    figure('load average after the last start', loadavg()[0] ?? 0, ''),
  ];
};
export default bench;

type Start = { readonly ok: true; readonly tookMs: number } | { readonly ok: false; readonly problem: string };

/** One start in a new data folder. Ends everything it started, whatever became of it. */
async function coldStart(env: NodeJS.ProcessEnv): Promise<Start> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-'));
  const startedMs = performance.now();
  let app: BareApp | undefined;
  try {
    app = await startBare(electronRuntime(), [root], { ...env, MULJIGI_DATA_DIR: dataDir });
    while (performance.now() - startedMs < GIVE_UP_MS) {
      if (await showsLiveValue(app)) return { ok: true, tookMs: performance.now() - startedMs };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { ok: false, problem: `no live value within ${GIVE_UP_MS} ms; the program said:\n${app.output()}` };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await app?.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Waits in the page itself, so that asking does not load what is measured. */
const LIVE_VALUE = `new Promise((resolve) => {
  const look = () => [...document.querySelectorAll('[data-tag][data-trust="good"]')].some((value) => /[0-9]/.test(value.textContent))
    ? resolve(true) : setTimeout(look, 10);
  look();
})`;

/** Whether the page shows a number of the plant that it marks as good; false while there is no page. */
async function showsLiveValue(app: BareApp): Promise<boolean> {
  try {
    return (await app.evaluate(LIVE_VALUE)) === true;
  } catch {
    return false;
  }
}
