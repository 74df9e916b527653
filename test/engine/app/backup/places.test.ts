import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AutomaticBackups } from '#engine/app/backup/automatic.ts';
import { readManifest, surplus } from '#engine/backup/index.ts';
import type { FoundBackup } from '#engine/ports/backup.ts';
import { silentLog } from '#engine/platform/log.ts';
import { must, tempDir } from '../../historian/rig.ts';
import { backupRigs } from './rig.ts';
import type { BackupRig } from './rig.ts';

vi.setConfig({ testTimeout: 240_000 });
const rigOf = backupRigs();
const DAY_MS = 86_400_000;

const automatic = (rig: BackupRig, onWaiting = (): void => undefined): AutomaticBackups =>
  new AutomaticBackups({
    service: rig.service,
    clock: rig.clock,
    log: silentLog,
    timeZone: 'Asia/Seoul',
    drives: () => Promise.resolve(rig.drives),
    onWaiting,
  });

/** A small disk of its own; null where this computer lets nobody mount one. */
function smallDisk(megabytes: number): string | null {
  const dir = tempDir();
  const mounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'none', dir]).status ===
    0;
  if (!mounted) return null;
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  return dir;
}

describe('a drive', () => {
  it('with too little room is refused with both numbers and nothing is left on it', async () => {
    const disk = smallDisk(1);
    const rig = await rigOf();
    await rig.fill(0, 30);
    const folder = disk ?? path.join(tempDir(), 'none');
    if (disk === null)
      rig.drives.push({
        mount: folder,
        label: 'S',
        model: '',
        fsType: 'vfat',
        sizeBytes: 1,
        freeBytes: 1,
        writable: true,
      });
    const job = await rig.ended(rig.service.start('monthly', folder, { kind: 'none' }, 'kim'));
    if (disk === null) return;
    expect(job).toMatchObject({ state: 'failed', fault: { code: 'noSpace' } });
    const { neededBytes, freeBytes } = job.fault!.params as {
      neededBytes: number;
      freeBytes: number;
    };
    expect(freeBytes).toBeLessThanOrEqual(1_048_576);
    expect(neededBytes).toBeGreaterThan(freeBytes);
    expect(readdirSync(folder)).toEqual([]);
    expect(rig.service.status().failed).toMatchObject({
      kind: 'monthly',
      fault: { code: 'noSpace' },
    });
  });

  it('that is plugged in gets the monthly one by itself, and waiting for it is told once', async () => {
    const rig = await rigOf();
    await rig.fill(0, 30);
    must(
      await rig.service.choose(
        { ...rig.service.status().settings, external: { mode: 'auto', folder: null } },
        'kim',
      ),
    );
    let told = 0;
    const jobs = automatic(rig, () => told++);
    await jobs.look();
    await jobs.look();
    expect(told).toBe(1);
    expect(rig.service.status()).toMatchObject({ monthlyDue: true, last: { kind: 'weekly' } });
    const mount = smallDisk(64) ?? tempDir();
    rig.drives.push({
      mount,
      label: 'STICK',
      model: '',
      fsType: 'vfat',
      sizeBytes: 64e6,
      freeBytes: 64e6,
      writable: true,
    });
    await jobs.look();
    const [name] = readdirSync(path.join(mount, 'muljigi-backup'));
    expect(name).toMatch(/^monthly-/);
    expect(must(readManifest(path.join(mount, 'muljigi-backup', name!)))).toMatchObject({
      kind: 'monthly',
      who: 'engine',
    });
    expect(rig.service.status()).toMatchObject({ monthlyDue: false });
    const listed = await rig.service.list(null);
    expect(listed.items.map(({ place, kind }) => [place, kind])).toContainEqual([
      'drive',
      'monthly',
    ]);
  });

  it('that cannot be written says so', async () => {
    const rig = await rigOf();
    const file = path.join(tempDir(), 'a-file');
    writeFileSync(file, '');
    const job = await rig.ended(
      rig.service.start('monthly', path.join(file, 'inside'), { kind: 'none' }, 'kim'),
    );
    expect(job).toMatchObject({ state: 'failed', fault: { code: 'noFolder' } });
  });
});

describe('automatic ones', () => {
  it('come each night, keep as many as was chosen, and are tried each week', async () => {
    const rig = await rigOf();
    await rig.fill(0, 10);
    must(
      await rig.service.choose(
        {
          ...rig.service.status().settings,
          keepDaily: 2,
          keepWeekly: 1,
          external: { mode: 'off', folder: null },
        },
        'kim',
      ),
    );
    const jobs = automatic(rig);
    for (let night = 0; night < 4; night++) {
      await jobs.look();
      rig.clock.atMs += DAY_MS;
    }
    const kinds = readdirSync(path.join(rig.dataDir, 'backups')).map((name) => name.split('-')[0]);
    expect(kinds.sort()).toEqual(['daily', 'daily', 'weekly']);
    expect(rig.service.status().restoreTest).toMatchObject({ ok: true, opened: true, fault: null });
    const entries = must(
      await rig.historian.entries({
        kinds: ['backup', 'restoreTest'],
        versions: 'latest',
        limit: 50,
      }),
    );
    expect(entries.filter(({ kind }) => kind === 'backup')).toHaveLength(4);
    expect(entries.filter(({ kind }) => kind === 'restoreTest').length).toBe(2);
  });

  it('never let go of the newest good one, however few are kept', () => {
    const found = (kind: FoundBackup['manifest']['kind'], takenMs: number): FoundBackup => ({
      dir: `/${kind}-${String(takenMs)}`,
      bytes: 1,
      manifest: { kind, takenMs } as FoundBackup['manifest'],
    });
    const all = [
      found('daily', 5),
      found('daily', 4),
      found('weekly', 3),
      found('daily', 2),
      found('manual', 1),
    ];
    expect(surplus(all, 'daily', 1).map(({ manifest }) => manifest.takenMs)).toEqual([2, 4]);
    expect(surplus(all, 'daily', 0).map(({ manifest }) => manifest.takenMs)).toEqual([2, 4]);
    expect(surplus(all, 'weekly', 1)).toEqual([]);
    expect(surplus(all, 'manual', 0)).toEqual([]);
  });

  it('after a failure wait, and leave the plan of the other jobs alone', async () => {
    const rig = await rigOf();
    const blocked = path.join(tempDir(), 'file');
    const settings = {
      ...rig.service.status().settings,
      folder: path.join(blocked, 'backups'),
      external: { mode: 'off', folder: null },
    } as const;
    must(await rig.service.choose(settings, 'kim'));
    writeFileSync(blocked, '');
    // A place that cannot be one is named as soon as it is chosen, not by the first night's failure.
    expect(
      await rig.service.choose({ ...settings, folder: path.join(blocked, 'other') }, 'kim'),
    ).toMatchObject({
      ok: false,
      error: { messageCode: 'backup.unfitFolder', params: { detail: 'ENOTDIR' } },
    });
    expect(rig.service.status().settings.folder).toBe(settings.folder);
    const jobs = automatic(rig);
    await jobs.look();
    const first = rig.service.status().lastJob!.id;
    await jobs.look();
    expect(rig.service.status().lastJob!.id).toBe(first);
    const folder = path.join(tempDir(), 'backups');
    mkdirSync(folder);
    must(await rig.service.choose({ ...rig.service.status().settings, folder }, 'kim'));
    const made = await rig.ended(rig.service.start('manual', null, { kind: 'none' }, 'kim'));
    expect(existsSync(made.dir!)).toBe(true);
    expect(rig.service.status().failed).toBeNull();
  });
});
