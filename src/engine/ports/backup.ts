import { z } from 'zod';

/**
 * What a copy of the data is on disk: a folder `<kind>-YYYYMMDD-HHMMSS/` with `history.db`, the
 * profile, `settings.json`, models, and `manifest.json`, which describes them and is written last.
 */
export const MANIFEST_FILE = 'manifest.json';
export const HISTORY_FILE = 'history.db';
export const SETTINGS_FILE = 'settings.json';
/** Secret of an encrypted backup, itself sealed by the passphrase or to the site's key. */
export const KEY_FILE = 'key.age';
/** Ending of an encrypted file; the rest of its name stays. */
export const AGE_ENDING = '.age';
/** Folders whose name begins like this are being written, or were when the power went. */
export const PARTIAL_PREFIX = '.partial-';

export const BACKUP_KINDS = ['daily', 'weekly', 'monthly', 'manual', 'beforeRestore'] as const;
export type BackupKind = (typeof BACKUP_KINDS)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
/** Relative, forward slashes, no step upwards: a manifest from a foreign stick must not reach outside its folder. */
const innerPath = z
  .string()
  .min(1)
  .max(400)
  .refine(
    (path) =>
      !/^[/\\]|[\\\0:]/.test(path) &&
      !path.split('/').some((part) => part === '' || part === '.' || part === '..'),
    'a path inside the backup',
  );

const fileEntry = z.object({
  /** Name without the ending of encryption. */
  path: innerPath,
  role: z.enum(['history', 'profile', 'settings', 'model']),
  /** Of the content. */
  bytes: z.int().min(0),
  sha256,
  /** Of the file as it lies there, when it is encrypted. */
  stored: z.object({ bytes: z.int().min(0), sha256 }).nullable(),
});
export type BackupFile = z.infer<typeof fileEntry>;

const tableEntry = z.object({
  name: z.string(),
  rows: z.int().min(0),
  newestMs: z.number().nullable(),
});
export type TableCount = z.infer<typeof tableEntry>;

export const manifestSchema = z.object({
  format: z.literal('muljigi-backup'),
  formatVersion: z.literal(1),
  kind: z.enum(BACKUP_KINDS),
  takenMs: z.number(),
  who: z.string(),
  siteId: z.string(),
  appVersion: z.string(),
  schemaVersion: z.int().min(1),
  /** Last record of the journal that is inside the copied file; null where the file has none. */
  journalSeq: z.int().min(0).nullable(),
  /** Journal that goes on from there. */
  journalId: z.string().nullable(),
  /** Last scan in the copied file, ms UTC. */
  lastMs: z.number().nullable(),
  encryption: z.enum(['none', 'passphrase', 'key']),
  /** Public half of the key pair (`age1...`) it is encrypted to. */
  recipient: z.string().nullable(),
  tables: z.array(tableEntry),
  files: z.array(fileEntry).min(1),
  /** When it was opened again and found whole; a backup without this was never finished. */
  verifiedMs: z.number(),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** A backup as it is found in a folder. */
export interface FoundBackup {
  /** Its own folder. */
  readonly dir: string;
  readonly manifest: BackupManifest;
  /** Size on disk, bytes. */
  readonly bytes: number;
}

/** Something in a backup folder that is none, or a damaged one, and why. */
export interface UnusableBackup {
  readonly dir: string;
  readonly code: BackupFault['code'];
  readonly detail: string;
}

export interface BackupFault {
  readonly code:
    | 'noSpace'
    | 'noFolder'
    | 'readOnly'
    | 'tooLarge'
    | 'cancelled'
    | 'damaged'
    | 'wrongKey'
    | 'keyNeeded'
    | 'newerVersion'
    | 'notABackup'
    | 'otherSite'
    | 'inUse'
    | 'io';
  /** English, for the log and the command line. */
  readonly message: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

/** How a backup is made unreadable for others. */
export type EncryptWith =
  | { readonly kind: 'none' }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key'; readonly recipient: string };

/** What opens an encrypted backup: its passphrase, or the printed recovery code (`AGE-SECRET-KEY-1...`). */
export type OpenWith =
  | { readonly kind: 'none' }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'recoveryCode'; readonly code: string };

/** A drive that can be taken away. */
export interface ExternalDrive {
  /** Where it is mounted. */
  readonly mount: string;
  readonly label: string;
  readonly model: string;
  readonly fsType: string;
  readonly sizeBytes: number;
  readonly freeBytes: number;
  readonly writable: boolean;
}

/** Work between two looks at the clock: how far it is, and whether to go on. */
export interface Watch {
  readonly progress: (share: number) => void;
  readonly cancelled: () => boolean;
}
