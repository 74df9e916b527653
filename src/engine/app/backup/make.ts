import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decryptFile, encryptFile, sealedKey } from '#engine/backup/age-files.ts';
import { stop } from '#engine/backup/faults.ts';
import {
  bytesBelow,
  copyFile,
  digestOf,
  filesBelow,
  freeBytesAt,
  syncPath,
} from '#engine/backup/files.ts';
import { missingPart, readManifest, storedName, writeWhole } from '#engine/backup/folders.ts';
import { checkHistory } from '#engine/backup/inspect.ts';
import { snapshotBackup } from '#engine/historian/snapshot-backup.ts';
import {
  AGE_ENDING,
  HISTORY_FILE,
  KEY_FILE,
  MANIFEST_FILE,
  PARTIAL_PREFIX,
  SETTINGS_FILE,
} from '#engine/ports/backup.ts';
import type { BackupFile, BackupManifest, FoundBackup } from '#engine/ports/backup.ts';
import { span } from './jobs.ts';
import type { JobWatch, MakeJob } from './jobs.ts';

/** Free space is asked again after so many bytes. */
const LOOK_EVERY_BYTES = 64_000_000;

/**
 * Makes a backup: copies the running history at one instant, opens the copy and checks it, adds
 * profile, settings and models, encrypts and reads back when asked, writes the manifest, and only
 * then gives the folder its name. Until then it is a `.partial-` folder that nobody takes for whole.
 * Throws `BackupStop` or the system's error; nothing of it is left then.
 */
export async function makeBackup(job: MakeJob, watch: JobWatch): Promise<FoundBackup> {
  const partial = path.join(job.folder, `${PARTIAL_PREFIX}${job.name}`);
  const sealed = job.encrypt.kind !== 'none';
  // The plain copy is made on the plant's own disk when what leaves it is encrypted: no plain byte touches the stick.
  const plain = sealed ? path.join(job.dataDir, `${PARTIAL_PREFIX}${job.name}`) : partial;
  try {
    checkSpace(job, sealed);
    for (const dir of [partial, plain]) {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir, { recursive: true, mode: 0o750 });
    }
    const half = sealed ? 0.45 : 0.6;
    await copyHistory(job, plain, watch, half);
    const facts = checkHistory(
      path.join(plain, HISTORY_FILE),
      span(watch, 'check', half, half + 0.15),
    );
    const files = gather(job, plain, span(watch, 'check', half + 0.15, half + 0.2));
    const stored = sealed ? await seal(job, plain, partial, files, watch, half + 0.2) : files;
    const manifest: BackupManifest = {
      format: 'muljigi-backup',
      formatVersion: 1,
      kind: job.kind,
      takenMs: job.takenMs,
      who: job.who,
      siteId: job.siteId,
      appVersion: job.appVersion,
      ...facts,
      tables: [...facts.tables],
      encryption: job.encrypt.kind,
      recipient: job.encrypt.kind === 'key' ? job.encrypt.recipient : null,
      files: stored,
      verifiedMs: Date.now(),
    };
    return finish(job, partial, manifest, watch);
  } finally {
    if (plain !== partial) rmSync(plain, { recursive: true, force: true });
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Refuses before anything is written when the disks would not take it, with both numbers. */
function checkSpace(job: MakeJob, sealed: boolean): void {
  mkdirSync(job.folder, { recursive: true, mode: 0o750 });
  const history = path.join(job.dataDir, HISTORY_FILE);
  const historyBytes = [history, `${history}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  const models = job.withModels ? bytesBelow(path.join(job.dataDir, 'models')) : 0;
  const bytes = Math.ceil((historyBytes + models + bytesBelow(job.profileDir)) * 1.02) + 1_000_000;
  if (job.longestFileBytes !== null && historyBytes > job.longestFileBytes)
    throw stop(
      'tooLarge',
      `the file system of ${job.folder} takes no file over ${String(job.longestFileBytes)} bytes, the history has ${String(historyBytes)}; format the drive as exFAT`,
      {
        path: job.folder,
        neededBytes: historyBytes,
        mostBytes: job.longestFileBytes,
      },
    );
  demandFree(job.folder, bytes + job.reserveBytes);
  if (sealed) demandFree(job.dataDir, bytes + job.reserveBytes);
}

/** Stops when a disk has less than this free. */
export function demandFree(place: string, neededBytes: number): void {
  const freeBytes = freeBytesAt(place);
  if (freeBytes < neededBytes)
    throw stop(
      'noSpace',
      `${place} has ${String(freeBytes)} bytes free, ${String(neededBytes)} are needed`,
      { path: place, freeBytes, neededBytes },
    );
}

async function copyHistory(
  job: MakeJob,
  plain: string,
  watch: JobWatch,
  until: number,
): Promise<void> {
  let lookedAt = 0;
  const copied = await snapshotBackup(
    path.join(job.dataDir, HISTORY_FILE),
    path.join(plain, HISTORY_FILE),
    {
      cancelled: watch.cancelled,
      onProgress: ({ copiedBytes, totalBytes }) => {
        watch.at('copy', totalBytes === 0 ? 0 : (until * copiedBytes) / totalBytes);
        if (copiedBytes - lookedAt < LOOK_EVERY_BYTES) return;
        lookedAt = copiedBytes;
        // Others write to the disk too: what is still to come must fit, and recording must go on.
        demandFree(plain, totalBytes - copiedBytes + job.reserveBytes / 2);
      },
    },
  );
  if (!copied.ok) {
    const { kind, message } = copied.error;
    throw stop(
      kind === 'diskFull'
        ? 'noSpace'
        : kind === 'readOnly'
          ? 'readOnly'
          : kind === 'corrupt'
            ? 'damaged'
            : 'io',
      message,
      { detail: message },
    );
  }
  if (copied.value === null) throw stop('cancelled', 'cancelled by a person');
}

/** Brings profile, settings and models beside the copied history, and describes all of them. */
function gather(job: MakeJob, plain: string, watch: ReturnType<typeof span>): BackupFile[] {
  const files: BackupFile[] = [
    {
      path: HISTORY_FILE,
      role: 'history',
      ...digestOf(path.join(plain, HISTORY_FILE), watch),
      stored: null,
    },
  ];
  const quiet = { progress: (): void => undefined, cancelled: watch.cancelled };
  const take = (from: string, inner: string, role: BackupFile['role']): void => {
    files.push({
      path: inner,
      role,
      ...copyFile(from, path.join(plain, inner), quiet),
      stored: null,
    });
  };
  for (const file of filesBelow(job.profileDir))
    take(path.join(job.profileDir, file), `profile/${file}`, 'profile');
  const models = path.join(job.dataDir, 'models');
  if (job.withModels)
    for (const file of filesBelow(models)) take(path.join(models, file), `models/${file}`, 'model');
  const settings = path.join(plain, SETTINGS_FILE);
  writeFileSync(settings, job.settings, { mode: 0o640 });
  syncPath(settings);
  files.push({ path: SETTINGS_FILE, role: 'settings', ...digestOf(settings, quiet), stored: null });
  return files;
}

/** Encrypts every file into the backup's folder, reads each back, opens it again and compares it with what went in. */
async function seal(
  job: MakeJob,
  plain: string,
  partial: string,
  files: readonly BackupFile[],
  watch: JobWatch,
  from: number,
): Promise<BackupFile[]> {
  if (job.encrypt.kind === 'none') return [...files];
  const key = await sealedKey(job.encrypt);
  const keyFile = path.join(partial, KEY_FILE);
  writeFileSync(keyFile, key.sealed, { mode: 0o640 });
  syncPath(keyFile);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const room = 0.97 - from;
  const stored: BackupFile[] = [];
  let done = 0;
  for (const file of files) {
    const sealed = path.join(partial, `${file.path}${AGE_ENDING}`);
    mkdirSync(path.dirname(sealed), { recursive: true });
    const begin = from + (room * done) / total;
    const end = from + (room * (done + file.bytes)) / total;
    const middle = (begin + end) / 2;
    const digest = await encryptFile(
      path.join(plain, file.path),
      sealed,
      file.bytes,
      key.recipient,
      span(watch, 'encrypt', begin, middle),
    );
    const back = await decryptFile(
      sealed,
      null,
      digest.bytes,
      key.identity,
      span(watch, 'readBack', middle, end),
    );
    if (back.sha256 !== file.sha256)
      throw stop(
        'damaged',
        `${sealed} reads back differently from what was written; the drive may be failing`,
        { file: sealed },
      );
    stored.push({ ...file, stored: digest });
    done += file.bytes;
  }
  return stored;
}

/** Manifest, a last look at what lies there, and the name. */
function finish(
  job: MakeJob,
  partial: string,
  manifest: BackupManifest,
  watch: JobWatch,
): FoundBackup {
  writeWhole(path.join(partial, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  // History and settings were read back when they were described, encrypted files when they were sealed.
  if (job.encrypt.kind === 'none') {
    for (const file of manifest.files) {
      if (file.role === 'history' || file.role === 'settings') continue;
      const back = digestOf(
        path.join(partial, storedName(file)),
        span(watch, 'readBack', 0.8, 0.98),
      );
      if (back.sha256 !== file.sha256)
        throw stop(
          'damaged',
          `${file.path} reads back differently from what was written; the drive may be failing`,
          { file: file.path },
        );
    }
  }
  const read = readManifest(partial);
  const problem = read.ok ? missingPart(partial, read.value) : read.error.message;
  if (problem !== null) throw stop('damaged', problem, { file: partial });
  const dir = freeName(path.join(job.folder, job.name));
  renameSync(partial, dir);
  syncPath(job.folder);
  watch.at('readBack', 1);
  return {
    dir,
    manifest,
    bytes: manifest.files.reduce((sum, file) => sum + (file.stored?.bytes ?? file.bytes), 0),
  };
}

/** Two within one second, or a clock set back: the later one gets a number. */
function freeName(dir: string): string {
  for (let i = 2; ; i++) {
    const name = i === 2 ? dir : `${dir}-${String(i - 1)}`;
    if (!existsSync(name)) return name;
  }
}
