import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { RpcClient } from '#engine/rpc/client.ts';
import type { EngineStatus } from '#contract/snapshot.ts';
import { verifyReceiptChain } from '#engine/historian/index.ts';
import { engineChildren } from './engine-child.ts';
import { tempDirs } from './temp-dir.ts';

// Real processes with the virtual plant as their child; a busy machine takes its time.
vi.setConfig({ testTimeout: 90_000 });
const tempDir = tempDirs();
const start = engineChildren();
const root = path.resolve(import.meta.dirname, '../../..');

async function statusWhere(
  client: RpcClient,
  holds: (status: EngineStatus) => boolean,
): Promise<EngineStatus> {
  for (;;) {
    const status = await client.call('status.get', {});
    if (!status.ok) throw new Error(status.error.message);
    if (holds(status.value)) return status.value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const filter = {
  fromMs: null,
  toMs: null,
  kinds: null,
  maxPriority: null,
  subject: null,
  beforeSeq: null,
  limit: 200,
};
async function codes(client: RpcClient): Promise<string[]> {
  const listed = await client.call('events.list', filter);
  return listed.ok ? listed.value.map(({ code }) => code) : [];
}
/** Processes whose command line names this folder. */
function processesOf(dir: string): number[] {
  return readdirPids().filter((pid) => {
    try {
      return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(dir);
    } catch {
      return false;
    }
  });
}
function readdirPids(): number[] {
  const out = existsSync('/proc') ? process.getBuiltinModule('node:fs').readdirSync('/proc') : [];
  return out.map(Number).filter((pid) => pid > 0);
}

describe('the engine process with its virtual plant', () => {
  it('commands the plant, ends in order on SIGTERM with its child, and goes on after the next start', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const engine = await start({ dataDir });
    expect(engine.said).toMatchObject({ ready: true, socket: engine.socket });
    const client = await engine.client();
    await statusWhere(client, ({ control, scan }) => control.mode === 'remote' && scan.count > 3);
    const profile = await client.call('profile.get', {});
    if (!profile.ok) throw new Error(profile.error.message);
    let done = null;
    for (const unit of profile.value.machines
      .filter(({ kind }) => kind === 'agitator')
      .flatMap(({ units }) => units)) {
      const answer = await client.call('intent.submit', {
        intent: {
          type: 'machine',
          requestId: `process-${unit.id}`,
          who: 'kim',
          why: '',
          unit: unit.id,
          action: 'start',
        },
      });
      if (answer.ok && answer.value.outcome === 'confirmed') {
        done = answer.value;
        break;
      }
    }
    expect(done).not.toBeNull();
    await expect.poll(() => codes(client), { timeout: 30_000 }).toContain('command.feedback');
    expect(await engine.stop()).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);

    const again = await start({ dataDir });
    const second = await again.client();
    await statusWhere(second, ({ link }) => link.state === 'connected');
    const told = await codes(second);
    expect(told.filter((code) => code === 'system.started')).toHaveLength(2);
    expect(told).toContain('system.stopped');
    expect(told).not.toContain('system.restoredAfterCrash');
    const receipts = await second.call('receipts.list', { limit: 100, unit: null });
    expect(receipts.ok && verifyReceiptChain([...receipts.value].reverse())).toBeNull();
    expect(receipts.ok && receipts.value.map(({ hash }) => hash)).toContain(done!.hash);
  });

  it('leaves no plant behind when it is killed, and says so at the next start', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const engine = await start({ dataDir });
    await statusWhere(
      await engine.client(),
      ({ link, scan }) => link.state === 'connected' && scan.count > 3,
    );
    await engine.stop('SIGKILL');
    await expect.poll(() => processesOf(dataDir), { timeout: 15_000 }).toEqual([]);
    const again = await start({ dataDir });
    const client = await again.client();
    await expect
      .poll(() => codes(client), { timeout: 15_000 })
      .toContain('system.restoredAfterCrash');
  });

  it('starts a virtual plant that died again and polls on', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const engine = await start({ dataDir });
    const client = await engine.client();
    await statusWhere(
      client,
      ({ link, control }) => link.state === 'connected' && control.aiSwitch !== null,
    );
    const plant = processesOf(dataDir).find((pid) => pid !== engine.process.pid)!;
    process.kill(plant, 'SIGKILL');
    await expect
      .poll(() => codes(client), { timeout: 30_000 })
      .toContain('system.virtualPlantRestarted');
    const status = await statusWhere(client, ({ link }) => link.state === 'connected');
    expect(status.scan.overruns).toBeLessThan(5);
  });

  it('stops when it is asked to over the socket', async () => {
    const engine = await start({ dataDir: path.join(tempDir(), 'data') });
    const client = await engine.client();
    expect(await client.call('engine.stop', { who: 'kim' })).toEqual({ ok: true, value: {} });
    expect(await engine.exit).toBe(0);
    expect(existsSync(engine.socket)).toBe(false);
  });
});

describe('a run without a window', () => {
  it('shows the plant, gives a real command and writes what it polled, stored and commanded', async () => {
    const dir = tempDir();
    const json = path.join(dir, 'run.json');
    const child = spawn(
      process.execPath,
      [
        path.join(root, 'src/engine/app/headless.ts'),
        '--headless',
        '--for',
        '14s',
        '--speed',
        '20',
        '--json',
        json,
        '--data-dir',
        path.join(dir, 'data'),
        '--socket',
        path.join(dir, 'run.sock'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(text).toMatch(/levels +\S+\.level/);
    const report = JSON.parse(readFileSync(json, 'utf8')) as {
      polled: { answers: number; tagsRead: number };
      stored: { changeRows: number };
      commanded: { outcome: string; intent: { action: string } }[];
      lastValues: Record<string, { quality: string }>;
    };
    expect(report.polled.answers).toBeGreaterThan(20);
    expect(report.polled.tagsRead).toBe(Object.keys(report.lastValues).length);
    expect(report.stored.changeRows).toBeGreaterThan(100);
    expect(report.commanded[0]).toMatchObject({
      outcome: 'confirmed',
      intent: { action: 'start' },
    });
  });
});
