import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from './harness.ts';
import { askEngine } from './page-engine.ts';

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

/** Shelf as it is counted for the pictures: most of it full, two things low. */
const COUNTED: readonly (readonly [item: string, quantity: number])[] = [
  ['pac', 4600],
  ['polymer', 560],
  ['naoh', 1600],
  ['hypochlorite', 420],
  ['blower-filter', 3],
  ['do-sensor', 2],
  ['ph-sensor', 2],
];

/** Something to do for the pictures, so that screens are more than empty lists: an alarm, a shelf with gaps and the orders they open, a report. */
export async function giveWork(page: Page): Promise<void> {
  const who = 'Kim';
  const atMs = Date.now();
  await askEngine(page, 'virtualPlant.control', {
    who,
    command: { cmd: 'stock', machine: 'pacPump', litres: 1 },
  });
  for (const [item, quantity] of COUNTED) {
    await askEngine(page, 'stock.move', {
      id: `picture-${item}`,
      item,
      kind: 'counted',
      quantity,
      atMs,
      who,
      order: null,
      closes: null,
      supplier: '',
      lot: '',
      expiresMs: null,
      costWon: null,
      expectedMs: null,
      note: '',
    });
  }
  await askEngine(page, 'reports.make', {
    kind: 'daily',
    atMs,
    untilMs: null,
    subject: null,
    remarks: '',
    who,
  });
}
