// Starts the installed program given as first word and fails unless its window shows a plant that
// lives: a good reading through window, shell, engine, Modbus and virtual plant that then changes.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { PROTOCOL_VERSION, queries } from '#contract/api.ts';
import { QUALITY_CODE } from '#core/signal/sample.ts';
import { startBare } from '../e2e/bare-app.ts';
import { askInPage } from '../e2e/page-engine.ts';

const LIMIT_MS = 60_000;
const program = process.argv[2];
if (program === undefined) throw new Error('Name the installed program.');

await checkFuses(realpathSync(program));
const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-installed-'));
const app = await startBare(program, [], {
  ...cleanEnv(),
  MULJIGI_DATA_DIR: dataDir,
  MULJIGI_SOCKET: path.join(dataDir, 'engine.sock'),
});
try {
  const hello = await until('the window opens and the engine answers', greet);
  const first = await until('a good reading arrives', goodReadings);
  await until('a reading changes', async () => {
    const now = await goodReadings();
    return now !== undefined && [...now].some(([tag, value]) => first.has(tag) && first.get(tag) !== value) ? now : undefined;
  });
  process.stderr.write(`[muljigi] ${first.size} good readings of profile ${hello.profileId}, engine ${hello.engineVersion}\n`);
  await app.end();
  await until('the engine ends with the window', () => Promise.resolve(isAlive(hello.pid) ? undefined : true));
} catch (error) {
  process.stderr.write(`${engineOutput(dataDir)}\n`);
  throw error;
} finally {
  await app.end();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);

async function greet(): Promise<ReturnType<typeof queries.hello.result.parse>> {
  return queries.hello.result.parse(await app.inPage(askInPage, { call: 'hello', params: { protocol: PROTOCOL_VERSION, client: 'window' } }));
}

/** Tags with a good value, or undefined while there is none. */
async function goodReadings(): Promise<Map<string, number> | undefined> {
  const { samples } = queries['snapshot.get'].result.parse(await app.inPage(askInPage, { call: 'snapshot.get', params: {} }));
  const good = Object.entries(samples).flatMap(([tag, [value, quality]]): [string, number][] =>
    value !== null && quality === QUALITY_CODE.good ? [[tag, value]] : [],
  );
  return good.length > 0 ? new Map(good) : undefined;
}

async function checkFuses(file: string): Promise<void> {
  const wire = await getCurrentFuseWire(file);
  const expected: [FuseV1Options, FuseState][] = [
    [FuseV1Options.RunAsNode, FuseState.DISABLE],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE],
    [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE],
    [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE],
  ];
  for (const [fuse, state] of expected) {
    if (wire[fuse] !== state) throw new Error(`Fuse ${FuseV1Options[fuse]} is ${String(wire[fuse])}, expected ${state}.`);
  }
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadlineMs = Date.now() + LIMIT_MS;
  let last: unknown;
  while (Date.now() < deadlineMs) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Waited ${LIMIT_MS / 1000} s in vain: ${what}.`, { cause: last });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The installed program must not find its way with a checkout's variables. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('MULJIGI_') && !name.startsWith('ELECTRON_')),
  );
}

function engineOutput(dir: string): string {
  try {
    return readFileSync(path.join(dir, 'shell/engine-output.txt'), 'utf8').slice(-4000);
  } catch {
    return 'the engine printed nothing';
  }
}
