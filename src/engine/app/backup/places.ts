import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { BackupSettings } from '#contract/backup.ts';
import type { RpcError } from '#contract/wire.ts';
import { lookInto, unfit, writeWhole } from '#engine/backup/folders.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { HISTORY_FILE } from '#engine/ports/backup.ts';
import type { FoundBackup } from '#engine/ports/backup.ts';
import type { RecoveryCandidate } from '#engine/ports/recovery.ts';

/** Folder of backups inside the data folder, when no other was chosen. */
export const LOCAL_FOLDER = 'backups';
/** Folder of our own on an external drive. */
export const DRIVE_FOLDER = 'muljigi-backup';
/** Profile that was brought back from a backup; it is read instead of the delivered one. */
export const RESTORED_PROFILE = 'profile';
const PLACES_FILE = 'backup-places.json';

const placesSchema = z.object({ folders: z.array(z.string()) });

/** Writes beside the history where its copies are, since a damaged history cannot tell. */
export function notePlaces(dataDir: string, folders: readonly string[]): void {
  writeWhole(path.join(dataDir, PLACES_FILE), `${JSON.stringify({ folders }, null, 2)}\n`);
}

function notedPlaces(dataDir: string): string[] {
  try {
    return placesSchema.parse(JSON.parse(readFileSync(path.join(dataDir, PLACES_FILE), 'utf8')))
      .folders;
  } catch {
    return [];
  }
}

/** Every finished backup in the places of a data folder, newest first. */
export function knownBackups(dataDir: string): FoundBackup[] {
  const folders = new Set([path.join(dataDir, LOCAL_FOLDER), ...notedPlaces(dataDir)]);
  return [...folders]
    .flatMap((folder) => lookInto(folder).found)
    .sort((a, b) => b.manifest.takenMs - a.manifest.takenMs);
}

/**
 * Earlier states of the history that can be brought back without a person: plain, finished and
 * verified backups of this plant, newest first. Encrypted ones need a key that is not kept here.
 */
export function backupCandidates(dataDir: string, plant: string): RecoveryCandidate[] {
  return knownBackups(dataDir)
    .filter(({ manifest }) => manifest.encryption === 'none' && manifest.siteId === plant)
    .map(({ dir, manifest }) => ({
      path: path.join(dir, HISTORY_FILE),
      takenMs: manifest.takenMs,
      journalSeq: manifest.journalSeq,
    }));
}

/** Why chosen folders are not taken; null when they are. A drive for copies may be away, the standing folder may not. */
export function refusedFolder(chosen: BackupSettings, before: BackupSettings): RpcError | null {
  const { folder, external } = chosen;
  for (const each of [folder, external.folder])
    if (each !== null && !path.isAbsolute(each))
      return rpcFault('badRequest', `${each} is not a whole path`, 'backup.relative', { path: each });
  if (folder === null || folder === before.folder) return null;
  const detail = unfit(folder);
  return detail === null
    ? null
    : rpcFault('badRequest', `${folder} cannot hold backups: ${detail}`, 'backup.unfitFolder', {
        path: folder,
        detail,
      });
}
