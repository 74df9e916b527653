import path from 'node:path';
import type { BackupItem, RestorePreview } from '#contract/backup.ts';
import { JOURNAL_DIR, journalIdOf, listSegments } from '#engine/historian/journal/segments.ts';
import { SCHEMA_VERSION } from '#engine/historian/migrations/index.ts';
import type { BackupManifest, FoundBackup, TableCount } from '#engine/ports/backup.ts';
import type { PreviewAnswer } from './jobs.ts';

/** A backup as a line of the list. */
export function itemOf(
  { dir, manifest, bytes }: FoundBackup,
  place: BackupItem['place'],
  tested: ReadonlyMap<string, boolean>,
): BackupItem {
  const { kind, takenMs, encryption, who, siteId, appVersion, lastMs, verifiedMs } = manifest;
  return {
    dir,
    kind,
    takenMs,
    bytes,
    encryption,
    who,
    siteId,
    appVersion,
    lastMs,
    verifiedMs,
    place,
    tested: tested.get(dir) ?? null,
  };
}

/** Tables by what a person calls their rows. */
const GROUPS: readonly {
  readonly group: RestorePreview['tables'][number]['group'];
  readonly tables: readonly string[];
}[] = [
  { group: 'samples', tables: ['sample', 'sample_hot'] },
  { group: 'changes', tables: ['change'] },
  { group: 'events', tables: ['event'] },
  { group: 'commands', tables: ['receipt'] },
  { group: 'entries', tables: ['entry'] },
  { group: 'derived', tables: ['derived'] },
];

const sumRows = (counts: readonly TableCount[], tables: readonly string[]): number =>
  counts.filter(({ name }) => tables.includes(name)).reduce((sum, { rows }) => sum + rows, 0);
const newestOf = (counts: readonly TableCount[], tables: readonly string[]): number | null =>
  counts
    .filter(({ name }) => tables.includes(name))
    .reduce<number | null>(
      (newest, { newestMs }) =>
        newestMs === null ? newest : Math.max(newest ?? newestMs, newestMs),
      null,
    );

/** Newest of anything in a history: the last scan, or an event or entry after it. */
const latest = (lastMs: number | null, counts: readonly TableCount[]): number | null => {
  const newest = newestOf(
    counts,
    counts.map(({ name }) => name),
  );
  return lastMs === null || newest === null ? (lastMs ?? newest) : Math.max(lastMs, newest);
};

/** The preview in the words of the contract. */
export function previewAnswer(
  item: BackupItem,
  manifest: BackupManifest,
  found: PreviewAnswer,
  dataDir: string,
  siteId: string,
): RestorePreview {
  const then = latest(manifest.lastMs, manifest.tables);
  const now = latest(found.lastMsNow, found.tablesNow);
  return {
    item,
    tables: GROUPS.map(({ group, tables }) => ({
      group,
      rowsNow: sumRows(found.tablesNow, tables),
      rowsThen: sumRows(manifest.tables, tables),
      newestNowMs: newestOf(found.tablesNow, tables),
      newestThenMs: newestOf(manifest.tables, tables),
    })),
    missing:
      now !== null && (then === null || then < now) ? { fromMs: then ?? now, toMs: now } : null,
    journal: journalCovers(manifest, dataDir),
    profile: found.profile.map((each) => ({ ...each })),
    settings: found.settings.map((each) => ({ ...each })),
    migrateFrom: manifest.schemaVersion < SCHEMA_VERSION ? manifest.schemaVersion : null,
    otherSite: manifest.siteId !== siteId,
  };
}

/** Whether the journal in the data folder goes on where the backup ends. */
function journalCovers(
  { journalId, journalSeq }: BackupManifest,
  dataDir: string,
): RestorePreview['journal'] {
  const segments = listSegments(path.join(dataDir, JOURNAL_DIR));
  const [first] = segments;
  if (
    journalId === null ||
    journalSeq === null ||
    first === undefined ||
    journalIdOf(segments) !== journalId
  )
    return 'none';
  return first.firstSeq <= journalSeq + 1 ? 'all' : 'part';
}
