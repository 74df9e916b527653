import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import Excel from 'exceljs';
import { parquetMetadata } from 'hyparquet';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { fillHistory } from './history-data.ts';
import { killEngineOf } from './processes.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Questions to months of history in the real window, and files that are written and read again. */
test.describe.configure({ mode: 'serial' });

const DAYS = 45;
let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-e2e-'));
  fillHistory(dataDir, DAYS);
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 }, dataDir });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  await goTo(page, 'history');
});
test.afterAll(() => running.close());

const tab = (name: string): Promise<void> => page.getByRole('radio', { name, exact: true }).click();
const answered = async (): Promise<void> => {
  await expect(page.getByTestId('analysis-progress')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByTestId('analysis-answer')).toBeVisible({ timeout: 60_000 });
};
const picture = async (name: string): Promise<void> => {
  const folder = process.env['MULJIGI_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

test('shows the course of the whole history', async () => {
  await page.getByRole('radio', { name: '전체', exact: true }).click();
  await expect
    .poll(async () => Number(await page.getByTestId('history-chart').getAttribute('data-points')))
    .toBeGreaterThan(100);
  await expect(page.getByText('불러오는 중')).toHaveCount(0);
  await picture('ko-trend');
  await page.getByRole('radio', { name: '보정값', exact: true }).click();
  await expect(page.getByText('점 하나 =')).toBeVisible();
  await page.getByRole('radio', { name: '원시값', exact: true }).click();
});

test('lays two spans over each other and gives their differences', async () => {
  await tab('두 기간 비교');
  await page.getByRole('radio', { name: '한 달', exact: true }).click();
  await page.getByRole('button', { name: '한 주 전' }).click();
  await answered();
  await expect(page.getByTestId('compare-table').locator('tbody')).not.toHaveCount(0);
  await expect(page.getByTestId('compare-table')).toContainText('평균');
  await picture('ko-compare');
});

test('finds how tags go together, by lag and in a matrix', async () => {
  await page.getByRole('button', { name: '수위', exact: true }).click();
  await tab('상관');
  await answered();
  await expect(page.getByTestId('correlation-facts')).toContainText('피어슨 상관');
  await expect(page.getByTestId('scatter')).toHaveAttribute('data-pairs', /^[1-9]\d*$/);
  await expect(page.getByTestId('correlation-matrix').getByRole('button').first()).toBeVisible();
  await picture('ko-correlate');
  await page.getByRole('radio', { name: '점', exact: true }).click();
  await answered();
  await picture('ko-correlate-points');
});

test('maps a tag by hour and day; arrow keys read a cell', async () => {
  await tab('시간 지도');
  await answered();
  const map = page.getByTestId('heat-map').first();
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('heat-readout')).toContainText(/\d{4}-\d{2}-\d{2} . 00:00 · /);
  await picture('ko-heat-map');
});

test('gives figures, hours beyond a limit and a table by week', async () => {
  await tab('통계');
  await answered();
  await expect(page.getByTestId('statistics-table').locator('tbody tr')).not.toHaveCount(0);
  await page.getByLabel('상한').fill('1');
  await expect(page.getByText(/벗어난 시간 [\d,.]+ h/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('radio', { name: '주', exact: true }).click();
  await expect(page.getByTestId('period-table')).toContainText(' – ', { timeout: 30_000 });
  await picture('ko-statistics');
});

test('writes minutes of a month into an Excel file that opens again', async () => {
  await page.getByTestId('open-export').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByTestId('start-export').click();
  await expect(sheet.getByText('이름을 적으십시오')).toBeVisible();
  await sheet.getByLabel('내보내는 사람').fill('김기사');
  await sheet.getByRole('radio', { name: '1시간', exact: true }).click();
  await picture('ko-export');
  await sheet.getByTestId('start-export').click();
  const run = sheet.getByTestId('export-run').first();
  await expect(run).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  const [name] = readdirSync(running.dataDir).filter((file) => file.endsWith('.xlsx'));
  const book = new Excel.Workbook();
  await book.xlsx.readFile(path.join(running.dataDir, name ?? ''));
  expect(book.worksheets.map((each) => each.name)).toEqual(['설명', '측정값']);
  expect(book.getWorksheet('측정값')?.rowCount).toBeGreaterThan(500);
  expect(book.getWorksheet('측정값')?.getCell('A2').value).toBeInstanceOf(Date);
});

test('an export that is called off leaves no file; the list stays when the sheet is closed', async () => {
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: '1분 원시값', exact: true }).click();
  await sheet.getByRole('radio', { name: '값마다 한 줄', exact: true }).click();
  await sheet.getByTestId('start-export').click();
  const run = sheet.getByTestId('export-run').first();
  await expect(run).toHaveAttribute('data-state', 'running');
  await run.getByRole('button', { name: '취소' }).click();
  await expect(run).toHaveAttribute('data-state', 'cancelled', { timeout: 20_000 });
  expect(readdirSync(running.dataDir).filter((file) => file.includes('.part'))).toEqual([]);
  await sheet.getByRole('button', { name: '닫기' }).click();
  await expect(sheet).toHaveCount(0);
  await page.getByTestId('open-export').click();
  await expect(page.getByTestId('export-run')).toHaveCount(2);

  // The engine dies in the middle of the next one: it ends in words, with a way to start again.
  await sheet.getByRole('radio', { name: '1분 원시값', exact: true }).click();
  await sheet.getByRole('radio', { name: '값마다 한 줄', exact: true }).click();
  await sheet.getByTestId('start-export').click();
  await expect(run).toHaveAttribute('data-state', 'running');
  killEngineOf(path.resolve(running.dataDir));
  await expect(run).toHaveAttribute('data-state', 'failed', { timeout: 40_000 });
  await expect(run).toContainText('엔진이 멈춰 내보내기가 끊겼습니다');
  expect(readdirSync(running.dataDir).filter((file) => file.includes('.part'))).toEqual([]);
  await run.getByTestId('export-again').click();
  await expect(page.getByTestId('export-run')).toHaveCount(4);
  await expect(run).toHaveAttribute('data-state', 'running');
  await run.getByRole('button', { name: '취소' }).click();
  await expect(run).toHaveAttribute('data-state', 'cancelled', { timeout: 20_000 });
  await sheet.getByRole('button', { name: '닫기' }).click();
  await expect(sheet).toHaveCount(0);
});

test('in English: CSV with a mark and Parquet with rows, and every question answered', async () => {
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await goTo(page, 'history');
  await expect(page.getByTestId('history-chart')).toBeVisible();
  await page.getByRole('radio', { name: 'All', exact: true }).click();
  await expect
    .poll(async () => Number(await page.getByTestId('history-chart').getAttribute('data-points')))
    .toBeGreaterThan(100);
  await picture('en-trend');
  for (const [name, file] of [
    ['Compare two periods', 'compare'],
    ['Correlation', 'correlate'],
    ['Heat map', 'heat-map'],
    ['Statistics', 'statistics'],
  ] as const) {
    await tab(name);
    await answered();
    await picture(`en-${file}`);
  }
  await page.getByRole('radio', { name: 'Week', exact: true }).first().click();
  await page.getByTestId('open-export').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Exported by').fill('Kim');
  for (const format of ['CSV', 'Parquet']) {
    await sheet.getByRole('radio', { name: format, exact: true }).click();
    await sheet.getByTestId('start-export').click();
    const run = sheet.getByTestId('export-run').filter({ hasText: `.${format.toLowerCase()}` });
    await expect(run.first()).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  }
  await picture('en-export');
  const file = (end: string): string =>
    path.join(
      running.dataDir,
      readdirSync(running.dataDir).find((each) => each.endsWith(end)) ?? '',
    );
  const csv = readFileSync(file('.csv'));
  expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect((parse(csv, { bom: true }) as string[][]).length).toBeGreaterThan(1000);
  const parquet = readFileSync(file('.parquet'));
  expect(statSync(file('.parquet')).size).toBe(parquet.length);
  expect(
    Number(
      parquetMetadata(
        parquet.buffer.slice(
          parquet.byteOffset,
          parquet.byteOffset + parquet.length,
        ) as ArrayBuffer,
      ).num_rows,
    ),
  ).toBeGreaterThan(1000);
  expect(existsSync(path.join(running.dataDir, 'exports', 'exports.json'))).toBe(true);
  await page.keyboard.press('Escape');
  expect(complaints).toEqual([]);
});
