import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import path from 'node:path';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/** The daily round in the real window: by keyboard alone, by touch alone, and through a kill of everything. */
const pictures = process.env['MULJIGI_ROUNDS_PICTURES'];
let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });
const watch = (): void => {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
};
test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  watch();
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(async () => {
  await running.close();
  expect(complaints).toEqual([]);
});

async function picture(name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
    await setSize(running.app, page, width, height);
    await page.screenshot({ path: path.join(pictures, `${name}-${String(width)}.png`) });
  }
  await setSize(running.app, page, 1366, 768);
}

const item = (id: string) => page.locator(`[data-testid="item"][data-item="${id}"]`);
/** What the sensor beside the field says now. */
async function sensorText(): Promise<string> {
  const figure = page.getByTestId('beside-sensor').locator('strong');
  await expect(figure).toHaveText(/\d/);
  return (await figure.textContent()) ?? '';
}

/** Begins the daily round by the keyboard. */
async function begin(language: Language): Promise<void> {
  await goTo(page, 'overview');
  await setLook(page, language, 'light');
  await goTo(page, 'rounds');
  await page.getByTestId('rounds-who').fill('Kim');
  await page.getByTestId('unasked-daily').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('walk')).toBeVisible();
}

const ORDER = ['levels', 'look', 'recirculation', 'saturator', 'tmp-a', 'tmp-b', 'blower', 'flow'];

for (const language of ['ko', 'en'] as const) {
  test(`the daily round by keyboard alone, with a bad reading and a failed item, ${language}`, async () => {
    await goTo(page, 'rounds');
    await picture(`today-${language}`);
    await begin(language);
    const fromMs = Date.now();
    for (const id of ORDER) {
      await expect(item(id)).toBeVisible();
      if (id === 'levels' || id === 'look') await page.keyboard.press('1');
      else if (id === 'blower') {
        await page.keyboard.press('2');
        await expect(page.getByTestId('item-reason')).toBeFocused();
        await page.keyboard.type('rattles');
        await picture(`walk-check-${language}`);
        await page.keyboard.press('Enter');
      } else {
        await expect(page.getByTestId('reading')).toBeFocused();
        await page.keyboard.type(id === 'recirculation' ? '4.9' : id === 'saturator' ? '3.2' : await sensorText());
        await page.keyboard.press('Enter');
        if (id === 'saturator') {
          await expect(page.getByTestId('why')).toBeFocused();
          await page.keyboard.type('compressor was off');
          await picture(`walk-reading-${language}`);
          await page.keyboard.press('Enter');
        } else if (await page.getByTestId('why').isVisible().catch(() => false)) {
          // The sensor moved on between looking and typing.
          await page.getByTestId('why').fill('moves');
          await page.keyboard.press('Enter');
        }
      }
    }
    await expect(page.getByTestId('finish')).toBeFocused();
    await picture(`review-${language}`);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('record')).toBeVisible();
    console.log(`${language}: daily round by keyboard in ${String(Date.now() - fromMs)} ms`);
    await picture(`record-${language}`);
    await expect(page.getByTestId('correction-window')).toHaveText(/[23]\d:\d\d/);
    const today = (await askEngine(page, 'rounds.today')) as { lines: { status: string; id: string }[] };
    const { round } = (await askEngine(page, 'rounds.round', { id: today.lines.findLast(({ status }) => status === 'done')!.id })) as { round: { followed: { itemId: string; kind: string }[] } };
    expect(round.followed.map(({ itemId, kind }) => `${kind} ${itemId}`)).toEqual(expect.arrayContaining(['workOrder blower', 'workOrder saturator', 'calibration saturator']));
  });
}
