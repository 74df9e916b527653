import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './harness.ts';

const HOURS = Number(process.env['MULJIGI_SCREENS_HOURS'] ?? '26');

/**
 * A data folder in which engine and virtual plant lived through a day and more on the simulated clock, up
 * to now. MULJIGI_SCREENS_DATA names one that exists already: it is copied, and stays as it is.
 */
export function liveThroughOnce(): string {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-screens-'));
  const given = process.env['MULJIGI_SCREENS_DATA'];
  if (given !== undefined) {
    cpSync(given, dataDir, { recursive: true, filter: (from) => !from.endsWith('.sock') });
    return dataDir;
  }
  const outcome = spawnSync(
    process.execPath,
    ['test/e2e/live-through.ts', dataDir, String(HOURS)],
    { cwd: root, stdio: 'inherit' },
  );
  if (outcome.status !== 0) throw new Error('the simulated day did not come to its end');
  return dataDir;
}
