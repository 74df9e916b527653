import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Any record to its source, in the real window over the real engine. */
test.describe.configure({ mode: 'serial' });

const TAG = 'FIT-101.pv';
let running: RunningApp;
let page: Page;
let dataDir: string;

test.beforeAll(async ({}, info) => {
  info.setTimeout(120_000);
  dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-records-'));
  const past = spawnSync(process.execPath, ['test/e2e/quality-past.ts', dataDir, '0.1'], { cwd: root, stdio: 'inherit' });
  if (past.status !== 0) throw new Error('the past could not be written');
  running = await launch({ dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(async () => {
  await running.close(true);
  rmSync(dataDir, { recursive: true, force: true });
});

const source = () => page.getByTestId('source');
const part = (at: 0 | 1 | 2 | 3): Promise<void> => page.getByRole('main').getByRole('radiogroup').first().getByRole('radio').nth(at).click();

test('a value on the overview leads to the register it was read from', async () => {
  await page.locator(`[data-tag="${TAG}"]`).first().click();
  await page.getByRole('button', { name: '이 값의 출처' }).click();
  await expect(source()).toHaveAttribute('data-kind', 'value');
  await expect(page.getByTestId('source-live')).toContainText('PLC에서');
  const tag = ((await askEngine(page, 'profile.get')) as { tags: { id: string; slave: number; address: number }[] }).tags.find(({ id }) => id === TAG);
  await expect(page.getByTestId('source-register')).toContainText(`국번${String(tag?.slave)}`);
  await expect(page.getByTestId('source-register')).toContainText(`주소${String(tag?.address)} `);
  await page.keyboard.press('Escape');
});

test('a stored minute shows its raw value and the words it stands for', async () => {
  await page.keyboard.press('Escape');
  await goTo(page, 'records');
  await expect.poll(async () => Number(await page.getByTestId('records').getAttribute('data-rows'))).toBeGreaterThan(50);
  await page.getByTestId('records').locator('tbody button').first().click();
  await expect(page.getByTestId('source-raw')).toContainText('정상');
  await expect(page.getByTestId('source-register')).toContainText('0x');
  await source().getByText('원본(JSON)').click();
  await expect(source().locator('pre')).toContainText('"register"');
  await page.keyboard.press('Escape');
});

test('a command shows what was written, what was read back, and that its hash holds', async () => {
  const intent = { type: 'machine', requestId: 'browser-test-1', who: 'Kim', why: '', unit: 'P-101A', action: 'auto' };
  await askEngine(page, 'intent.submit', { intent });
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await goTo(page, 'records');
  await part(2);
  await expect(page.getByTestId('records').locator('tbody tr').first()).toContainText('verified');
  await page.getByTestId('records').locator('tbody button').first().click();
  await expect(page.getByTestId('receipt-check')).toHaveAttribute('data-check', 'verified');
  await expect(source()).toContainText('Kim');
  await page.keyboard.press('Escape');
});

test('an event leads to the value of its time, and the person filter narrows', async () => {
  await part(1);
  await page.getByLabel('Person').fill('Kim');
  await expect(page.getByTestId('records').locator('tbody tr').first()).toContainText('Kim');
  await page.getByTestId('records').locator('tbody button').first().click();
  await expect(source()).toHaveAttribute('data-kind', 'event');
  await page.keyboard.press('Escape');
  await page.getByLabel('Person').fill('nobody here');
  await expect(page.getByText('No record fits')).toBeVisible();
  await page.getByLabel('Person').fill('');
});

test('a record is opened from the command palette by keyboard alone', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('records');
  await page.keyboard.press('Enter');
  await expect(page.locator('nav button[data-screen="records"]')).toHaveAttribute('aria-current', 'page');
  await page.getByTestId('records').locator('tbody button').first().press('Enter');
  await expect(source()).toBeVisible();
  await page.keyboard.press('Escape');
});
