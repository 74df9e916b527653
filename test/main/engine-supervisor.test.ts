import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineProcessState } from '#contract/wire.ts';
import type { BackoffPolicy } from '#main/backoff.ts';
import { EngineSupervisor } from '#main/engine-supervisor.ts';

const miniEngine = path.join(import.meta.dirname, 'fixtures/mini-engine.ts');
const quick: BackoffPolicy = { firstMs: 20, factor: 2, longestMs: 100, healthyAfterMs: 60_000, giveUpAfter: 3 };

let dir = '';
let states: EngineProcessState[] = [];
let supervisor: EngineSupervisor | undefined;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'muljigi-shell-'));
  states = [];
});
afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

const socketPath = (): string => path.join(dir, 'e.sock');
const startsFile = (): string => path.join(dir, 'starts');
const starts = (): number[] => readFileSync(startsFile(), 'utf8').trim().split('\n').map(Number);
const args = (): string[] => ['--socket', socketPath(), '--starts', startsFile()];

function create(service = false): EngineSupervisor {
  supervisor = new EngineSupervisor({
    ownSocket: socketPath(),
    serviceSocket: service ? socketPath() : null,
    serviceInstalled: () => service,
    launch: { nodeBinary: process.execPath, script: miniEngine, args: args(), cwd: dir, outputFile: path.join(dir, 'out.txt') },
    onState: (state) => states.push(state),
    log: () => undefined,
    backoff: quick,
  });
  return supervisor;
}

function reached(what: EngineProcessState['state'], since = 0): Promise<EngineProcessState> {
  return vi.waitFor(() => {
    const found = states.slice(since).find((state) => state.state === what);
    if (found === undefined) throw new Error(`not ${what} yet: ${JSON.stringify(states)}`);
    return found;
  }, { timeout: 10_000, interval: 10 });
}

const listening = (): Promise<void> =>
  vi.waitFor(() => expect(existsSync(socketPath())).toBe(true), { timeout: 10_000 });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('an engine of our own', () => {
  it('is started when none answers, and ended with the shell', async () => {
    const shell = create();
    shell.start();
    const running = await reached('running');
    expect(running).toEqual({ state: 'running', pid: starts()[0], service: false });
    await shell.stop();
    expect(isAlive(starts()[0] ?? 0)).toBe(false);
    expect(states.map((state) => state.state)).toEqual(['starting', 'running']);
  });

  it('is started again after it was killed, with a state that says why', async () => {
    create().start();
    await reached('running');
    const before = states.length;
    process.kill(starts()[0] ?? 0, 'SIGKILL');
    const again = await reached('restarting', before);
    expect(again).toMatchObject({ attempt: 1, inMs: quick.firstMs });
    expect(await reached('running', before)).toMatchObject({ pid: starts()[1] });
    expect(starts()[1]).not.toBe(starts()[0]);
  });

  it('is adopted when it still runs from an earlier shell', async () => {
    const earlier = spawn(process.execPath, [miniEngine, ...args()]);
    try {
      await listening();
      const shell = create();
      shell.start();
      expect(await reached('running')).toMatchObject({ pid: earlier.pid });
      expect(starts()).toHaveLength(1);
      await shell.stop();
      expect(isAlive(earlier.pid ?? 0)).toBe(false);
    } finally {
      earlier.kill('SIGKILL');
    }
  });

  it('is given up after several starts that failed, with the message it printed, until a person asks', async () => {
    vi.stubEnv('MINI_FAIL', 'The data folder is read-only. Change its owner.');
    const shell = create();
    shell.start();
    expect(await reached('failed')).toEqual({ state: 'failed', reason: 'The data folder is read-only. Change its owner.' });
    expect(starts()).toHaveLength(quick.giveUpAfter);
    const waits = states.flatMap((state) => (state.state === 'restarting' ? [state.inMs] : []));
    expect(waits).toEqual([20, 40]);
    vi.stubEnv('MINI_FAIL', undefined);
    const before = states.length;
    await shell.restart();
    await reached('running', before);
  });

  it.each([
    ['its program is not there', 'ENOENT', (): object => ({ nodeBinary: path.join(dir, 'absent') })],
    ['its output file cannot be opened', 'EISDIR', (): object => ({ outputFile: dir })],
  ])('says so when the engine cannot be started at all: %s', async (_why, code, spoilt) => {
    supervisor = new EngineSupervisor({
      ownSocket: socketPath(),
      serviceSocket: null,
      serviceInstalled: () => false,
      launch: { nodeBinary: process.execPath, script: miniEngine, args: [], cwd: dir, outputFile: path.join(dir, 'out.txt'), ...spoilt() },
      onState: (state) => states.push(state),
      log: () => undefined,
      backoff: { ...quick, giveUpAfter: 1 },
    });
    supervisor.start();
    expect(await reached('failed')).toMatchObject({ reason: expect.stringContaining(code) });
  });

  it('says so at once when the very engine it starts is of another version', async () => {
    vi.stubEnv('MINI_PROTOCOL', '99');
    create().start();
    expect(await reached('failed')).toMatchObject({ isOtherVersion: true });
    expect(starts()).toHaveLength(1);
    await vi.waitFor(() => expect(isAlive(starts()[0] ?? 0)).toBe(false), { timeout: 5000 });
  });

  it('refuses an engine of another protocol version, starts none beside it, and ends it when a person asks', async () => {
    vi.stubEnv('MINI_PROTOCOL', '99');
    const other = spawn(process.execPath, [miniEngine, ...args()]);
    try {
      await listening();
      create().start();
      expect(await reached('failed')).toMatchObject({ isOtherVersion: true, reason: expect.stringContaining('protocol 99') });
      expect(starts()).toEqual([other.pid]);
      vi.unstubAllEnvs();
      const since = states.length;
      await supervisor?.restart();
      expect(await reached('running', since)).toMatchObject({ service: false });
      expect(starts()).toHaveLength(2);
      expect(isAlive(other.pid ?? 0)).toBe(false);
    } finally {
      other.kill('SIGKILL');
    }
  });
});

describe('an engine run by the system', () => {
  it('is waited for, never started, and left running', async () => {
    const shell = create(true);
    shell.start();
    await reached('restarting');
    const service = spawn(process.execPath, [miniEngine, ...args()]);
    try {
      expect(await reached('running')).toEqual({ state: 'running', pid: service.pid, service: true });
      await shell.stop();
      expect(starts()).toHaveLength(1);
      expect(isAlive(service.pid ?? 0)).toBe(true);
    } finally {
      service.kill('SIGKILL');
    }
  });
});
