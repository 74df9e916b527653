import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { AGE_ENDING, MANIFEST_FILE, PARTIAL_PREFIX, manifestSchema } from '../ports/backup.ts';
import type {
  BackupFault,
  BackupFile,
  BackupKind,
  BackupManifest,
  FoundBackup,
  UnusableBackup,
} from '../ports/backup.ts';
import { backupFault, faultOf } from './faults.ts';
import { syncPath } from './files.ts';

/** Name of a file of a backup as it lies on the disk. */
export const storedName = (file: BackupFile): string =>
  file.stored === null ? file.path : `${file.path}${AGE_ENDING}`;

/** Reads what a folder says of itself; it is not opened further. */
export function readManifest(dir: string): Result<BackupManifest, BackupFault> {
  const file = path.join(dir, MANIFEST_FILE);
  if (!existsSync(dir))
    return err(
      backupFault('noFolder', `${dir} is not there; is the drive plugged in?`, { path: dir }),
    );
  if (!existsSync(file))
    return err(
      backupFault('notABackup', `${dir} holds no ${MANIFEST_FILE}: it is not a finished backup`, {
        path: dir,
      }),
    );
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return err(
      error instanceof SyntaxError
        ? backupFault('damaged', `${file} cannot be read: ${error.message}`, { path: dir })
        : faultOf(error, file),
    );
  }
  const parsed = manifestSchema.safeParse(text);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(
    backupFault(
      'damaged',
      `${file} ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`,
      { path: dir },
    ),
  );
}

/** Puts a file in its place as a whole: never half of it is seen, whatever happens. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o640 });
  syncPath(`${file}.new`);
  renameSync(`${file}.new`, file);
  syncPath(path.dirname(file));
}

export interface FolderLook {
  /** Newest first. */
  readonly found: readonly FoundBackup[];
  readonly unusable: readonly UnusableBackup[];
}

/** The finished backups in a folder, or the one it is itself; files missing or of another length make one unusable. */
export function lookInto(folder: string): FolderLook {
  const found: FoundBackup[] = [];
  const unusable: UnusableBackup[] = [];
  const dirs = existsSync(path.join(folder, MANIFEST_FILE)) ? [folder] : subfolders(folder);
  for (const dir of dirs) {
    const manifest = readManifest(dir);
    if (!manifest.ok) {
      if (manifest.error.code !== 'notABackup')
        unusable.push({ dir, code: manifest.error.code, detail: manifest.error.message });
      continue;
    }
    const problem = missingPart(dir, manifest.value);
    if (problem !== null) unusable.push({ dir, code: 'damaged', detail: problem });
    else
      found.push({
        dir,
        manifest: manifest.value,
        bytes: manifest.value.files.reduce(
          (sum, file) => sum + (file.stored?.bytes ?? file.bytes),
          0,
        ),
      });
  }
  found.sort((a, b) => b.manifest.takenMs - a.manifest.takenMs);
  return { found, unusable };
}

/** First file that is not there or not as long as it was; null when all are. Quick: no content is read. */
export function missingPart(dir: string, manifest: BackupManifest): string | null {
  for (const file of manifest.files) {
    const name = storedName(file);
    const stats = statSync(path.join(dir, name), { throwIfNoEntry: false });
    const bytes = file.stored?.bytes ?? file.bytes;
    if (stats === undefined) return `${name} is missing`;
    if (stats.size !== bytes)
      return `${name} has ${String(stats.size)} bytes instead of ${String(bytes)}`;
  }
  return null;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(PARTIAL_PREFIX))
      .map((entry) => path.join(folder, entry.name));
  } catch {
    return [];
  }
}

/** Clears away what an interrupted backup left. Only folders with the name of unfinished ones are touched. */
export function clearPartial(folder: string): number {
  let cleared = 0;
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(PARTIAL_PREFIX)) continue;
      rmSync(path.join(folder, name), { recursive: true, force: true });
      cleared++;
    }
  } catch {
    // A folder that is not there or cannot be read holds nothing to clear.
  }
  return cleared;
}

/**
 * Which backups of a kind may go, oldest first, so that `keep` of them are left. Never the newest of
 * all kinds in the folder, and none of the kinds a person made.
 */
export function surplus(
  found: readonly FoundBackup[],
  kind: BackupKind,
  keep: number,
): FoundBackup[] {
  if (kind === 'manual') return [];
  const newest = found.reduce<FoundBackup | null>(
    (best, each) => (best === null || each.manifest.takenMs > best.manifest.takenMs ? each : best),
    null,
  );
  return found
    .filter(({ manifest }) => manifest.kind === kind)
    .sort((a, b) => b.manifest.takenMs - a.manifest.takenMs)
    .slice(Math.max(1, keep))
    .filter((each) => each !== newest)
    .reverse();
}

/** Removes a backup so that it never looks whole while it goes: its name goes first. */
export function removeBackup(backup: FoundBackup): void {
  const going = path.join(
    path.dirname(backup.dir),
    `${PARTIAL_PREFIX}${path.basename(backup.dir)}`,
  );
  renameSync(backup.dir, going);
  rmSync(going, { recursive: true, force: true });
}

/**
 * Why a folder that may not be there yet cannot be made or written, as the system calls it (`ENOTDIR`,
 * `EACCES`, `EROFS`, `ENOENT` for a drive that is not there); null when it can. Nothing is made.
 */
export function unfit(folder: string): string | null {
  let at = folder;
  while (!existsSync(at) && path.dirname(at) !== at) at = path.dirname(at);
  try {
    if (!statSync(at).isDirectory()) return 'ENOTDIR';
    accessSync(at, constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
