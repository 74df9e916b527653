import Database from 'better-sqlite3';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#core/signal/trend.ts';
import { snapshotBackup } from '#engine/historian/snapshot-backup.ts';
import type { SnapshotProgress } from '#engine/historian/snapshot-backup.ts';
import { Bench, DAY0_MS, must, sample, scan, tempDir } from './rig.ts';

const filled = (minutes: number): Bench => {
  const bench = new Bench();
  bench.commit(
    ...Array.from({ length: minutes }, (_, i) =>
      scan({
        grid: Array.from({ length: 50 }, (_, tag) =>
          sample(`T-${tag}.pv`, DAY0_MS + i * MINUTE_MS, i + tag / 8),
        ),
      }),
    ),
  );
  return bench;
};

describe('a copy of the running history', () => {
  it('holds one instant, whole, though scans are committed during the copy', async () => {
    const bench = filled(2_000);
    const target = join(tempDir(), 'copy.db');
    let minute = 2_000;
    const seen: SnapshotProgress[] = [];
    const copy = must(
      await snapshotBackup(bench.path, target, {
        onProgress(progress) {
          seen.push(progress);
          if (progress.copiedBytes === progress.totalBytes) return;
          bench.commit(scan({ grid: [sample('T-0.pv', DAY0_MS + minute++ * MINUTE_MS, 7)] }));
        },
      }),
    );
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)?.copiedBytes).toBe(seen.at(-1)?.totalBytes);
    expect(copy).toMatchObject({ lastMs: DAY0_MS + 1_999 * MINUTE_MS });
    const db = new Database(target, { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.prepare('SELECT count(*) FROM samples').pluck().get()).toBe(2_000 * 50);
    db.close();
    expect(readdirSync(join(target, '..'))).toEqual(['copy.db']);
    expect(bench.reader.prepare('SELECT count(*) FROM samples').pluck().get()).toBe(
      2_000 * 50 + minute - 2_000,
    );
  });

  it('leaves nothing behind when it is cancelled, and never overwrites a file', async () => {
    const bench = filled(2_000);
    const dir = tempDir();
    const target = join(dir, 'copy.db');
    let asked = 0;
    expect(
      must(await snapshotBackup(bench.path, target, { cancelled: () => ++asked > 2 })),
    ).toBeNull();
    expect(readdirSync(dir)).toEqual([]);
    must(await snapshotBackup(bench.path, target));
    const again = await snapshotBackup(bench.path, target);
    expect(again.ok ? '' : again.error.message).toMatch(/copy\.db.*is there already/);
    expect(existsSync(target)).toBe(true);
  });
});
