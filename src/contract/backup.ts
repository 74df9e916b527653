import { z } from 'zod';

/** Copies of the data, their tests, and bringing one back. */

const none = z.object({});
const who = z.string().trim().min(1).max(80);
const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59');
const folderPath = z.string().trim().min(1).max(400);
const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const backupKind = z.enum(['daily', 'weekly', 'monthly', 'manual', 'beforeRestore']);
export type BackupKindName = z.infer<typeof backupKind>;

/** What a person may choose; the profile gives the beginning. */
export const backupSettings = z
  .object({
    /** Local time of the daily one; the weekly one and the monthly one come in its place. */
    dailyAt: hhmm,
    /** ISO weekday of the weekly one and of the restore test; day of the month of the monthly one. */
    weeklyOn: z.int().min(1).max(7),
    restoreTestOn: z.int().min(1).max(7),
    monthlyOn: z.int().min(1).max(28),
    keepDaily: z.int().min(1).max(60),
    keepWeekly: z.int().min(1).max(60),
    keepMonthly: z.int().min(1).max(120),
    /** Folder of daily and weekly ones; null: in the data folder. */
    folder: folderPath.nullable(),
    external: z.object({
      /** `auto`: made as soon as it is due and a drive is there; `ask`: a person presses the button; `off`: none. */
      mode: z.enum(['auto', 'ask', 'off']),
      /** A fixed place such as a network drive; null: any external drive that is plugged in. */
      folder: folderPath.nullable(),
    }),
    /** Which automatic ones are encrypted. */
    encrypt: z.enum(['off', 'external', 'all']),
    /** Public half of the site's key pair. */
    recipient: z
      .string()
      .regex(/^age1[02-9ac-hj-np-z]{58}$/, 'age1 and 58 characters')
      .nullable(),
  })
  .refine(({ encrypt, recipient }) => encrypt === 'off' || recipient !== null, {
    message: 'automatic encryption needs a key pair: make one first',
    path: ['encrypt'],
  });
export type BackupSettings = z.infer<typeof backupSettings>;

const fault = z.object({ code: z.string(), message: z.string(), params });

export const backupItem = z.object({
  dir: z.string(),
  kind: backupKind,
  takenMs: z.number(),
  bytes: z.number(),
  encryption: z.enum(['none', 'passphrase', 'key']),
  who: z.string(),
  siteId: z.string(),
  appVersion: z.string(),
  lastMs: z.number().nullable(),
  verifiedMs: z.number(),
  place: z.enum(['local', 'drive', 'folder']),
  /** Result of a restore test of this very one; null when it was not tried. */
  tested: z.boolean().nullable(),
});
export type BackupItem = z.infer<typeof backupItem>;

export const backupDrive = z.object({
  mount: z.string(),
  label: z.string(),
  model: z.string(),
  fsType: z.string(),
  sizeBytes: z.number(),
  freeBytes: z.number(),
  writable: z.boolean(),
});
export type BackupDrive = z.infer<typeof backupDrive>;

export const restorePart = z.enum(['history', 'profile', 'settings']);
export type RestorePart = z.infer<typeof restorePart>;

/** Work that is under way, or the last one that ended. */
export const backupJob = z.object({
  id: z.string(),
  what: z.enum(['backup', 'restore', 'test', 'preview']),
  kind: backupKind.nullable(),
  phase: z.enum([
    'copy',
    'check',
    'encrypt',
    'readBack',
    'unpack',
    'count',
    'upgrade',
    'swap',
    'remove',
  ]),
  share: z.number(),
  who: z.string(),
  startedMs: z.number(),
  tookMs: z.number(),
  cancellable: z.boolean(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Folder of the backup that was made, tested or brought back. */
  dir: z.string().nullable(),
  fault: fault.nullable(),
});
export type BackupJobView = z.infer<typeof backupJob>;

export const backupStatus = z.object({
  settings: backupSettings,
  /** Folder of daily and weekly ones, as it is used. */
  folder: z.string(),
  freeBytes: z.number().nullable(),
  /** What the next one needs there, with what is kept free for recording. */
  neededBytes: z.number(),
  last: z
    .object({ dir: z.string(), kind: backupKind, takenMs: z.number(), bytes: z.number() })
    .nullable(),
  lastExternal: z.object({ dir: z.string(), takenMs: z.number() }).nullable(),
  /** Last automatic one that failed, when none has worked since. */
  failed: z.object({ atMs: z.number(), kind: backupKind, fault }).nullable(),
  next: z.object({
    dailyMs: z.number(),
    weeklyMs: z.number(),
    monthlyMs: z.number(),
    restoreTestMs: z.number(),
  }),
  /** The monthly one is due: it waits for a drive, or for a person. */
  monthlyDue: z.boolean(),
  restoreTest: z
    .object({
      atMs: z.number(),
      dir: z.string(),
      ok: z.boolean(),
      opened: z.boolean(),
      tookMs: z.number(),
      rows: z.number(),
      fault: fault.nullable(),
    })
    .nullable(),
  /** The profile that was brought back is read at the next start of the engine. */
  restartNeeded: z.boolean(),
  job: backupJob.nullable(),
  lastJob: backupJob.nullable(),
});
export type BackupStatus = z.infer<typeof backupStatus>;

/** What opens an encrypted backup. Never stored, never logged. */
export const openWith = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('passphrase'), passphrase: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('recoveryCode'), code: z.string().min(1).max(200) }),
]);

export const restorePreview = z.object({
  item: backupItem,
  tables: z.array(
    z.object({
      /** What a person calls it: measured minutes, states, events, commands, entries, values beside. */
      group: z.enum(['samples', 'changes', 'events', 'commands', 'entries', 'derived']),
      rowsNow: z.number(),
      rowsThen: z.number(),
      newestNowMs: z.number().nullable(),
      newestThenMs: z.number().nullable(),
    }),
  ),
  /** From here to there is what the backup does not hold; null when it holds all. */
  missing: z.object({ fromMs: z.number(), toMs: z.number() }).nullable(),
  /** Whether the journal of the last days closes that gap by itself. */
  journal: z.enum(['all', 'part', 'none']),
  profile: z.array(
    z.object({ name: z.string(), change: z.enum(['same', 'changed', 'added', 'removed']) }),
  ),
  settings: z.array(
    z.object({ name: z.string(), now: z.string().nullable(), then: z.string().nullable() }),
  ),
  /** Format of the backup when it is older than this program's. */
  migrateFrom: z.int().nullable(),
  /** The backup is of another plant than the one that runs. */
  otherSite: z.boolean(),
});
export type RestorePreview = z.infer<typeof restorePreview>;

export const backupQueries = {
  'backup.status': { params: none, result: backupStatus },
  /** Backups in the standard places, or in a folder or drive. Newest first. */
  'backup.list': {
    params: z.object({ folder: folderPath.nullable() }),
    result: z.object({
      items: z.array(backupItem),
      unusable: z.array(z.object({ dir: z.string(), code: z.string(), detail: z.string() })),
    }),
  },
  'backup.drives': { params: none, result: z.array(backupDrive) },
  /** What a restore would change. Takes as long as counting the rows takes. */
  'backup.preview': {
    params: z.object({ dir: folderPath, open: openWith }),
    result: restorePreview,
  },
} as const;

export const backupCommands = {
  /** Starts one now. `folder` null: the standard folder; a drive's mount: a folder of its own on it. */
  'backup.start': {
    params: z.object({
      who,
      kind: z.enum(['manual', 'monthly']),
      folder: folderPath.nullable(),
      encrypt: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('none') }),
        z.object({ kind: z.literal('passphrase'), passphrase: z.string().max(500) }),
        z.object({ kind: z.literal('key') }),
      ]),
    }),
    result: backupJob,
  },
  'backup.cancel': { params: z.object({ id: z.string() }), result: backupJob },
  /** Tries the newest one, or the named one, in a folder of its own. */
  'backup.test': {
    params: z.object({ who, dir: folderPath.nullable(), open: openWith }),
    result: backupJob,
  },
  'backup.restore': {
    params: z.object({
      who,
      dir: folderPath,
      parts: z.array(restorePart).min(1),
      open: openWith,
      takenMs: z.number(),
    }),
    result: backupJob,
  },
  'backup.settings': { params: z.object({ who, settings: backupSettings }), result: backupStatus },
  /** Makes a key pair: the recipient is kept, the recovery code is in this answer and nowhere else. */
  'backup.newKey': {
    params: z.object({ who }),
    result: z.object({ recipient: z.string(), recoveryCode: z.string() }),
  },
} as const;

export const backupEvents = {
  /** Anything of the status changed, also how far the work is. */
  backup: backupStatus,
} as const;
