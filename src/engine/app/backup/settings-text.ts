import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { EntryBody } from '#core/records/entry.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { backupSettings } from '#contract/backup.ts';
import type { BackupSettings } from '#contract/backup.ts';
import { connectionSchema } from '#contract/connection.ts';

/** Id of the entry that holds the settings of this part. */
export const SETTINGS_ID = 'backup';

export const firstSettings = (profile: PlantProfile): BackupSettings => ({
  ...profile.history.backup,
  folder: null,
  external: { mode: 'ask', folder: null },
  encrypt: 'off',
  recipient: null,
});

/** Stored settings, completed by the profile's where a newer program knows more of them. */
export function settingsOf(body: EntryBody | undefined, profile: PlantProfile): BackupSettings {
  const parsed = backupSettings.safeParse({ ...firstSettings(profile), ...body });
  return parsed.success ? parsed.data : firstSettings(profile);
}

/** What `settings.json` of a backup holds: the connection, and every setting a person chose, by id. */
const settingsFile = z.object({
  connection: connectionSchema.nullable(),
  chosen: z.record(z.string(), z.record(z.string(), z.json())),
});
export type SettingsFile = z.infer<typeof settingsFile>;

export const settingsText = (settings: SettingsFile): string =>
  `${JSON.stringify(settings, null, 2)}\n`;

export function readSettings(text: string): Result<SettingsFile, string> {
  try {
    const parsed = settingsFile.safeParse(JSON.parse(text));
    return parsed.success
      ? ok(parsed.data)
      : err(
          parsed.error.issues
            .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
            .join('; '),
        );
  } catch (error) {
    return err(String(error));
  }
}

/** Every single setting by its path, as text, so that two sets can be held against each other. */
export function flatSettings(text: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (value: unknown, at: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, at === '' ? key : `${at}.${key}`);
    } else flat.set(at, typeof value === 'string' ? value : JSON.stringify(value));
  };
  const parsed = readSettings(text);
  if (parsed.ok) walk({ connection: parsed.value.connection, ...parsed.value.chosen }, '');
  return flat;
}
