import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { applicationRoot } from '#engine/app/texts.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { replayOverWire } from './simulation/replay-over-wire.ts';

/**
 * `npm run replay:verify -- --file CSV [--map CSV] [--profile DIR] [--over tcp|rtu] [--rows N] [--json FILE]`:
 * sends a recording through real Modbus into a database and compares every stored value
 * with the file's at the register's resolution. Exit code 1 when one differs.
 */
const mines = path.join(applicationRoot(), 'resources/profiles/mines-mbr');
const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    map: { type: 'string', default: path.join(mines, 'replay-map.csv') },
    profile: { type: 'string', default: mines },
    over: { type: 'string', default: 'tcp' },
    rows: { type: 'string' },
    json: { type: 'string' },
  },
});
const { over, file } = values;
if (
  file === undefined ||
  (over !== 'tcp' && over !== 'rtu') ||
  (values.rows !== undefined && !(Number(values.rows) > 0))
) {
  process.stderr.write(
    'replay:verify: give --file CSV, --over tcp or rtu, and --rows above 0 if at all\n',
  );
  process.exit(2);
}
const profile = readProfile(values.profile);
if (!profile.ok) {
  process.stderr.write(
    `${profile.error.map((issue) => `${issue.file} ${issue.path}: ${issue.value} - ${issue.rule}`).join('\n')}\n`,
  );
  process.exit(3);
}
const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-replay-'));
const startedAt = performance.now();
const result = await replayOverWire(over, {
  profile: profile.value,
  recordingFile: file,
  mapFile: values.map,
  dataDir,
  rows: values.rows === undefined ? null : Number(values.rows),
  onProgress: (row) => {
    if (row % 5000 === 0)
      process.stderr.write(
        `row ${String(row)}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`,
      );
  },
});
rmSync(dataDir, { recursive: true, force: true });
const summary = {
  over,
  ...result,
  tookS: (performance.now() - startedAt) / 1000,
  equal: result.problems.length === 0,
};
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
process.exit(summary.equal ? 0 : 1);
