import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { launch, root } from '../harness.ts';
import type { RunningApp } from '../harness.ts';
import { firstValue, goTo, setLook, setSize } from '../window-actions.ts';
import type { Language, Theme } from '../window-actions.ts';

/**
 * Trends of a simulated year as the window shows them: the plant lives through a year in
 * coarse steps into a data folder, the application opens it and goes on from there.
 * MULJIGI_SEASON_DATA names a folder that `npm run season` has filled before.
 */
const folder = path.join(root, 'docs/screens/season');
const given = process.env['MULJIGI_SEASON_DATA'];

interface Look {
  readonly span: '7d' | '90d' | '1y';
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly language: Language;
  readonly theme: Theme;
  /** Groups by their place in the profile's list; all when left out. */
  readonly groups?: readonly string[];
}

/** Every group over every span, and the four looks of the window among them. */
const LOOKS: readonly Look[] = [
  { span: '7d', name: 'week', width: 1366, height: 768, language: 'ko', theme: 'dark' },
  { span: '90d', name: 'season', width: 1366, height: 768, language: 'en', theme: 'light' },
  { span: '1y', name: 'year', width: 1920, height: 1080, language: 'ko', theme: 'light' },
  {
    span: '1y', name: 'year', width: 1920, height: 1080, language: 'en', theme: 'dark',
    groups: ['effluent', 'biology', 'membrane'],
  },
];
/** Spans offered as buttons, in their order (src/renderer/model/trend-range.ts). */
const SPANS = ['10m', '1h', '6h', '24h', '7d', '30d', '90d', '1y', '3y'] as const;
const GROUPS = ['flows', 'levels', 'biology', 'membrane', 'chemical', 'effluent', 'energy'] as const;
const SHOWN = ['effluent', 'biology', 'membrane', 'flows', 'energy'] as const;

let running: RunningApp;

test.beforeAll(async ({}, info) => {
  info.setTimeout(45 * 60_000);
  const dataDir = given ?? mkdtempSync(path.join(tmpdir(), 'muljigi-season-'));
  if (given === undefined) {
    const filled = spawnSync(process.execPath, ['scripts/season.ts', '--out', dataDir], { cwd: root, stdio: 'inherit' });
    if (filled.status !== 0) throw new Error('the simulated year did not come to its end');
  }
  running = await launch({ dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 } });
  await firstValue(running.page);
});
test.afterAll(() => running.close(given !== undefined));

for (const look of LOOKS) {
  test(`${look.name} at ${String(look.width)}, ${look.language}, ${look.theme}`, async () => {
    const { app, page } = running;
    const { width, height, language, theme } = look;
    mkdirSync(folder, { recursive: true });
    await setSize(app, page, width, height);
    await goTo(page, 'overview');
    await setLook(page, language, theme);
    await goTo(page, 'trends');
    const groups = page.locator('aside').getByRole('button');
    for (const group of look.groups ?? SHOWN) {
      await groups.nth(GROUPS.findIndex((each) => each === group)).click();
      await page.getByRole('radiogroup').first().getByRole('radio').nth(SPANS.indexOf(look.span)).click();
      // The question for the new span goes out after the click has been drawn.
      await page.waitForTimeout(600);
      const chart = page.getByTestId('trend-chart');
      await expect.poll(async () => Number(await chart.getAttribute('data-points'))).toBeGreaterThan(60);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await expect(page.getByTestId('trend-loading')).toHaveCount(0);
      await chart.hover({ position: { x: width * 0.4, y: 120 } });
      await page.screenshot({ path: path.join(folder, `${look.name}-${group}-${theme}-${language}-${String(width)}.png`) });
    }
  });
}
