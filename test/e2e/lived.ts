import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from './harness.ts';
import { askEngine } from './page-engine.ts';

const HOURS = Number(process.env['MULJIGI_SCREENS_HOURS'] ?? '50');

/**
 * A data folder in which engine and virtual plant lived through two days on the hurried clock, up to
 * now, with somebody who does the work. MULJIGI_SCREENS_DATA names one that exists already: it is copied, and stays as it is.
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

/** Something to do for the pictures, so that screens are more than empty lists: an alarm, and reports of the days that were lived through. */
export async function giveWork(page: Page): Promise<void> {
  const who = 'Kim';
  await askEngine(page, 'virtualPlant.control', {
    who,
    command: { cmd: 'stock', machine: 'pacPump', litres: 1 },
  });
  for (const [kind, daysAgo] of [
    ['weekly', 0],
    ['daily', 1],
  ] as const)
    await askEngine(page, 'reports.make', {
      kind,
      atMs: Date.now() - daysAgo * DAY_MS,
      untilMs: null,
      subject: null,
      remarks: '',
      who,
    });
}

const DAY_MS = 86_400_000;
