import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAudit, readAuditEnds } from '#engine/historian/audit-reader.ts';
import { openForReading, schemaVersion } from '#engine/historian/database.ts';
import { DATABASE_FILE } from '#engine/historian/open-historian.ts';
import { defaultDataDir } from '#engine/platform/paths.ts';
import { optionsOf, stop } from './lib/options.ts';

/**
 * `npm run audit:verify -- [--data-dir DIR] [--json FILE] [--mark ROW:HASH]`: goes through the audit log of a
 * data folder, also beside a running engine, and names the first row that was changed, put in or taken out.
 * It also names where the clock was set back. `--mark` holds it against a row that was written down elsewhere, as every printed report carries one: a log
 * that was cut off, written anew or brought back from an older backup is sound in itself and lacks that row.
 * Exit code 0: every row is as it was written; 1: one is not; 2: wrong options; 3: no readable log.
 */
const NAME = 'audit:verify';
const values = optionsOf(NAME, { options: { 'data-dir': { type: 'string' }, json: { type: 'string' }, mark: { type: 'string' } } });
const mark = markOf(values.mark);
const file = path.join(path.resolve(values['data-dir'] ?? defaultDataDir()), DATABASE_FILE);
if (!existsSync(file)) stop(NAME, `there is no ${file}; give the engine's data folder with --data-dir`, 3);
const opened = openForReading(file);
if (!opened.ok) stop(NAME, opened.error.message, 3);
const db = opened.value;
/** Version of the format that brought the audit log. */
const FIRST_VERSION = 7;
if (schemaVersion(db) < FIRST_VERSION)
  stop(NAME, `${file} is of format ${String(schemaVersion(db))}, which has no audit log yet; start the engine once`, 3);

/** A clock that is kept by a time server is put right by less. */
const CLOCK_ERROR_MS = 60_000;
const TEXT = {
  changed: 'was changed after it was written',
  missing: 'was taken out',
  inserted: 'was put in by somebody else than this program',
} as const;
const check = checkAudit(db);
const held = mark === null ? null : heldAgainst(mark);
const setBack = clockSetBack();
db.close();
const stamp = (ms: number | null): string => (ms === null ? '-' : new Date(ms).toISOString());
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ file, ...check, setBack, ...(held === null ? {} : { mark: held }) }, null, 2)}\n`);
process.stdout.write(
  check.broken === null
    ? `${String(check.rows)} rows from ${stamp(check.firstMs)} to ${stamp(check.lastMs)}: every one is as it was written\n`
    : `row ${String(check.broken.seq)} ${TEXT[check.broken.how]} (${String(check.rows)} rows looked at)\n`,
);
for (const { seq, fromMs, toMs } of setBack)
  process.stdout.write(`the clock was set back before row ${String(seq)}: from ${stamp(fromMs)} to ${stamp(toMs)}\n`);
const MARKED = {
  same: 'is the one that was written down',
  other: 'is another one than was written down: the log was written anew',
  missing: 'is not there: the newest rows are gone, or the history is an older copy',
  purged: 'went by age and can no longer be compared',
} as const;
if (mark !== null && held !== null) process.stdout.write(`row ${String(mark.seq)} ${MARKED[held]}\n`);
process.exit(check.broken === null && held !== 'other' && held !== 'missing' ? 0 : 1);

/** Rows that are older than the one before them: no fault of the log, but their times are to be read with care. */
function clockSetBack(): { readonly seq: number; readonly fromMs: number; readonly toMs: number }[] {
  return db
    .prepare<[number], { seq: number; fromMs: number; toMs: number }>(
      `SELECT seq, before_ms AS fromMs, ts_ms AS toMs FROM
         (SELECT seq, ts_ms, lag(ts_ms) OVER (ORDER BY seq) AS before_ms FROM audit)
       WHERE before_ms - ts_ms > ? ORDER BY seq`,
    )
    .all(CLOCK_ERROR_MS);
}

/** A row as a report names it: its number and the beginning of its hash. */
function markOf(text: string | undefined): { readonly seq: number; readonly hash: string } | null {
  if (text === undefined) return null;
  const [, seq = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{8,64})$/i.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (hash === '')
    stop(NAME, `--mark is ${text}; write number and hash as the report has them, such as 1204:9f86d081884c7d65`, 2);
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

/** What stands in the place of a row that was written down elsewhere. */
function heldAgainst({ seq, hash }: { readonly seq: number; readonly hash: string }): 'same' | 'other' | 'missing' | 'purged' {
  const found = db.prepare<[number], string>('SELECT hash FROM audit WHERE seq = ?').pluck().get(seq);
  if (found !== undefined) return found.startsWith(hash) ? 'same' : 'other';
  return seq <= readAuditEnds(db).anchor.seq ? 'purged' : 'missing';
}
