import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import ModbusRTU from 'modbus-serial';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readOptions } from '#twin/options.ts';
import { MINES_DIR } from './profile.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const node = path.join(root, 'node_modules/.bin/node');
let folder: string;
let children: Twin[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'muljigi-twin-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    child.process.kill('SIGKILL');
    await child.exit;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Twin {
  readonly process: ChildProcessWithoutNullStreams;
  readonly exit: Promise<number | null>;
  readonly errors: () => string;
  /** Next JSON line of the standard output. */
  next(): Promise<Record<string, unknown>>;
  say(command: object): void;
}

function start(...args: string[]): Twin {
  const child = spawn(node, ['src/twin/main.ts', ...args], { cwd: root });
  const lines: Record<string, unknown>[] = [];
  const waiting: ((line: Record<string, unknown>) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    // A run to the end prints a table for people.
    if (!line.startsWith('{')) return;
    const parsed = JSON.parse(line) as Record<string, unknown>;
    const take = waiting.shift();
    if (take === undefined) lines.push(parsed);
    else take(parsed);
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const twin: Twin = {
    process: child,
    exit: new Promise((resolve) => child.on('exit', resolve)),
    errors: () => errors,
    next: () => {
      const line = lines.shift();
      return line === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(line);
    },
    say: (command) => child.stdin.write(`${JSON.stringify(command)}\n`),
  };
  children.push(twin);
  return twin;
}

describe('virtual plant process', () => {
  test('says where it listens, serves Modbus, takes commands, saves its state and ends with its standard input', async () => {
    const file = path.join(folder, 'state.json');
    const twin = start(
      '--state',
      file,
      '--seed',
      '5',
      '--start',
      '2026-03-01T00:00:00Z',
      '--speed',
      '20',
      '--stdin-guard',
    );
    const ready = await twin.next();
    expect(ready).toMatchObject({ ready: true, plant: 'geumgang-mbr', port: expect.any(Number) });
    const modbus = new ModbusRTU();
    await modbus.connectTCP('127.0.0.1', { port: Number(ready['port']) });
    modbus.setID(1);
    modbus.setTimeout(1000);
    expect((await modbus.readInputRegisters(92, 1)).data[0]).toBeGreaterThan(0);
    twin.say({ cmd: 'overcurrent', unit: 'B-401A' });
    expect(await twin.next()).toEqual({ ok: true });
    twin.say({ cmd: 'cut' });
    expect(await twin.next()).toEqual({ ok: true });
    await expect(modbus.readInputRegisters(92, 1)).rejects.toThrow();
    modbus.close(() => undefined);
    twin.say({ cmd: 'status' });
    expect(await twin.next()).toMatchObject({
      ok: true,
      time: expect.stringMatching(/^2026-03-01T00:/),
    });
    twin.process.stdin.end();
    expect(await twin.exit).toBe(0);
    const saved = JSON.parse(readFileSync(file, 'utf8')) as { timeMs: number; seed: number };
    expect(saved.seed).toBe(5);

    const again = start('--state', file, '--speed', '2', '--stdin-guard');
    expect(Date.parse(String((await again.next())['time']))).toBeGreaterThanOrEqual(saved.timeMs);
    again.process.kill('SIGTERM');
    expect(await again.exit).toBe(0);
  }, 60_000);

  test('a spoilt state file is set aside with a word, not taken and not fatal', async () => {
    const file = path.join(folder, 'state.json');
    writeFileSync(file, '{"version":');
    const twin = start('--state', file);
    expect(await twin.next()).toMatchObject({ ready: true });
    expect(twin.errors()).toContain('starting anew');
  });

  test('replays a recording, reports its end and refuses plant commands', async () => {
    const file = path.join(folder, 'log.csv');
    const map = path.join(folder, 'map.csv');
    writeFileSync(
      map,
      'column,tag,scale,offset,unit\nwhen,REC-CLOCK.time,1,0,s\nflow,FIT-100.pv,0.2,0,m3/h\n',
    );
    writeFileSync(file, 'when,flow\n2010-04-10T06:10:00Z,10\n2010-04-10T06:11:00Z,20\n');
    const twin = start('--profile', MINES_DIR, '--replay', file, '--map', map, '--speed', '1000');
    expect(await twin.next()).toMatchObject({ ready: true, time: '2010-04-10T06:10:00.000Z' });
    expect(await twin.next()).toMatchObject({ end: true, rows: 2 });
    twin.say({ cmd: 'aiSwitch', on: true });
    expect(await twin.next()).toMatchObject({
      ok: false,
      error: expect.stringContaining('recording'),
    });
  });

  test('plays a scenario while it serves, and answers questions by their number', async () => {
    const twin = start('--scenario', 's-07', '--speed', '200', '--stdin-guard');
    expect(await twin.next()).toMatchObject({ ready: true, time: '2026-05-12T01:00:00.000Z' });
    expect(await twin.next()).toMatchObject({ notice: { kind: 'started', scenario: 's-07' } });
    twin.say({ cmd: 'scenarioStatus', ask: 12 });
    for (;;) {
      const line = await twin.next();
      if ('notice' in line) continue;
      expect(line).toMatchObject({ ok: true, ask: 12, scenario: { id: 's-07' } });
      break;
    }
    twin.process.stdin.end();
    expect(await twin.exit).toBe(0);
  });

  test('plays a scenario to its end, prints what came and writes it down', async () => {
    const file = path.join(folder, 'report.json');
    const ends = start('--scenario', 's-05', '--until-end', '--json', file);
    expect(await ends.exit, ends.errors()).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8')) as { expectations: { state: string }[] };
    expect(report.expectations.map(({ state }) => state)).toEqual(Array(5).fill('met'));

    const script = path.join(folder, 'mine.json');
    const mine = JSON.parse(readFileSync('resources/scenarios/s-05.json', 'utf8')) as {
      steps: unknown[];
    };
    writeFileSync(script, JSON.stringify({ ...mine, steps: mine.steps.slice(0, 1) }));
    const fails = start('--scenario', script, '--until-end');
    expect(await fails.exit).toBe(1);
    writeFileSync(script, JSON.stringify({ ...mine, plant: 'mars' }));
    const strange = start('--scenario', script, '--until-end');
    expect(await strange.exit).toBe(6);
    expect(strange.errors()).toMatch(/plant is mars, allowed geumgang-mbr/);
  }, 60_000);

  test.each([
    [['--scenario', 'nope'], 6, /nope: no such scenario .*known are s-01/],
    [['--scenario', 'no/such.json'], 6, /no\/such\.json: cannot be read/],
    [['--until-end'], 2, /--until-end goes with --scenario/],
    [['--port', '70000'], 2, /--port 70000: give a whole number from 0 to 65535/],
    [['--speed', 'fast'], 2, /--speed fast/],
    [['--replay', 'x.csv'], 2, /needs --map/],
    [['--profile', 'no/such/folder'], 3, /no\/such\/folder cannot be read/],
    [['--influent', 'no.csv'], 4, /--influent no\.csv/],
    [['--rtu', '/dev/no-such-port'], 5, /--rtu \/dev\/no-such-port/],
  ])('%j ends with a message', async (args, code, message) => {
    const twin = start(...args);
    expect(await twin.exit).toBe(code);
    expect(twin.errors()).toMatch(message);
  });

  test('all wrong options are named at once', () => {
    const read = readOptions([
      '--seed',
      '1.5',
      '--speed',
      '0',
      '--start',
      'soon',
      '--ai-switch',
      'maybe',
    ]);
    expect(read.ok).toBe(false);
    if (!read.ok)
      for (const name of ['--seed', '--speed', '--start', '--ai-switch'])
        expect(read.error).toContain(name);
  });
});
