import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { err, ok } from '#core/result.ts';
import { JobNote } from '#engine/app/backup/job-note.ts';
import { JobRunner } from '#engine/app/backup/job-runner.ts';
import type { JobAsk } from '#engine/app/backup/job-runner.ts';
import { backupFault } from '#engine/backup/faults.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import { tempDirs } from '../temp-dir.ts';

const tempDir = tempDirs();
const runnerIn = (dataDir: string): JobRunner =>
  new JobRunner(systemClock, () => undefined, new JobNote(dataDir, silentLog));
const ask = (work: JobAsk['work']): JobAsk => ({
  what: 'backup',
  kind: 'manual',
  who: 'Kim',
  work,
});
const endless = new Promise<never>(() => undefined);

describe('work on a backup the engine died over', () => {
  it('is told as failed by the next engine, once, with who had begun it', () => {
    const dataDir = tempDir();
    expect(runnerIn(dataDir).begin(ask(() => endless)).ok).toBe(true);
    const next = runnerIn(dataDir);
    expect(next.last).toMatchObject({
      what: 'backup',
      kind: 'manual',
      who: 'Kim',
      state: 'failed',
      fault: { code: 'interrupted' },
    });
    expect(next.running).toBeNull();
    expect(runnerIn(dataDir).last).toBeNull();
  });

  it('does not say that nothing was changed once files were being exchanged', () => {
    const dataDir = tempDir();
    runnerIn(dataDir).begin(
      ask((control) => {
        control.commit('swap');
        return endless;
      }),
    );
    expect(runnerIn(dataDir).last).toMatchObject({
      phase: 'swap',
      fault: { code: 'interruptedSwap' },
    });
  });

  it('leaves nothing behind when it ended, and is told of when the stop of the engine ended it', async () => {
    const dataDir = tempDir();
    const runner = runnerIn(dataDir);
    for (const outcome of [ok({ dir: 'a' }), err(backupFault('damaged', 'x'))]) {
      runner.begin(ask(() => Promise.resolve(outcome)));
      await runner.idle();
      expect(readdirSync(dataDir)).toEqual([]);
    }
    let cancelled: () => void = () => undefined;
    runner.begin(
      ask(async () => {
        await new Promise<void>((resolve) => (cancelled = resolve));
        return err(backupFault('cancelled', 'x'));
      }),
    );
    const stopped = runner.stop();
    cancelled();
    await stopped;
    expect(runnerIn(dataDir).last).toMatchObject({
      state: 'failed',
      fault: { code: 'interrupted' },
    });
  });

  it('makes no trouble where the note cannot be read or written', () => {
    const dataDir = tempDir();
    writeFileSync(path.join(dataDir, 'backup-job.json'), '{"half');
    expect(runnerIn(dataDir).last).toBeNull();
    const file = path.join(dataDir, 'file');
    writeFileSync(file, '');
    expect(runnerIn(path.join(file, 'no-folder')).begin(ask(() => endless)).ok).toBe(true);
  });
});
