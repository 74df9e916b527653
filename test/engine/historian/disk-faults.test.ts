import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { acquireDataDirLock, openHistorian } from '#engine/historian/index.ts';
import { faultOf } from '#engine/historian/faults.ts';
import { MINUTE_MS } from '#core/signal/trend.ts';
import type { ScanRecord } from '#engine/ports/historian.ts';
import { silentLog } from '#engine/platform/log.ts';
import { Bench, DAY0_MS, must, opened, sample, scan, tempDir } from './rig.ts';

const isRoot = process.getuid?.() === 0;

/** A small disk of its own in memory; only root may mount one. */
function smallDisk(size: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'muljigi-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

function canMount(): boolean {
  if (!isRoot) return false;
  const dir = mkdtempSync(join(tmpdir(), 'muljigi-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], { stdio: 'ignore' });
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const bigScan = (minute: number): ScanRecord => scan({
  grid: Array.from({ length: 100 }, (_, i) => sample(`T-${i}.pv`, DAY0_MS + minute * MINUTE_MS, minute + i / 7)),
  state: { minute: String(minute) },
});

vi.setConfig({ testTimeout: 60_000 });

describe('a full disk', () => {
  if (canMount()) it('refuses the scan whole, keeps all that was acknowledged and goes on when there is room', async () => {
    const disk = smallDisk('3m');
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    const historian = await opened(join(disk, 'data'));
    let minute = 0;
    let refused = await historian.commit(bigScan(minute));
    while (refused.ok && minute < 5_000) refused = await historian.commit(bigScan(++minute));
    expect(refused.ok ? null : refused.error.kind).toBe('diskFull');
    expect(refused.ok ? '' : refused.error.message).toMatch(/No space left.*history\.db.*Free some space/);
    // Reading goes on while the disk is full, and shows exactly what was acknowledged.
    expect(must(await historian.loadState())).toEqual({ minute: String(minute - 1) });
    expect((await historian.commit(bigScan(minute))).ok).toBe(false);
    rmSync(ballast);
    must(await historian.commit(bigScan(minute)));
    expect(must(await historian.stats()).gridRows).toBe((minute + 1) * 100);
    await historian.close();
    const again = await opened(join(disk, 'data'));
    expect(must(await again.stats()).gridRows).toBe((minute + 1) * 100);
  });

  it('rolls a scan back in one piece, tags and days that were new in it included', () => {
    const bench = new Bench();
    bench.commit(scan({ state: { minute: 'none' } }));
    const limit = Number(bench.writerDb.pragma('page_count', { simple: true }));
    bench.writerDb.pragma(`max_page_count = ${limit}`);
    let caught: unknown = null;
    const large = scan({ grid: Array.from({ length: 3_000 }, (_, i) => sample(`T-${i}.pv`, DAY0_MS, i / 3)), state: { minute: '1' } });
    try {
      bench.commit(large);
    } catch (error) {
      caught = error;
    }
    expect(faultOf(caught, bench.path).kind).toBe('diskFull');
    expect(bench.reader.prepare('SELECT (SELECT count(*) FROM tag), (SELECT count(*) FROM samples), (SELECT count(*) FROM open_day)').raw().get()).toEqual([0, 0, 0]);
    bench.writerDb.pragma('max_page_count = 100000');
    bench.commit(large);
    expect(bench.reader.prepare('SELECT count(*), max(value) FROM samples').raw().get()).toEqual([3_000, 2_999 / 3]);
    expect(bench.reader.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});

describe('a folder that cannot be written', () => {
  const expectReadOnly = async (dir: string): Promise<void> => {
    const answer = await openHistorian({ dataDir: dir, log: silentLog });
    expect(answer.ok ? null : answer.error.kind).toBe('readOnly');
    expect(answer.ok ? '' : answer.error.message).toMatch(/cannot be written.*(EROFS|EACCES).*write permission.*--data-dir/);
    expect(acquireDataDirLock(dir).ok).toBe(false);
  };

  if (canMount()) it('on a disk mounted read-only is named with the way out', async () => {
    const disk = smallDisk('4m');
    const before = await opened(join(disk, 'data'));
    must(await before.commit(bigScan(0)));
    await before.close();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await expectReadOnly(join(disk, 'data'));
    await expectReadOnly(join(disk, 'new'));
  });

  // Root may write where permissions forbid it; then the read-only disk above is the proof.
  if (!isRoot) it('by its permissions is named with the way out', async () => {
    const dir = tempDir();
    chmodSync(dir, 0o555);
    await expectReadOnly(dir);
    chmodSync(dir, 0o755);
  });

  it('because a file stands in its place is named', async () => {
    const path = join(tempDir(), 'data');
    writeFileSync(path, '');
    const answer = await openHistorian({ dataDir: path, log: silentLog });
    expect(answer.ok ? '' : answer.error.message).toMatch(/EEXIST|ENOTDIR/);
  });
});
