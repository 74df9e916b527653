import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import {
  FAT_LIMIT_BYTES,
  backupFault,
  isFat,
  lookInto,
  removeBackup,
  surplus,
} from '#engine/backup/index.ts';
import type { BackupFault, BackupKind, EncryptWith, FoundBackup } from '#engine/ports/backup.ts';
import type { BackupContext } from './context.ts';
import type { JobControl } from './job-runner.ts';
import { DRIVE_FOLDER } from './places.ts';
import { faultBody, faultParams } from './records.ts';
import { backupName } from './schedule.ts';

export interface MakeAsk {
  readonly kind: BackupKind;
  /** Who, as records name actors: `engine` or `person:NAME`. */
  readonly actor: string;
  /** Folder or mount of a drive; null: the standard folder. */
  readonly folder: string | null;
  readonly encrypt: EncryptWith;
}

/** So many copies from before a restore are kept. */
const KEEP_BEFORE_RESTORE = 2;

/** Makes one backup, records it, and lets go of those that are too many of its kind. */
export async function makeFlow(
  context: BackupContext,
  ask: MakeAsk,
  control: JobControl,
  from = 0,
  to = 1,
): Promise<Result<FoundBackup, BackupFault>> {
  const { options } = context;
  const { clock, dataDir, host } = options;
  const takenMs = clock.wallMs();
  const name = backupName(ask.kind, takenMs, host.profile.site.timeZone);
  const place = await placeOf(context, ask.folder);
  const settings = await context.settingsNow();
  const outcome: Result<FoundBackup, BackupFault> = !place.ok
    ? place
    : !settings.ok
      ? settings
      : await control.thread(
          {
            do: 'make',
            dataDir,
            folder: place.value.folder,
            name,
            kind: ask.kind,
            who: ask.actor,
            takenMs,
            siteId: host.profile.site.id,
            appVersion: options.appVersion,
            profileDir: options.profileDir,
            settings: settings.value,
            withModels: ask.kind !== 'daily',
            encrypt: ask.encrypt,
            reserveBytes: context.reserveBytes,
            longestFileBytes: place.value.longestFileBytes,
          },
          from,
          to,
        );
  const tookMs = clock.wallMs() - takenMs;
  if (!outcome.ok) {
    const { error } = outcome;
    const quiet = error.code === 'cancelled';
    options.log.warn(
      { code: error.code, reason: error.message, kind: ask.kind },
      'backup not made',
    );
    await context.tell({
      kind: 'backup',
      id: name,
      atMs: takenMs,
      actor: ask.actor,
      body: {
        result: quiet ? 'cancelled' : 'failed',
        kind: ask.kind,
        dir: place.ok ? place.value.folder : ask.folder,
        tookMs,
        fault: faultBody(error),
      },
      event: quiet
        ? null
        : { code: 'backup.failed', priority: 2, params: { name, ...faultParams(error) } },
    });
    return outcome;
  }
  const { dir, bytes, manifest } = outcome.value;
  await context.tell({
    kind: 'backup',
    id: name,
    atMs: takenMs,
    actor: ask.actor,
    body: {
      result: 'ok',
      kind: ask.kind,
      dir,
      bytes,
      tookMs,
      encryption: manifest.encryption,
      journalSeq: manifest.journalSeq,
      lastMs: manifest.lastMs,
    },
    event: { code: 'backup.done', priority: 5, params: { name: path.basename(dir), bytes } },
  });
  prune(context, path.dirname(dir), ask.kind);
  return ok(outcome.value);
}

interface Place {
  readonly folder: string;
  readonly longestFileBytes: number | null;
}

/** Where exactly: a drive gets a folder of our own on it; a drive that was pulled is told before anything begins. */
async function placeOf(
  context: BackupContext,
  folder: string | null,
): Promise<Result<Place, BackupFault>> {
  if (folder === null) return ok({ folder: context.localFolder(), longestFileBytes: null });
  if (!path.isAbsolute(folder))
    return err(backupFault('noFolder', `${folder} is not a whole path`, { path: folder }));
  const drives = await context.options.drives();
  const drive = drives.find(
    ({ mount }) => mount === folder || folder.startsWith(`${mount}${path.sep}`),
  );
  const longestFileBytes = drive !== undefined && isFat(drive.fsType) ? FAT_LIMIT_BYTES : null;
  return ok({
    folder: drive?.mount === folder ? path.join(folder, DRIVE_FOLDER) : folder,
    longestFileBytes,
  });
}

function prune(context: BackupContext, folder: string, kind: BackupKind): void {
  const { keepDaily, keepWeekly, keepMonthly } = context.settings();
  const keep = {
    daily: keepDaily,
    weekly: keepWeekly,
    monthly: keepMonthly,
    beforeRestore: KEEP_BEFORE_RESTORE,
    manual: Infinity,
  }[kind];
  // Those of another plant that was run here are that plant's to keep.
  const { id } = context.options.host.profile.site;
  const own = lookInto(folder).found.filter(({ manifest }) => manifest.siteId === id);
  for (const old of surplus(own, kind, keep)) {
    try {
      removeBackup(old);
      context.options.log.info({ dir: old.dir }, 'old backup removed');
    } catch (error) {
      context.options.log.warn(
        { dir: old.dir, error: String(error) },
        'old backup could not be removed',
      );
    }
  }
}
