import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestOf, filesBelow } from '#engine/backup/files.ts';
import { historyFacts } from '#engine/backup/inspect.ts';
import { SETTINGS_FILE } from '#engine/ports/backup.ts';
import { span } from './jobs.ts';
import type { JobWatch, PreviewAnswer, PreviewJob, SettingChange, TextChange } from './jobs.ts';
import { flatSettings } from './settings-text.ts';
import { bringOut, secretOf, usableManifest } from './unpack.ts';

/** What a restore would change: rows now against rows then, the profile file by file, the settings one by one. Writes nothing. */
export async function previewRestore(job: PreviewJob, watch: JobWatch): Promise<PreviewAnswer> {
  const manifest = usableManifest(job.dir);
  // First the key: a wrong one is told before anything takes time.
  const secret = await secretOf(job.dir, manifest, job.open);
  const now = existsSync(job.dbPath)
    ? historyFacts(job.dbPath, span(watch, 'count', 0, 0.9))
    : null;
  return {
    tablesNow: now?.tables ?? [],
    lastMsNow: now?.lastMs ?? null,
    schemaNow: now?.schemaVersion ?? 0,
    journalSeqNow: now?.journalSeq ?? null,
    profile: profileChanges(
      job.profileDir,
      new Map(
        manifest.files
          .filter(({ role }) => role === 'profile')
          .map((file) => [file.path.slice('profile/'.length), file.sha256]),
      ),
      watch,
    ),
    settings: await settingChanges(job, manifest, secret, watch),
  };
}

function profileChanges(
  profileDir: string,
  then: ReadonlyMap<string, string>,
  watch: JobWatch,
): TextChange[] {
  const here = filesBelow(profileDir);
  const quiet = span(watch, 'count', 0.9, 0.9);
  const changes = here.map((name): TextChange => {
    const sha256 = then.get(name);
    if (sha256 === undefined) return { name, change: 'removed' };
    return {
      name,
      change: digestOf(path.join(profileDir, name), quiet).sha256 === sha256 ? 'same' : 'changed',
    };
  });
  const added = [...then.keys()]
    .filter((name) => !here.includes(name))
    .map((name): TextChange => ({ name, change: 'added' }));
  return [...changes, ...added];
}

async function settingChanges(
  job: PreviewJob,
  manifest: ReturnType<typeof usableManifest>,
  secret: string | null,
  watch: JobWatch,
): Promise<SettingChange[]> {
  const file = manifest.files.find(({ role }) => role === 'settings');
  if (file === undefined) return [];
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-preview-'));
  try {
    await bringOut(
      job.dir,
      file,
      path.join(dir, SETTINGS_FILE),
      secret,
      span(watch, 'count', 0.95, 1),
    );
    const then = flatSettings(readFileSync(path.join(dir, SETTINGS_FILE), 'utf8'));
    const now = flatSettings(job.settings);
    return [...new Set([...now.keys(), ...then.keys()])]
      .sort()
      .map((name) => ({ name, now: now.get(name) ?? null, then: then.get(name) ?? null }))
      .filter((each) => each.now !== each.then);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
