import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireDataDirLock, openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { killRounds, seeded } from '#test/faults/kill-historian.ts';
import { must, opened, tempDir } from './rig.ts';

const ROUNDS = 8;

describe('a process killed while it writes', () => {
  it(`loses nothing it acknowledged, in ${ROUNDS} rounds`, { timeout: 240_000 }, async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const report = await killRounds(ROUNDS, seeded(seed));
    expect(report.findings, `seed ${seed}`).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(ROUNDS);
    expect(report.stored).toBeGreaterThanOrEqual(report.acknowledged);
  });
});

describe('a second engine on the same data folder', () => {
  it('is refused by the process number of the first, which goes on', async () => {
    const dir = tempDir();
    const first = await opened(dir);
    const second = await openHistorian({ dataDir: dir, log: silentLog });
    expect(second.ok ? null : second.error.kind).toBe('locked');
    expect(second.ok ? '' : second.error.message).toMatch(new RegExp(`in use.*process ${process.pid} holds`));
    must(await first.loadState());
    await first.close();
    const third = await opened(dir);
    must(await third.loadState());
  });

  it('in another process is refused until that process is gone, however it went', { timeout: 60_000 }, async () => {
    const dir = tempDir();
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../faults/historian-worker.ts'), dir], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child.stdout, 'data');
    const refused = acquireDataDirLock(dir);
    expect(refused.ok ? null : refused.error.kind).toBe('locked');
    expect(refused.ok ? '' : refused.error.message).toContain(`process ${child.pid} holds`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    must(acquireDataDirLock(dir)).release();
  });
});
