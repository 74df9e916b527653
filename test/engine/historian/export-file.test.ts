import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAnalyst } from '#engine/historian/analysis/analyst.ts';
import { CalledOff, Pace } from '#engine/historian/analysis/pace.ts';
import { TargetError, TargetFile } from '#engine/historian/export/target.ts';
import { writeExport } from '#engine/historian/export/write-export.ts';
import { silentLog } from '#engine/platform/log.ts';
import { DAY_MS, MINUTE_MS, SPAN, history, jobOf, quiet } from './export-rig.ts';
import { DAY0_MS, opened, sample, scan, tempDir } from './rig.ts';

/** Gives a small disk of its own in memory to a folder; false where none may be mounted. */
function mountSmall(dir: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'muljigi-disk-'));
  const mounted = mountSmall(dir);
  if (mounted) execFileSync('umount', [dir]);
  rmSync(dir, { recursive: true, force: true });
  return mounted;
}

describe('the file that is written', () => {
  if (canMount())
    it('is removed when its disk is full, and the refusal says so', async () => {
      const disk = tempDir();
      mountSmall(disk);
      onTestFinished(() => {
        execFileSync('umount', ['-l', disk]);
      });
      const refused: unknown = await writeExport(history().reader, jobOf(disk, {}), quiet()).catch(
        (error: unknown) => error,
      );
      expect(refused instanceof TargetError ? refused.fault : refused).toMatchObject({
        kind: 'targetFull',
      });
      expect(readdirSync(disk)).toEqual([]);
    });

  it('is removed when the work is called off', async () => {
    const dir = tempDir();
    const off = new Int32Array(new SharedArrayBuffer(4));
    const pace = new Pace(off, () => Atomics.store(off, 0, 1));
    await expect(writeExport(history().reader, jobOf(dir, {}), pace)).rejects.toThrow(CalledOff);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('takes its place only as a whole: an older file of that name stays until then', async () => {
    const dir = tempDir();
    const path = join(dir, 'a.csv');
    const first = new TargetFile(path, '1');
    first.write('old');
    first.keep();
    const second = new TargetFile(path, '2');
    second.write('new');
    expect(readFileSync(path, 'utf8')).toBe('old');
    second.drop();
    expect(readdirSync(dir)).toEqual(['a.csv']);
    const third = new TargetFile(path, '3');
    third.write('new');
    third.keep();
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('says when the folder is gone, before and while it is written', () => {
    const kindOf = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        return error instanceof TargetError ? error.fault.kind : String(error);
      }
      return 'written';
    };
    const dir = join(tempDir(), 'stick');
    expect(kindOf(() => new TargetFile(join(dir, 'a.csv'), '1'))).toBe('targetGone');
    mkdirSync(dir);
    const file = new TargetFile(join(dir, 'a.csv'), '1');
    rmSync(dir, { recursive: true });
    expect(
      kindOf(() => {
        file.write('x');
        file.keep();
      }),
    ).toBe('targetGone');
    expect(existsSync(dir)).toBe(false);
    expect(kindOf(() => new TargetFile('relative.csv', '1'))).toBe('targetIo');
  });

  // Root may write anywhere; a plain account shows the refusal.
  if (process.getuid?.() !== 0 && process.platform !== 'win32')
    it('says when it may not be written', () => {
      const dir = join(tempDir(), 'closed');
      mkdirSync(dir);
      chmodSync(dir, 0o500);
      onTestFinished(() => chmodSync(dir, 0o700));
      expect(() => new TargetFile(join(dir, 'a.csv'), '1')).toThrow(/Choose a folder/);
    });
});

describe('the thread that writes', () => {
  it('writes beside the open history and leaves nothing when called off', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    await historian.commit(
      scan({
        grid: Array.from({ length: 1440 }, (_, i) => sample('A.pv', DAY0_MS + i * MINUTE_MS, i)),
      }),
    );
    const analyst = createAnalyst({ dataDir: dir, log: silentLog });
    onTestFinished(() => analyst.close());
    const outDir = tempDir();
    const done = await analyst.exportFile(jobOf(outDir, { format: 'parquet' }), {
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(done).toMatchObject({ ok: true, value: { rows: 1440 } });
    rmSync(join(outDir, 'out.parquet'));
    const abort = new AbortController();
    const running = analyst.exportFile(
      jobOf(outDir, { span: { fromMs: DAY0_MS - 900 * DAY_MS, toMs: SPAN.toMs } }),
      { onProgress: () => abort.abort(), signal: abort.signal },
    );
    expect(await running).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    expect(readdirSync(outDir)).toEqual([]);
    const gone = await analyst.exportFile(jobOf(join(outDir, 'no-such-folder'), {}), {
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(gone).toMatchObject({ ok: false, error: { kind: 'targetGone' } });
  });
});
