import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DateTime } from 'luxon';
import { faultOf, lookInto } from '#engine/backup/index.ts';
import { setState } from '#engine/backup/inspect.ts';
import { acquireDataDirLock } from '#engine/historian/index.ts';
import { SCHEMA_VERSION } from '#engine/historian/migrations/index.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { HISTORY_FILE, PARTIAL_PREFIX } from '#engine/ports/backup.ts';
import type { BackupFault, FoundBackup, OpenWith } from '#engine/ports/backup.ts';
import type { JobWatch } from './jobs.ts';
import { placeFolder, placeHistory } from './place.ts';
import { DRIVE_FOLDER, RESTORED_PROFILE } from './places.ts';
import type { RestoreText } from './restore-texts.ts';
import { unpackBackup } from './unpack.ts';

export interface OfflineAsk {
  /** A backup, or a folder or drive with backups: then the newest. */
  readonly from: string;
  readonly dataDir: string;
  readonly open: OpenWith;
  /** Names the folder of what is put aside. */
  readonly nowMs: number;
  /** For the times that are told. */
  readonly timeZone: string;
  /** Kept free on the disk of the data folder, bytes. */
  readonly reserveBytes: number;
  readonly say: (text: RestoreText, params?: Readonly<Record<string, string | number>>) => void;
  readonly watch: JobWatch;
}

const EXIT = {
  ok: 0,
  usage: 2,
  locked: 4,
  notFound: 11,
  key: 12,
  damaged: 13,
  space: 7,
  other: 9,
} as const;

/**
 * Brings a backup back into a data folder that no engine has open, and says in words what it did.
 * Returns the exit code. Until everything is brought out and checked nothing in the folder changes;
 * a history that was there is kept aside.
 */
export async function restoreOffline(ask: OfflineAsk): Promise<number> {
  const { say, dataDir } = ask;
  const lock = acquireDataDirLock(dataDir);
  if (!lock.ok) {
    say(lock.error.kind === 'locked' ? 'failLocked' : 'io', {
      path: dataDir,
      detail: lock.error.message,
    });
    say('nothing');
    return lock.error.kind === 'locked' ? EXIT.locked : EXIT.other;
  }
  const work = path.join(dataDir, `${PARTIAL_PREFIX}restore`);
  try {
    const backup = newestIn(ask);
    if (backup === null) return EXIT.notFound;
    const { manifest, dir } = backup;
    say('phaseUnpack');
    const unpacked = await unpackBackup(
      {
        do: 'unpack',
        dir,
        open: ask.open,
        workDir: work,
        roles: ['history', 'profile', 'settings', 'model'],
        reserveBytes: ask.reserveBytes,
      },
      ask.watch,
    );
    say('checked', { rows: unpacked.rows.toLocaleString('en-US') });
    if (unpacked.migratedFrom !== null)
      say('migrated', { from: unpacked.migratedFrom, to: SCHEMA_VERSION });
    place(ask, work);
    if (manifest.lastMs !== null) say('lastRecord', { last: stamp(manifest.lastMs, ask.timeZone) });
    say('done');
    return EXIT.ok;
  } catch (error) {
    return refuse(faultOf(error, ask.from), ask);
  } finally {
    rmSync(work, { recursive: true, force: true });
    lock.value.release();
  }
}

const stamp = (tsMs: number, zone: string): string =>
  DateTime.fromMillis(tsMs, { zone }).toFormat('yyyy-MM-dd HH:mm');

/** The backup to bring back; tells what was found and what could not be used. */
function newestIn({ from, say, timeZone }: OfflineAsk): FoundBackup | null {
  const looks = [from, path.join(from, DRIVE_FOLDER)].map(lookInto);
  const found = looks
    .flatMap((look) => look.found)
    .sort((a, b) => b.manifest.takenMs - a.manifest.takenMs);
  for (const { dir, detail } of looks.flatMap((look) => look.unusable))
    say('failSkipped', { name: path.basename(dir), detail });
  const [newest] = found;
  if (newest === undefined) {
    say('failNone', { path: from });
    say('nothing');
    return null;
  }
  say('found', {
    name: path.basename(newest.dir),
    taken: stamp(newest.manifest.takenMs, timeZone),
    size: size(newest.bytes),
    encryption: newest.manifest.encryption === 'none' ? 'plain' : 'sealed',
  });
  if (found.length > 1) say('others', { count: found.length - 1 });
  return newest;
}

/** Puts everything that was brought out in its place. */
function place({ dataDir, say, nowMs, timeZone }: OfflineAsk, work: string): void {
  const aside = `before-${DateTime.fromMillis(nowMs, { zone: timeZone }).toFormat('yyyyMMdd-HHmmss')}`;
  const history = path.join(work, HISTORY_FILE);
  // It was running when it was copied; the next start is no start after a crash.
  setState(history, { 'engine.run': 'stopped' });
  const placed = placeHistory(dataDir, history, aside);
  if (placed.aside !== null) say('aside', { path: placed.aside });
  if (existsSync(path.join(work, 'models')))
    placeFolder(dataDir, 'models', path.join(work, 'models'), aside);
  const profile = readProfile(path.join(work, 'profile'));
  if (profile.ok) placeFolder(dataDir, RESTORED_PROFILE, path.join(work, 'profile'), aside);
  say('placed', { path: dataDir });
  if (profile.ok) say('profile');
  else
    say('profileSkipped', {
      detail: profile.error
        .map(({ file, path: at, rule }) => `${file} ${at}: ${rule}`)
        .slice(0, 3)
        .join('; '),
    });
}

function refuse({ code, message, params }: BackupFault, { say, from }: OfflineAsk): number {
  const bytes = (key: string): string => size(typeof params[key] === 'number' ? params[key] : 0);
  const words = Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, String(value)]),
  );
  say(code, {
    path: from,
    detail: message,
    ...words,
    neededSize: bytes('neededBytes'),
    freeSize: bytes('freeBytes'),
  });
  say('nothing');
  return code === 'wrongKey' || code === 'keyNeeded'
    ? EXIT.key
    : code === 'damaged'
      ? EXIT.damaged
      : code === 'noSpace'
        ? EXIT.space
        : EXIT.other;
}

/** 812 KB, 1.4 GB. */
function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let i = 0;
  for (; value >= 1000 && i < units.length - 1; i++) value /= 1000;
  return `${value.toFixed(i === 0 || value >= 100 ? 0 : 1)} ${units[i] ?? ''}`;
}
