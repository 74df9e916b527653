import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/**
 * Looks at every screen in both languages, themes and sizes: nothing may spill over. With
 * `npm run screens` the plant first lives through a day and more on the simulated clock, so
 * that there is history to show, and the pictures go to docs/screens.
 */
const forDocs = process.env['npm_lifecycle_event'] === 'screens';
const HISTORY_HOURS = Number(process.env['MULJIGI_SCREENS_HOURS'] ?? '26');
const SIZES = [[1366, 768], [1920, 1080]] as const;

let running: RunningApp;

test.beforeAll(async ({}, info) => {
  info.setTimeout(30 * 60_000);
  const dataDir = process.env['MULJIGI_SCREENS_DATA'] ?? mkdtempSync(path.join(tmpdir(), 'muljigi-screens-'));
  if (forDocs && process.env['MULJIGI_SCREENS_DATA'] === undefined) liveThrough(dataDir, HISTORY_HOURS);
  running = await launch({ dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 } });
  await firstValue(running.page);
});
test.afterAll(() => running.close(process.env['MULJIGI_SCREENS_DATA'] !== undefined));

/** Lets engine and virtual plant run on the simulated clock up to now, into a data folder. */
function liveThrough(dataDir: string, hours: number): void {
  const outcome = spawnSync(process.execPath, ['test/e2e/live-through.ts', dataDir, String(hours)], { cwd: root, stdio: 'inherit' });
  if (outcome.status !== 0) throw new Error('the simulated day did not come to its end');
}

/** Has one day under rain and colder water worked out, once; the window keeps the answer. */
async function lookAhead(page: Page): Promise<void> {
  if ((await page.getByTestId('difference-table').count()) === 0) {
    await page.getByRole('radiogroup').getByRole('radio').filter({ hasText: /^1\s?[d일]$/ }).click();
    await page.locator('[aria-label] > button').filter({ hasText: /40 mm/ }).click();
    await page.getByTestId('what-if-run').click();
  }
  await expect(page.getByTestId('difference-table')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('future-charts').locator('canvas').first()).toBeVisible();
}

/** Text that is cut off, and boxes that reach out of the window. */
const spills = (page: Page): Promise<string[]> => page.evaluate(() => {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight) found.push('the page itself scrolls');
  for (const box of document.querySelectorAll<HTMLElement>('[role="dialog"], [role="dialog"] > div')) {
    if (box.scrollWidth > box.clientWidth + 1) found.push('the dialog scrolls sideways');
  }
  const content = document.getElementById('content');
  for (const element of content?.querySelectorAll<HTMLElement>('button, h1, h2, h3, p, span, th, td, dt, dd') ?? []) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('.visually-hidden') !== null || getComputedStyle(element).position === 'absolute') continue;
    if (box.right > innerWidth + 1) found.push(`beyond the right edge: ${element.tagName} ${element.textContent.slice(0, 40)}`);
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden' && getComputedStyle(element).textOverflow !== 'ellipsis') {
      found.push(`cut off: ${element.tagName} ${element.textContent.slice(0, 40)}`);
    }
  }
  return found;
});

for (const [width, height] of SIZES) {
  for (const language of ['ko', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      test(`every screen fits ${String(width)}x${String(height)}, ${language}, ${theme}`, async ({}, info) => {
        const { app, page } = running;
        await setSize(app, page, width, height);
        await setLook(page, language, theme);
        const folder = forDocs ? path.join(root, 'docs/screens') : info.outputDir;
        mkdirSync(folder, { recursive: true });
        const found: string[] = [];
        const keep = async (name: string): Promise<void> => {
          found.push(...(await spills(page)).map((spill) => `${name}: ${spill}`));
          await page.screenshot({ path: path.join(folder, `${name}-${theme}-${language}-${String(width)}.png`) });
        };

        await expect(page.getByTestId('mode')).toHaveAttribute('data-mode', 'remote', { timeout: 60_000 });
        if (forDocs) await expect(page.locator('main canvas').first()).toBeVisible();
        expect(await page.evaluate(() => { const element = document.querySelector('#content > div'); return element === null ? 0 : element.scrollHeight - element.clientHeight; }), 'the overview shows everything without scrolling').toBeLessThanOrEqual(1);
        await keep('overview');

        await goTo(page, 'trends');
        await page.getByRole('group').getByRole('button').first().waitFor();
        if (forDocs) {
          await expect.poll(async () => Number(await page.getByTestId('trend-chart').getAttribute('data-points'))).toBeGreaterThan(10);
          await page.getByTestId('trend-chart').hover({ position: { x: width * 0.35, y: 120 } });
        }
        await keep('trends');

        await goTo(page, 'machines');
        await page.locator('button[data-unit="P-101A"]').click();
        await keep('machines');
        await page.getByTestId('machine-detail').getByRole('button').first().click();
        await expect(page.getByTestId('preview')).not.toHaveAttribute('data-allowed', 'unknown');
        await keep('command');
        await page.keyboard.press('Escape');

        await goTo(page, 'events');
        await expect(page.getByTestId('event-rows').getByRole('row').first()).toBeVisible();
        await keep('events');

        await goTo(page, 'dataQuality');
        await expect(page.locator('button[data-sensor]').first()).toBeVisible();
        await keep('data-quality');
        await page.locator('button[data-sensor]').first().click();
        await expect(page.getByTestId('sensor-detail')).toBeVisible();
        await keep('data-quality-sensor');
        await page.getByTestId('sensor-detail').locator('footer button').first().click();
        await expect(page.getByTestId('source-register')).toBeVisible();
        await keep('value-source');
        await page.keyboard.press('Escape');
        await page.locator('button[data-sensor][aria-pressed="true"]').click();

        await goTo(page, 'records');
        await expect(page.getByTestId('records')).toBeVisible();
        await keep('records');

        await goTo(page, 'whatIf');
        await keep('what-if-question');
        await lookAhead(page);
        await keep('what-if');

        await goTo(page, 'settings');
        await keep('settings');
        await page.locator('#settings-tab-connection').click();
        await page.getByRole('radio', { name: 'Modbus RTU' }).click();
        await keep('settings-connection');

        await goTo(page, 'virtualPlant');
        await expect(page.locator('button[data-scenario]').first()).toBeVisible();
        for (const tab of ['scenarios', 'instruments', 'machines', 'water', 'outages']) {
          await page.locator(`#vp-tab-${tab}`).click();
          if (tab === 'scenarios' || tab === 'instruments' || !forDocs) await keep(`virtual-plant-${tab}`);
        }

        await goTo(page, 'overview');
        await page.getByTestId('tank-TK-MB').click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await keep('detail');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await expect(page.getByRole('combobox')).toBeVisible();
        await keep('palette');
        await page.keyboard.press('Escape');
        expect(found).toEqual([]);
      });
    }
  }
}
