import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { picturesOf } from '#core/help/manual.ts';
import { withPalette } from '../../scripts/lib/png-palette.ts';
import { chaptersOf, writeManuals } from '../../scripts/manual/compose.ts';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { giveWork, liveThroughOnce } from './lived.ts';
import { askEngine } from './page-engine.ts';
import { VIEWS } from './screen-views.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/**
 * Help and tour in the real window. With `npm run manual` also the pictures of the manual, in both languages,
 * of a plant that lived through a day on the simulated clock, and the manual itself.
 */
const forManual = process.env['npm_lifecycle_event'] === 'manual';
/** Where a picture of the manual has another name than the view it shows. */
const VIEW_OF: Readonly<Record<string, string>> = {
  rounds: 'rounds-today',
  stores: 'stores-chemicals',
  laboratory: 'laboratory-enter',
  history: 'history-compare',
  'virtual-plant': 'virtualPlant-scenarios',
  settings: 'settings-connection',
};
const PASSWORD = 'brown heron wades';

let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({}, info) => {
  info.setTimeout(30 * 60_000);
  const dataDir = forManual ? liveThroughOnce() : undefined;
  running = await launch({
    connection: { kind: 'virtual', speed: 1, seed: 1 },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(async () => {
  await running.close();
  expect(complaints).toEqual([]);
});

/** Serious and critical findings of axe on what stands on the screen. */
async function violations(): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
}

test('help follows the screen, finds texts and alarms, leads on, and keeps an alarm in sight', async () => {
  await page.keyboard.press('F1');
  await expect(page.getByTestId('help-title')).toHaveText('개요');
  expect(await violations()).toEqual([]);
  await goTo(page, 'rounds');
  await expect(page.getByTestId('help-title')).toHaveText('점검');
  await page.getByTestId('help-search').fill('휴대용 대조');
  await page
    .getByTestId('help')
    .getByRole('button', { name: /새벽 3시/ })
    .first()
    .click();
  await expect(page.getByTestId('help-title')).toHaveText('새벽 3시에 경보가 울리면');
  await page.getByTestId('help-search').fill('PAC');
  await page.getByTestId('help-found-alarm').first().locator('summary').click();
  await expect(page.getByTestId('help-found-alarm').first()).toContainText('할 일');
  await askEngine(page, 'virtualPlant.control', {
    who: 'Kim',
    command: { cmd: 'stock', machine: 'pacPump', litres: 1 },
  });
  await expect(page.getByTestId('help-alarm')).toBeVisible({ timeout: 30_000 });
  await page.getByTestId('help-alarm').click();
  await expect(page.locator('nav button[data-screen="alarms"]')).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.getByTestId('help-search').press('Escape');
  await expect(page.getByTestId('help')).toHaveCount(0);
  // Over an open sheet, help is a sheet of its own.
  await page.keyboard.press('Control+k');
  await page.keyboard.press('F1');
  await expect(page.getByTestId('help-title')).toHaveText('경보');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the tour goes through the window by keyboard, follows its size, and remembers that it was taken', async () => {
  await page.getByTestId('help-button').click();
  await page.getByTestId('tour-start').click();
  const card = page.getByTestId('tour').getByRole('dialog');
  const steps: string[] = [];
  for (let at = 0; at < 12; at += 1) {
    await expect(card).toContainText(`12단계 중 ${String(at + 1)}단계`);
    steps.push((await page.getByTestId('tour').getAttribute('data-step')) ?? '');
    if (at === 3) await setSize(running.app, page, 1100, 700);
    const box = await card.boundingBox();
    const [width, height] = await page.evaluate(() => [innerWidth, innerHeight] as const);
    expect(
      box !== null &&
        box.x >= 0 &&
        box.y >= 0 &&
        box.x + box.width <= width &&
        box.y + box.height <= height,
      `step ${String(at + 1)} stands in the window`,
    ).toBe(true);
    if (at === 1) expect(await violations()).toEqual([]);
    await page.keyboard.press('Tab');
    expect(
      await card.evaluate((element) => element.contains(document.activeElement)),
      'focus stays in the card',
    ).toBe(true);
    await page.keyboard.press('ArrowRight');
  }
  await setSize(running.app, page, 1366, 768);
  await expect(page.getByTestId('tour')).toHaveCount(0);
  expect(new Set(steps).size).toBe(12);
  expect(await page.evaluate(() => localStorage.getItem('muljigi.tour'))).toBe('seen');
});

const keep = async (language: Language, name: string): Promise<void> => {
  const folder = path.join(root, 'docs/manual', language);
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(800);
  writeFileSync(path.join(folder, `${name}.png`), withPalette(await page.screenshot()));
};

if (forManual) {
  test('pictures of the manual', async () => {
    test.setTimeout(15 * 60_000);
    await giveWork(page);
    const later = ['people', 'log-in'];
    for (const language of ['ko', 'en'] as const) {
      const wanted = [
        ...new Set(chaptersOf(language).flatMap(({ source }) => picturesOf(source))),
      ].filter((name) => !later.includes(name));
      await goTo(page, 'overview');
      await setLook(page, language, 'light');
      for (const { name: view, show, leave } of VIEWS) {
        const name = wanted.find((each) => (VIEW_OF[each] ?? each) === view);
        // A view may build on the one before it.
        if (name === undefined && leave !== undefined) continue;
        await show(page);
        if (name !== undefined) await keep(language, name);
        await leave?.(page);
      }
    }
    await goTo(page, 'overview');
    await page.getByTestId('person').click();
    await page.getByTestId('set-up-name').fill('Kim');
    await page.getByTestId('new-password').fill(PASSWORD);
    await page.getByTestId('new-password-again').fill(PASSWORD);
    await page.getByTestId('set-up-send').click();
    await page.getByRole('checkbox').check();
    await page.getByTestId('code-done').click();
    await expect(page.getByTestId('person')).toHaveAttribute('data-person', 'Kim');
    for (const language of ['ko', 'en'] as const) {
      await goTo(page, 'overview');
      await setLook(page, language, 'light');
      await goTo(page, 'people');
      await page.locator('#people-tab-roles').click();
      await keep(language, 'people');
    }
    await page.getByTestId('person').click();
    await page.getByTestId('log-out').click();
    for (const language of ['ko', 'en'] as const) {
      await goTo(page, 'overview');
      await setLook(page, language, 'light');
      await page.getByTestId('person').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await keep(language, 'log-in');
      await page.keyboard.press('Escape');
    }
    writeManuals();
  });
}
