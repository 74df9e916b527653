import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { seriousFindings } from './axe.ts';
import { Finger } from './day/finger.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { smallTargets } from './touch-targets.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Fingers alone, on a screen without a keyboard: names, passwords, sentences and numbers from the window's own keys. */
test.describe.configure({ mode: 'serial' });

const PASSWORD = 'brown heron wades 7';
let running: RunningApp;
let page: Page;
let finger: Finger;

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  finger = await Finger.onPage(page);
});
test.afterAll(async () => {
  await finger.lift();
  await running.close(true);
});

const keys = () => page.getByTestId('screen-keyboard');
const key = (name: string) => keys().locator(`[data-screen-key="${name}"]`);

test('the first administrator is made and logs in again by fingers alone', async () => {
  await finger.tap(page.getByTestId('person'));
  await finger.tap(page.getByTestId('set-up-name'));
  await finger.write('김 기사');
  await expect(page.getByTestId('set-up-name')).toHaveValue('김 기사');
  expect.soft(await seriousFindings(page, 'keys, Korean')).toEqual([]);
  expect.soft(await smallTargets(page, 'keys, Korean')).toEqual([]);
  await finger.tap(key('next'));
  await expect(page.getByTestId('new-password')).toBeFocused();
  await expect(keys(), 'a password is Latin letters at first').toHaveAttribute('data-sheet', 'en');
  await finger.write(PASSWORD);
  await finger.tap(page.getByTestId('new-password-again'));
  await finger.write(PASSWORD);
  // Enter on the screen sends the form as Enter of a keyboard does.
  await finger.tap(key('enter'));
  await expect(page.getByTestId('sealed-code')).toBeVisible();
  await expect(keys(), 'nothing is typed here').toHaveCount(0);
  await finger.tap(page.locator('label').filter({ has: page.getByRole('checkbox') }));
  await finger.tap(page.getByTestId('code-done'));
  await expect(page.getByTestId('person')).toHaveAttribute('data-person', '김 기사');
});

test('an order is written, mended in the middle and kept; the sheet stays open beneath the keys', async () => {
  await goTo(page, 'workOrders');
  await finger.tap(page.getByTestId('new-order'));
  await expect(page.getByTestId('order-title')).toBeFocused();
  await expect(keys(), 'keys come when a field is touched, not by themselves').toHaveCount(0);
  await finger.tap(page.getByTestId('order-title'));
  await finger.write('씰 교첻');
  await finger.tap(key('back'));
  await expect(page.getByTestId('order-title'), 'the open syllable gives a letter back').toHaveValue('씰 교체');
  for (let i = 0; i < 4; i++) await finger.tap(key('left'));
  await finger.write('P-401A ');
  await expect(page.getByTestId('order-title')).toHaveValue('P-401A 씰 교체');
  const field = await page.getByTestId('order-title').boundingBox();
  const board = await keys().boundingBox();
  const save = await page.getByTestId('save-order').boundingBox();
  expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThan(board?.y ?? 0);
  expect((save?.y ?? 0) + (save?.height ?? 0), 'what sends it is in sight as well').toBeLessThan(board?.y ?? 0);
  await finger.tap(key('hide'));
  await expect(keys()).toHaveCount(0);
  await finger.tap(page.getByTestId('save-order'));
  await expect(page.getByTestId('orders')).toContainText('P-401A 씰 교체');
});

test('figures get digits; a real key puts the keys away; who wants none has none', async () => {
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await goTo(page, 'stores');
  await finger.tap(page.locator('#stores-tab-chemicals'));
  await finger.tap(page.getByTestId('receive-pac'));
  await finger.tap(page.getByTestId('move-quantity'));
  await expect(keys()).toHaveAttribute('data-sheet', 'number');
  await finger.write('3.5');
  await expect(page.getByTestId('move-quantity')).toHaveValue('3.5');
  expect.soft(await seriousFindings(page, 'keys, digits')).toEqual([]);
  expect.soft(await smallTargets(page, 'keys, digits')).toEqual([]);
  // Past the supplier to the lot.
  await finger.tap(key('next'));
  await finger.tap(key('next'));
  await expect(page.getByTestId('move-lot')).toBeFocused();
  await finger.write('L-7');
  await expect(page.getByTestId('move-lot')).toHaveValue('L-7');
  await page.keyboard.press('8');
  await expect(page.getByTestId('move-lot')).toHaveValue('L-78');
  await expect(keys()).toHaveCount(0);
  await page.keyboard.press('Escape');
  await goTo(page, 'settings');
  await page.getByRole('radiogroup', { name: 'On-screen keyboard' }).getByRole('radio', { name: 'Never' }).click();
  const name = page.getByLabel("Operator's name");
  await finger.tap(name);
  await expect(name).toBeFocused();
  await expect(keys()).toHaveCount(0);
});
