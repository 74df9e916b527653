import path from 'node:path';
import type { ResultOf } from '#contract/api.ts';
import type { BackupItem } from '#contract/backup.ts';
import type { RpcError } from '#contract/wire.ts';
import { freeBytesAt, lookInto } from '#engine/backup/index.ts';
import type { BackupFault, ExternalDrive } from '#engine/ports/backup.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { DRIVE_FOLDER } from './places.ts';
import { itemOf } from './present.ts';

interface Place {
  readonly folder: string;
  readonly place: BackupItem['place'];
}

/** Where backups usually lie: the standard folder, the fixed external place, our folder on each drive. */
export const usualPlaces = (
  local: string,
  external: string | null,
  drives: readonly ExternalDrive[],
): Place[] => [
  { folder: local, place: 'local' },
  ...(external === null ? [] : [{ folder: external, place: 'folder' as const }]),
  ...drives.map(({ mount }) => ({
    folder: path.join(mount, DRIVE_FOLDER),
    place: 'drive' as const,
  })),
];

/** A folder a person chose: one with backups, a backup itself, or a drive with our folder on it. */
export const givenPlaces = (folder: string): Place[] => [
  { folder, place: 'folder' },
  { folder: path.join(folder, DRIVE_FOLDER), place: 'folder' },
];

/** Every backup in some places, newest first, each once; and what looks like one but cannot be used. */
export function listBackups(
  places: readonly Place[],
  tested: ReadonlyMap<string, boolean>,
): ResultOf<'backup.list'> {
  const looks = places.map(({ folder, place }) => ({ place, ...lookInto(folder) }));
  const items = looks.flatMap(({ place, found }) =>
    found.map((each) => itemOf(each, place, tested)),
  );
  return {
    items: items
      .sort((a, b) => b.takenMs - a.takenMs)
      .filter((item, i, all) => all.findIndex(({ dir }) => dir === item.dir) === i),
    unusable: looks.flatMap(({ unusable }) => unusable.map((each) => ({ ...each }))),
  };
}

/** A fault as the window's error, with the code of its text. */
export const asRpc = (fault: BackupFault): RpcError =>
  rpcFault(
    fault.code === 'noFolder' || fault.code === 'notABackup' ? 'notFound' : 'refused',
    fault.message,
    `backupFault.${fault.code}`,
    { ...fault.params },
  );

/** Free space on the disk of a folder, bytes; null where the system does not tell. */
export const freeOrNull = (folder: string): number | null => {
  try {
    return freeBytesAt(folder);
  } catch {
    return null;
  }
};
