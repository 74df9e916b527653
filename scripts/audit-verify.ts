import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAudit } from '#engine/historian/audit-reader.ts';
import { openForReading, schemaVersion } from '#engine/historian/database.ts';
import { DATABASE_FILE } from '#engine/historian/open-historian.ts';
import { defaultDataDir } from '#engine/platform/paths.ts';
import { optionsOf, stop } from './lib/options.ts';

/**
 * `npm run audit:verify -- [--data-dir DIR] [--json FILE]`: goes through the audit log of a data
 * folder, also beside a running engine, and names the first row that was changed, put in or taken
 * out. Exit code 0: every row is as it was written; 1: one is not; 2: wrong options; 3: no readable log.
 */
const NAME = 'audit:verify';
const values = optionsOf(NAME, { options: { 'data-dir': { type: 'string' }, json: { type: 'string' } } });
const file = path.join(path.resolve(values['data-dir'] ?? defaultDataDir()), DATABASE_FILE);
if (!existsSync(file)) stop(NAME, `there is no ${file}; give the engine's data folder with --data-dir`, 3);
const opened = openForReading(file);
if (!opened.ok) stop(NAME, opened.error.message, 3);
const db = opened.value;
/** Version of the format that brought the audit log. */
const FIRST_VERSION = 7;
if (schemaVersion(db) < FIRST_VERSION)
  stop(NAME, `${file} is of format ${String(schemaVersion(db))}, which has no audit log yet; start the engine once`, 3);

const TEXT = {
  changed: 'was changed after it was written',
  missing: 'was taken out',
  inserted: 'was put in by somebody else than this program',
} as const;
const check = checkAudit(db);
db.close();
const stamp = (ms: number | null): string => (ms === null ? '-' : new Date(ms).toISOString());
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ file, ...check }, null, 2)}\n`);
process.stdout.write(
  check.broken === null
    ? `${String(check.rows)} rows from ${stamp(check.firstMs)} to ${stamp(check.lastMs)}: every one is as it was written\n`
    : `row ${String(check.broken.seq)} ${TEXT[check.broken.how]} (${String(check.rows)} rows looked at)\n`,
);
process.exit(check.broken === null ? 0 : 1);
