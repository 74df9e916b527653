// Writes some days of minutes of a plant with two ailing instruments into a data folder that the application
// then opens, and leaves the virtual plant there to go on from: `node test/e2e/quality-past.ts DIR DAYS`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import type { ScanRecord, StoredSample } from '#engine/ports/historian.ts';
import { runSeries } from '#twin/run/series.ts';

const [dataDir = '', daysText = ''] = process.argv.slice(2);
const days = Number(daysText);
if (dataDir === '' || !(days > 0)) throw new Error('quality-past: name a folder and a number of days');
const profile = readProfile(defaultProfileDir());
if (!profile.ok) throw new Error(JSON.stringify(profile.error));

const SEED = 1;
const MINUTE_MS = 60_000;
const MINUTES_PER_COMMIT = 120;
/** Effluent pH stands still for this long at the end. */
const STUCK_H = 6;
/** pH of the adjustment tank reads too high from this long before the end. */
const OFFSET_H = 30;

// The application is up within the minute, so that its own first minute follows without a hole.
const endMs = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
const startMs = endMs - days * 86_400_000;
const beforeEndS = (hours: number): number => Math.max(0, days * 86_400 - hours * 3600);
const stored = profile.value.tags.filter(({ store }) => store !== 'none');
const run = runSeries({
  profile: profile.value,
  seed: SEED,
  startMs,
  days,
  sampleS: 60,
  tags: stored.map(({ id }) => id),
  changes: [
    { afterS: beforeEndS(OFFSET_H), command: { cmd: 'addFault', id: 'AIT-101', fault: { kind: 'offset', by: 0.8 } } },
    { afterS: beforeEndS(STUCK_H), command: { cmd: 'addFault', id: 'AIT-605', fault: { kind: 'stuck' } } },
  ],
});
if (!run.ok) throw new Error(JSON.stringify(run.error));
const { timesMs, columns, final } = run.value;

const opened = await openHistorian({ dataDir, log: silentLog });
if (!opened.ok) throw new Error(opened.error.message);
const historian = opened.value;
const last = new Map<string, number>();
let grid: StoredSample[] = [];
let changes: StoredSample[] = [];
const commit = async (): Promise<void> => {
  const scan: ScanRecord = { grid, changes, events: [], receipts: [], state: {} };
  const outcome = await historian.commit(scan);
  if (!outcome.ok) throw new Error(outcome.error.message);
  grid = [];
  changes = [];
};
for (const [row, atMs] of timesMs.entries()) {
  // A row holds the end of its minute.
  const tsMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  for (const { id, store } of stored) {
    const value = columns[id]?.[row];
    if (value === undefined || Number.isNaN(value)) continue;
    const sample: StoredSample = { tag: id, tsMs, value, quality: 'good', provenance: 'measured' };
    if (store === 'grid') grid.push(sample);
    else if (last.get(id) !== value) {
      last.set(id, value);
      changes.push(sample);
    }
  }
  if (row % MINUTES_PER_COMMIT === MINUTES_PER_COMMIT - 1) await commit();
}
await commit();
await historian.close();
writeFileSync(path.join(dataDir, `virtual-plant-${String(SEED)}.json`), JSON.stringify(final));
process.exit(0);
