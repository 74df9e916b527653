// How long a technician waits: from the start of the program to the first good value of the plant
// on the screen, each time with an empty data folder and processes that were not running.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { startBare, type BareApp } from '#test/e2e/bare-app.ts';
import { atMost, figure, percentile, type Bench } from './metric.ts';

const ROUNDS = 5;
const LIMIT_MS = 4000;
const GIVE_UP_MS = 30_000;

const root = path.resolve(import.meta.dirname, '..');

const bench: Bench = async () => {
  if (!existsSync(path.join(root, 'out/main/index.js'))) throw new Error('Build the window first: npm run build');
  const startsMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) startsMs.push(await coldStartMs());
  return [
    atMost('cold start to first live value on the screen, median', percentile(startsMs, 0.5), 'ms', LIMIT_MS),
    figure('cold start to first live value on the screen, slowest', Math.max(...startsMs), 'ms'),
  ];
};
export default bench;

async function coldStartMs(): Promise<number> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-'));
  const startedMs = performance.now();
  const app = await startBare(electron(), [root], { ...process.env, MULJIGI_DATA_DIR: dataDir });
  try {
    for (;;) {
      if (await showsLiveValue(app)) return performance.now() - startedMs;
      if (performance.now() - startedMs > GIVE_UP_MS) throw new Error(`No live value within ${GIVE_UP_MS} ms.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await app.end();
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

/** The runtime that the bootstrap prepared, or the one named in the environment. */
function electron(): string {
  const named = process.env['MULJIGI_ELECTRON'];
  const prepared = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'muljigi/electron-33.2.1-linux-x64/electron');
  const found = [named, path.join(root, 'node_modules/electron/dist/electron'), prepared].find((file) => file !== undefined && existsSync(file));
  if (found === undefined) throw new Error('No Electron runtime yet. Type: npm run setup');
  return found;
}
