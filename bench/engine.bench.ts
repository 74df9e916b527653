import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { atMost, figure, percentile } from './metric.ts';
import type { Bench, Metric } from './metric.ts';

/**
 * `engine [quick]`: start time, processor share at 1x beside the virtual plant, and
 * memory after a simulated day. `quick` takes 15 s instead of 60 and one hour instead of 24.
 */
const root = path.resolve(import.meta.dirname, '..');
const CLOCK_TICKS_PER_S = 100;
const WARM_UP_MS = 10_000;

const simulated = z.object({
  residentMb: z.number(),
  timesRealTime: z.number(),
  scans: z.number(),
  overruns: z.number(),
});

interface Started {
  readonly child: ChildProcess;
  readonly readyMs: number;
}

/** An engine process as the shell starts it; resolves with the line that says it is up. */
async function startEngine(dir: string): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'src/engine/app/main.ts'),
      '--data-dir',
      path.join(dir, 'data'),
      '--socket',
      path.join(dir, 'engine.sock'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const line = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', () => resolve('{"ready":false}'));
  });
  if (!line.includes('"ready":true')) throw new Error(`the engine did not start: ${line}`);
  return { child, readyMs: performance.now() - startedAt };
}

async function stopEngine(child: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
  return performance.now() - startedAt;
}

/** Processor seconds a process and its threads have used (Linux: /proc/PID/stat, fields 14 and 15). */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}

function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

async function startTimes(runs: number): Promise<Metric[]> {
  const ready: number[] = [];
  const stopped: number[] = [];
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-'));
  for (let run = 0; run < runs; run++) {
    const { child, readyMs } = await startEngine(dir);
    ready.push(readyMs);
    await sleep(1500);
    stopped.push(await stopEngine(child));
  }
  rmSync(dir, { recursive: true, force: true });
  return [
    atMost('engine.start', percentile(ready, 0.5), 'ms', 2000),
    figure('engine.startSlowest', Math.max(...ready), 'ms'),
    figure('engine.stop', percentile(stopped, 0.5), 'ms'),
  ];
}

async function atRealTime(seconds: number): Promise<Metric[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-'));
  const { child } = await startEngine(dir);
  const pid = child.pid ?? 0;
  await sleep(WARM_UP_MS);
  const before = cpuSeconds(pid);
  const startedAt = performance.now();
  await sleep(seconds * 1000);
  const percent = ((cpuSeconds(pid) - before) / ((performance.now() - startedAt) / 1000)) * 100;
  const mb = residentMb(pid);
  await stopEngine(child);
  rmSync(dir, { recursive: true, force: true });
  return [
    atMost('engine.cpuAt1x', percent, '% of a core', 5),
    atMost('engine.residentAt1x', mb, 'MB', 250),
  ];
}

async function simulatedDay(hours: number): Promise<Metric[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-bench-'));
  const json = path.join(dir, 'simulate.json');
  const child = spawn(
    process.execPath,
    [path.join(root, 'scripts/simulate.ts'), '--hours', String(hours), '--json', json],
    { stdio: 'ignore' },
  );
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the simulation ended with ${String(code)}`);
  const run = simulated.parse(JSON.parse(readFileSync(json, 'utf8')));
  rmSync(dir, { recursive: true, force: true });
  return [
    // Engine and virtual plant share this process, so the figure is on the safe side.
    atMost(`engine.residentAfter${String(hours)}h`, run.residentMb, 'MB', 250),
    figure('engine.simulationSpeed', run.timesRealTime, 'x real time'),
    atMost('engine.simulationOverruns', run.overruns, 'scans', 0),
  ];
}

const bench: Bench = async ({ args }) => {
  const quick = args.includes('quick');
  return [
    ...(await startTimes(quick ? 3 : 7)),
    ...(await atRealTime(quick ? 15 : 60)),
    ...(await simulatedDay(quick ? 1 : 24)),
  ];
};
export default bench;
