import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { picturesOf } from '#core/help/manual.ts';
import { withPalette } from '../../scripts/lib/png-palette.ts';
import { chaptersOf, writeManuals } from '../../scripts/manual/compose.ts';
import { seriousFindings } from './axe.ts';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { giveWork, liveThroughOnce } from './lived.ts';
import { askEngine } from './page-engine.ts';
import { PICTURED } from './screen-views.ts';
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
/** What is typed in the pictures of the set-up. */
const SETUP_WORDS = {
  ko: { name: '김기술', company: '금강엔지니어링' },
  en: { name: 'Kim', company: 'Geumgang Engineering' },
} as const;

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

test('help follows the screen, finds texts and alarms, leads on, and keeps an alarm in sight', async () => {
  await page.keyboard.press('F1');
  await expect(page.getByTestId('help-title')).toHaveText('개요');
  expect(await seriousFindings(page, 'help')).toEqual([]);
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
    if (at === 1) expect(await seriousFindings(page, 'help')).toEqual([]);
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

const keep = async (language: Language, name: string, of = page): Promise<void> => {
  const folder = path.join(root, 'docs/manual', language);
  mkdirSync(folder, { recursive: true });
  await of.waitForTimeout(800);
  writeFileSync(path.join(folder, `${name}.png`), withPalette(await of.screenshot()));
};

/** The guided set-up as the first start of the installed program shows it, from an empty folder to the last step. */
async function setupPictures(language: Language): Promise<void> {
  const fresh = await launch({ env: { MULJIGI_FIRST_RUN: '1' } });
  const first = fresh.page;
  const next = async (step: string): Promise<void> => {
    await first.getByTestId('setup-next').click();
    await expect(first.getByTestId(`setup-${step}`)).toBeVisible();
  };
  try {
    await expect(first.getByTestId('setup-welcome')).toBeVisible({ timeout: 40_000 });
    await first.evaluate((lang) => {
      const preferences = { language: lang, theme: 'light', operatorName: '' };
      localStorage.setItem('muljigi.preferences', JSON.stringify(preferences));
      location.reload();
    }, language);
    await expect(first.locator(`html[lang="${language}"][data-theme="light"]`)).toBeAttached();
    await setSize(fresh.app, first, 1366, 768);
    await first.getByTestId('setup-begin').click();
    await next('administrator');
    await first.getByTestId('set-up-name').fill(SETUP_WORDS[language].name);
    await first.getByTestId('new-password').fill(PASSWORD);
    await first.getByTestId('new-password-again').fill(PASSWORD);
    await keep(language, 'setup-administrator', first);
    await first.getByTestId('setup-next').click();
    await first.getByRole('checkbox').check();
    await first.getByTestId('code-done').click();
    await expect(first.getByTestId('setup-site')).toBeVisible();
    await first.getByTestId('site-company').fill(SETUP_WORDS[language].company);
    await keep(language, 'setup-site', first);
    await next('profile');
    await next('connection');
    await first.getByTestId('connection-try').click();
    await expect(
      first.getByTestId('connection-values').locator('tr[data-tag]').nth(5),
    ).toContainText(/\d/);
    await first.getByTestId('connection-values').scrollIntoViewIfNeeded();
    await keep(language, 'setup-connection', first);
    for (const step of ['tariff', 'limits', 'contacts', 'backup', 'finish']) await next(step);
    await keep(language, 'setup-finish', first);
  } finally {
    await fresh.close();
  }
}

if (forManual) {
  test('pictures of the manual', async () => {
    test.setTimeout(15 * 60_000);
    await giveWork(page);
    const later = (name: string): boolean =>
      ['people', 'log-in'].includes(name) || name.startsWith('setup-');
    for (const language of ['ko', 'en'] as const) {
      const wanted = [
        ...new Set(chaptersOf(language).flatMap(({ source }) => picturesOf(source))),
      ].filter((name) => !later(name));
      await goTo(page, 'overview');
      await setLook(page, language, 'light');
      for (const { name: view, show, leave } of PICTURED) {
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
  });

  test('pictures of the set-up, and the manual', async () => {
    test.setTimeout(5 * 60_000);
    for (const language of ['ko', 'en'] as const) await setupPictures(language);
    writeManuals();
  });
}
