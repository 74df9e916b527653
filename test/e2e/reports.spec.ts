import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import Excel from 'exceljs';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { fillHistory } from './history-data.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Reports in the real window: made, read, saved as files that open, in both languages. */
test.describe.configure({ mode: 'serial' });

const DAY_MS = 86_400_000;
let running: RunningApp;
let page: Page;
let dataDir = '';
const complaints: string[] = [];
/** A day that `fillHistory` filled. */
const filled = new Date(Date.now() - 4 * DAY_MS).toISOString().slice(0, 10);

test.beforeAll(async () => {
  test.setTimeout(120_000);
  dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-e2e-'));
  fillHistory(dataDir, 10, ['AIT-601.pv', 'AIT-602.pv', 'SIT-601.pv', 'AIT-603.pv', 'AIT-604.pv', 'AIT-605.pv', 'FIT-101.pv', 'FIT-601.pv', 'JIT-001.power']);
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 }, dataDir });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  await goTo(page, 'reports');
});
test.afterAll(() => running.close());

const picture = async (name: string): Promise<void> => {
  const folder = process.env['MULJIGI_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
};
const sheet = () => page.locator('main').getByTestId('report-document');

test('says what comes by itself while there is none, and refuses a day that has not come', async () => {
  await expect(page.getByText('아직 보고서가 없습니다')).toBeVisible();
  await expect(page.getByText(/다음 자동 보고서: 일일/)).toBeVisible();
  await page.getByTestId('report-make').click();
  await page.getByLabel('날짜').fill(new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10));
  await page.getByTestId('report-start').click();
  await expect(page.getByText('오늘까지의 날짜를 고르십시오.')).toBeVisible();
  await picture('report-make-ko');
});

test('makes the report of a day, and shows it as it will be printed', async () => {
  await page.getByLabel('날짜').fill(filled);
  await page.getByLabel('비고').fill('송풍기 벨트 소리');
  await page.getByLabel('이름', { exact: true }).fill('김기사');
  await page.getByTestId('report-start').click();
  await expect(sheet()).toBeVisible({ timeout: 60_000 });
  await expect(sheet()).toContainText('일일 운전 보고서');
  await expect(sheet()).toContainText('송풍기 벨트 소리');
  await expect(page.getByTestId('report-row')).toContainText('김기사');
  await expect(sheet().locator('svg').first()).toBeVisible();
  await picture('report-ko');
});

test('saves it as PDF and as a workbook that say the same', async () => {
  await page.getByTestId('report-pdf').click();
  await expect(page.getByText(/저장했습니다/)).toBeVisible({ timeout: 60_000 });
  const pdf = readFileSync(path.join(dataDir, `D-${filled}.ko.pdf`));
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  await page.getByTestId('report-xlsx').click();
  await expect.poll(() => existsSync(path.join(dataDir, `D-${filled}.ko.xlsx`)), { timeout: 60_000 }).toBe(true);
  await expect(page.getByText(/저장했습니다.*xlsx/)).toBeVisible({ timeout: 60_000 });
  const book = new Excel.Workbook();
  await book.xlsx.readFile(path.join(dataDir, `D-${filled}.ko.xlsx`));
  const rows = book.getWorksheet('방류 수질')?.getSheetValues() ?? [];
  const cod = rows.find((row) => Array.isArray(row) && String(row[1]).startsWith('COD'));
  const shown = await sheet().locator('tr', { hasText: 'COD mg/L' }).locator('td').allInnerTexts();
  expect(Array.isArray(cod) ? Number(cod[3]).toFixed(1) : '').toBe(shown[2]);
  expect(readdirSync(path.join(dataDir, 'reports'), { recursive: true }).map(String).some((name) => name.endsWith(`D-${filled}.ko.pdf`))).toBe(true);
});

test('in English and dark, of a month, under the name of the site', async () => {
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await setSize(running.app, page, 1920, 1080);
  await goTo(page, 'reports');
  await page.getByRole('button', { name: 'Report settings' }).click();
  await page.getByLabel('Name of the site').fill('Riverside plant');
  await page.getByLabel('Name', { exact: true }).fill('Kim');
  const logo = page.getByRole('dialog').locator('input[type="file"]');
  const whole = await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } });
  await logo.setInputFiles({ name: 'half.png', mimeType: 'image/png', buffer: whole.subarray(0, 60) });
  await expect(page.getByRole('dialog')).toContainText('or it is damaged');
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: whole });
  await expect(page.getByRole('dialog').locator('img')).toBeVisible();
  await expect(page.getByRole('dialog')).not.toContainText('or it is damaged');
  await picture('report-settings-en');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByTestId('report-make').click();
  await page.getByRole('combobox', { name: 'Kind' }).last().click();
  await page.getByRole('option', { name: 'Monthly' }).click();
  await page.getByLabel('A day of the period').fill(filled);
  await page.getByTestId('report-start').click();
  await expect(sheet()).toContainText('Monthly operation report', { timeout: 60_000 });
  await expect(sheet()).toContainText('Riverside plant');
  await picture('report-en');
  await page.getByTestId('report-make').click();
  await page.getByRole('combobox', { name: 'Kind' }).last().click();
  await page.getByRole('option', { name: 'AI performance' }).click();
  await page.getByLabel('From', { exact: true }).fill(filled);
  await page.getByLabel('Up to and with').fill(filled);
  await page.getByTestId('report-start').click();
  await expect(sheet()).toContainText('AI performance report', { timeout: 60_000 });
  // Nobody and nothing commanded on that day, and no sensor was judged: it is said so.
  await expect(sheet()).toContainText('It watched and did not control.');
  await expect(sheet()).toContainText('No score of a sensor is on record');
});

test('the page has nothing to complain about', () => {
  expect(complaints).toEqual([]);
});
