import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { decryptFile, openKey } from '#engine/backup/age-files.ts';
import { stop } from '#engine/backup/faults.ts';
import { copyFile, digestOf } from '#engine/backup/files.ts';
import type { Digest } from '#engine/backup/files.ts';
import { missingPart, readManifest, storedName } from '#engine/backup/folders.ts';
import { checkHistory, countsDiffer } from '#engine/backup/inspect.ts';
import { openForReading, openForWriting } from '#engine/historian/database.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '#engine/historian/migrations/index.ts';
import { createMinuteOfDay } from '#engine/historian/sealer.ts';
import { readTrend } from '#engine/historian/trend-reader.ts';
import { HISTORY_FILE, KEY_FILE } from '#engine/ports/backup.ts';
import type { BackupFile, BackupManifest, OpenWith, Watch } from '#engine/ports/backup.ts';
import { demandFree } from './make.ts';
import { span } from './jobs.ts';
import type { JobWatch, TestAnswer, TestJob, UnpackAnswer, UnpackJob } from './jobs.ts';

/** The manifest of a folder, all its files in place, and not newer than this program. */
export function usableManifest(dir: string): BackupManifest {
  const manifest = readManifest(dir);
  if (!manifest.ok) throw stop(manifest.error.code, manifest.error.message, manifest.error.params);
  const problem = missingPart(dir, manifest.value);
  if (problem !== null) throw stop('damaged', `${dir}: ${problem}`, { path: dir, detail: problem });
  if (manifest.value.schemaVersion > MIGRATIONS.length)
    throw stop(
      'newerVersion',
      `the backup was made by version ${manifest.value.appVersion} (format ${String(manifest.value.schemaVersion)}); this program knows up to format ${String(SCHEMA_VERSION)}: install that version or a newer one`,
      {
        path: dir,
        version: manifest.value.appVersion,
      },
    );
  return manifest.value;
}

/** Secret that opens the files of an encrypted backup; null for a plain one. */
export async function secretOf(
  dir: string,
  manifest: BackupManifest,
  open: OpenWith,
): Promise<string | null> {
  if (manifest.encryption === 'none') return null;
  const file = path.join(dir, KEY_FILE);
  if (!existsSync(file))
    throw stop('damaged', `${KEY_FILE} is missing in ${dir}`, {
      path: dir,
      detail: `${KEY_FILE} is missing`,
    });
  return openKey(readFileSync(file), open);
}

/** Brings one file out of a backup, comparing it with the manifest. */
export async function bringOut(
  dir: string,
  file: BackupFile,
  to: string,
  secret: string | null,
  watch: Watch,
): Promise<void> {
  const from = path.join(dir, storedName(file));
  mkdirSync(path.dirname(to), { recursive: true });
  const digest: Digest =
    secret === null
      ? copyFile(from, to, watch)
      : await decryptFile(from, to, file.stored?.bytes ?? file.bytes, secret, watch);
  if (digest.sha256 !== file.sha256)
    throw stop('damaged', `${from} is not what was backed up (its SHA-256 differs)`, {
      path: from,
      detail: 'SHA-256',
    });
}

/** Opens, checks and brings to the present version a history that was brought out. */
function settleHistory(
  file: string,
  manifest: BackupManifest,
  watch: JobWatch,
  from: number,
  to: number,
): UnpackAnswer {
  const facts = checkHistory(file, span(watch, 'check', from, to));
  const problem = countsDiffer(facts.tables, manifest.tables);
  if (problem !== null)
    throw stop('damaged', `${file}: ${problem}`, { path: file, detail: problem });
  watch.at('upgrade', to);
  const opened = openForWriting(file);
  if (!opened.ok)
    throw stop(
      opened.error.kind === 'newerVersion' ? 'newerVersion' : 'damaged',
      opened.error.message,
      { path: file, detail: opened.error.message },
    );
  // One plain file again: it is moved to its place as a whole.
  opened.value.pragma('journal_mode = DELETE');
  opened.value.close();
  return {
    rows: facts.tables.reduce((sum, table) => sum + table.rows, 0),
    migratedFrom: facts.schemaVersion < SCHEMA_VERSION ? facts.schemaVersion : null,
  };
}

/** Brings the asked parts of a backup out into a folder, each compared with the manifest, the history opened and checked. */
export async function unpackBackup(job: UnpackJob, watch: JobWatch): Promise<UnpackAnswer> {
  const manifest = usableManifest(job.dir);
  const secret = await secretOf(job.dir, manifest, job.open);
  const wanted = manifest.files.filter(({ role }) => job.roles.includes(role));
  const total = Math.max(
    1,
    wanted.reduce((sum, file) => sum + file.bytes, 0),
  );
  rmSync(job.workDir, { recursive: true, force: true });
  mkdirSync(job.workDir, { recursive: true, mode: 0o750 });
  demandFree(job.workDir, total + job.reserveBytes);
  let done = 0;
  for (const file of wanted) {
    const part = span(watch, 'unpack', (0.7 * done) / total, (0.7 * (done + file.bytes)) / total);
    await bringOut(job.dir, file, path.join(job.workDir, file.path), secret, part);
    done += file.bytes;
  }
  const history = path.join(job.workDir, HISTORY_FILE);
  return existsSync(history)
    ? settleHistory(history, manifest, watch, 0.7, 0.98)
    : { rows: 0, migratedFrom: null };
}

/**
 * The restore test: brings the backup out into a folder for the trial, opens and checks the history,
 * brings it to the present version, compares rows and hashes with the manifest and draws one trend.
 * Without the key of an encrypted backup only the files as they lie there are compared.
 */
export async function testBackup(job: TestJob, watch: JobWatch): Promise<TestAnswer> {
  const manifest = usableManifest(job.dir);
  const bytes = manifest.files.reduce((sum, file) => sum + (file.stored?.bytes ?? file.bytes), 0);
  if (manifest.encryption !== 'none' && job.open.kind === 'none') {
    for (const file of manifest.files) {
      const digest = digestOf(path.join(job.dir, storedName(file)), span(watch, 'check', 0, 1));
      if (digest.sha256 !== file.stored?.sha256)
        throw stop('damaged', `${storedName(file)} is not what was written`, {
          path: job.dir,
          detail: 'SHA-256',
        });
    }
    return { bytes, opened: false, rows: 0, trendPoints: 0, migratedFrom: null };
  }
  try {
    const answer = await unpackBackup(
      { ...job, do: 'unpack', roles: ['history', 'profile', 'settings', 'model'] },
      watch,
    );
    return {
      bytes,
      opened: true,
      ...answer,
      trendPoints: drawTrend(path.join(job.workDir, HISTORY_FILE)),
    };
  } finally {
    rmSync(job.workDir, { recursive: true, force: true });
  }
}

/** Newest minute and its tag, in the days that are still open or, when there are none, in the finished ones. */
const NEWEST_MINUTE = `
  SELECT name, at_ms AS atMs FROM (
    SELECT tag, minute * 60000 AS at_ms FROM (SELECT tag, minute FROM sample_hot ORDER BY minute DESC LIMIT 1)
    UNION ALL
    SELECT key / 10000 % 10000, (key / 100000000 * 1440 + key % 10000) * 60000 FROM (SELECT key FROM sample ORDER BY key DESC LIMIT 1)
  ) JOIN tag ON tag.id = tag
  ORDER BY at_ms DESC LIMIT 1`;

/** One trend over the newest day with readings in a history, as the window would ask for it; its number of points. */
function drawTrend(file: string): number {
  const opened = openForReading(file);
  if (!opened.ok)
    throw stop('damaged', opened.error.message, { path: file, detail: opened.error.message });
  try {
    createMinuteOfDay(opened.value);
    const newest = opened.value
      .prepare<[], { readonly name: string; readonly atMs: number }>(NEWEST_MINUTE)
      .get();
    if (newest === undefined) return 0;
    const { name, atMs } = newest;
    const { series } = readTrend(opened.value, {
      tags: [name],
      fromMs: atMs - 86_400_000,
      toMs: atMs + 60_000,
      buckets: 200,
    });
    const points = series[0]?.points.length ?? 0;
    if (points === 0)
      throw stop('damaged', `${file}: no trend of ${name} could be drawn`, {
        path: file,
        detail: `no trend of ${name}`,
      });
    return points;
  } finally {
    opened.value.close();
  }
}
