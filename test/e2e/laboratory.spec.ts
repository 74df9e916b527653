import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { DateTime } from 'luxon';
import { workbook } from '../engine/laboratory/files.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { killEngineOf } from './processes.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/** The laboratory in the real window: a reading by keyboard, its correction, a file with bad rows, and every step taken back. */
const WORDS = {
  ko: { undo: '되돌리기', list: '측정값 목록', compare: '센서와 비교', import: '파일 가져오기', open: '열기', correct: '정정', withdraw: '무효로 하기', versions: '변경 이력', undoImport: '가져오기 되돌리기', gone: '되돌림', unknownPoint: '이 설비에 없는 지점입니다', impossible: '있을 수 없는 값', twice: '이미 가져왔습니다' },
  en: { undo: 'Undo', list: 'Readings', compare: 'Against sensors', import: 'Import a file', open: 'Open', correct: 'Correct', withdraw: 'Withdraw', versions: 'Versions', undoImport: 'Undo the import', gone: 'Undone', unknownPoint: 'The plant has no such point', impossible: 'cannot be', twice: 'imported already' },
} as const;

let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(() => running.close());

/** What a person sees, for looking at while working on it. */
const picture = async (name: string): Promise<void> => {
  const folder = process.env['MULJIGI_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

/** A laboratory's workbook of this week with three results to take and two that cannot be. */
async function resultsFile(language: Language): Promise<string> {
  const day = DateTime.now().setZone('Asia/Seoul').minus({ days: 2 }).toFormat('yyyy.MM.dd');
  const heads = language === 'ko' ? ['채취일시', '시료명', 'pH', 'T-N(mg/L)', 'T-P(mg/L)'] : ['Sampled at', 'Sampling point', 'pH', 'T-N(mg/L)', 'T-P(mg/L)'];
  const place = language === 'ko' ? '방류수' : 'Effluent';
  const bytes = await workbook((book) => {
    const sheet = book.addWorksheet('Results');
    sheet.addRow([language === 'ko' ? '분석기관: 한밭환경' : 'Laboratory: Hanbat']);
    sheet.addRow(heads);
    sheet.addRow([`${day} 09:30`, place, language === 'ko' ? 7.1 : 7.2, 11.2, '<0.05']);
    sheet.addRow([`${day} 10:30`, place, 71, null, null]);
    sheet.addRow([`${day} 11:30`, language === 'ko' ? '뒷마당' : 'Backyard', 7.3, null, null]);
  });
  const file = path.join(running.dataDir, `results-${language}.xlsx`);
  writeFileSync(file, bytes);
  return file;
}

for (const language of ['ko', 'en'] as const) {
  const words = WORDS[language];

  test(`a reading by keyboard alone, beside its sensor, taken back and entered again, ${language}`, async () => {
    await goTo(page, 'overview');
    await setLook(page, language, 'light');
    await goTo(page, 'laboratory');
    await page.locator('#lab-tab-enter').click();
    await expect(page.getByTestId('beside-sensor')).toContainText(/\d/);
    await page.getByTestId('reading-person').fill('Kim');
    const value = page.getByTestId('reading-value');
    await value.fill('19');
    await expect(page.getByText(words.impossible)).toBeVisible();
    await value.fill(language === 'ko' ? '7,2' : '7.25');
    await expect(page.getByTestId('beside-difference')).toContainText(/\d/);
    await saveBy(() => value.press('Control+Enter'), page.getByTestId('entered-row'));
    await page.getByTestId('entered-row').getByRole('button', { name: words.undo }).click();
    await expect(page.getByTestId('entered-row')).toHaveCount(0);
    // What was taken back stands in the field again.
    await expect(value).toHaveValue(language === 'ko' ? '7.2' : '7.25');
    await value.fill(language === 'ko' ? '7.4' : '7.45');
    await saveBy(() => value.press('Control+Enter'), page.getByTestId('entered-row'));
  });

  test(`a round of pH by Enter alone goes from point to point, ${language}`, async () => {
    await page.getByTestId('entered-row').getByRole('button', { name: words.undo }).click();
    await expect(page.getByTestId('entered-row')).toHaveCount(0);
    await page.getByRole('checkbox').check();
    const value = page.getByTestId('reading-value');
    const sensors: (string | null)[] = [];
    for (let n = 1; n <= 3; n++) {
      sensors.push(await page.getByTestId('beside').locator('dt').first().textContent());
      await value.fill('7.0');
      await saveBy(() => value.press('Enter'), page.getByTestId('entered-row').nth(n - 1));
      await expect(value).toBeFocused();
      await expect(value).toHaveValue('');
    }
    // Each at its own sensor.
    expect(new Set(sensors).size).toBe(3);
    await page.getByRole('checkbox').uncheck();
    for (let left = 3; left > 1; left--) {
      await page.getByTestId('entered-row').first().getByRole('button', { name: words.undo }).click();
      await expect(page.getByTestId('entered-row')).toHaveCount(left - 1);
    }
  });

  test(`a correction and a withdrawal stay in the history, ${language}`, async () => {
    await page.getByRole('tab', { name: words.list }).click();
    const rows = page.getByTestId('readings').locator('tbody tr');
    await expect(rows).toHaveCount(1);
    await rows.first().getByRole('button', { name: words.open }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: words.correct }).click();
    await dialog.getByTestId('reading-value').fill('7.5');
    await dialog.getByTestId('version-reason').fill('Misread');
    await saveBy(() => dialog.getByTestId('confirm-version').click(), rows.first().getByText('7.5', { exact: true }));
    await expect(dialog).toHaveCount(0);
    await rows.first().getByRole('button').click();
    await expect(dialog.getByTestId('versions').getByRole('listitem')).toHaveCount(2);
    await expect(dialog.getByTestId('versions')).toContainText('Misread');
    await dialog.getByRole('radio', { name: words.withdraw }).click();
    await dialog.getByTestId('version-reason').fill('Wrong bottle');
    await dialog.getByTestId('confirm-version').click();
    await expect(rows).toHaveCount(0);
  });

  test(`a workbook with bad rows is shown, taken, recognised and taken back, ${language}`, async () => {
    const file = await resultsFile(language);
    await page.getByRole('tab', { name: words.import }).click();
    await page.getByTestId('import-file').setInputFiles(file);
    await expect(page.getByTestId('import-preview')).toBeVisible();
    await expect(page.getByTestId('row-rejected')).toHaveCount(2);
    await expect(page.getByTestId('import-rows')).toContainText(words.unknownPoint);
    await expect(page.getByTestId('import-rows')).toContainText('71');
    await page.getByTestId('import-who').fill('Kim');
    await page.getByTestId('confirm-import').click();
    await expect(page.getByTestId('import-done')).toContainText('3');
    await page.getByRole('tab', { name: words.list }).click();
    await expect(page.getByTestId('readings').locator('tbody tr')).toHaveCount(3);
    await expect(page.getByTestId('readings')).toContainText('< 0.05');
    await page.getByRole('tab', { name: words.compare }).click();
    await expect(page.getByTestId('agreement')).toBeVisible();
    await page.getByRole('tab', { name: words.import }).click();
    await page.getByTestId('import-file').setInputFiles(file);
    await expect(page.getByText(words.twice)).toBeVisible();
    await expect(page.getByTestId('confirm-import')).toBeDisabled();
    await page.getByTestId('import-preview').getByRole('button', { name: language === 'ko' ? '취소' : 'Cancel' }).click();
    const record = page.getByTestId('import-record').first();
    await record.getByRole('button', { name: words.undoImport }).click();
    await page.getByTestId('undo-reason').fill('Other plant');
    await page.getByTestId('confirm-undo').click();
    await expect(record).toContainText(words.gone);
    await page.getByRole('tab', { name: words.list }).click();
    await expect(page.getByTestId('readings').locator('tbody tr')).toHaveCount(0);
  });
}

test('columns that were set stand again when the engine died before the file was taken in', async () => {
  const file = await resultsFile('en');
  await page.getByRole('tab', { name: WORDS.en.import }).click();
  await page.getByTestId('import-file').setInputFiles(file);
  await page.getByRole('radio', { name: 'Columns', exact: true }).click();
  await page.getByTestId('map-laboratory').fill('Geum river laboratory');
  await page.getByLabel('Time where none is given').fill('10:3');
  await expect(page.getByTestId('apply-mapping')).toBeDisabled();
  await expect(page.getByTestId('confirm-import')).toBeDisabled();
  await expect.poll(() => askEngine(page, 'drafts.list').then((kept) => JSON.stringify(kept))).toContain('10:3');
  killEngineOf(path.resolve(running.dataDir));
  // The look at the file died with the engine; what was set is offered with the file's name.
  await expect(page.getByTestId('import-pending')).toContainText('results-en.xlsx', { timeout: 40_000 });
  await expect(page.getByRole('alert')).toContainText('Choose the file again');
  await picture('import-pending-en');
  await page.getByTestId('import-file').setInputFiles(file);
  await expect(page.getByTestId('kept-note')).toBeVisible();
  await page.getByRole('radio', { name: 'Columns', exact: true }).click();
  await expect(page.getByTestId('map-laboratory')).toHaveValue('Geum river laboratory');
  await expect(page.getByLabel('Time where none is given')).toHaveValue('10:3');
  await page.getByLabel('Time where none is given').fill('10:30');
  await page.getByTestId('apply-mapping').click();
  await page.getByTestId('import-who').fill('Kim');
  await picture('import-kept-en');
  await page.getByTestId('confirm-import').click();
  await expect(page.getByTestId('import-done')).toBeVisible();
  await expect(page.getByTestId('import-pending')).toHaveCount(0);
  await expect(page.getByTestId('import-record').first()).toContainText('Geum river laboratory');
});

test('without a complaint of the page', () => {
  expect(complaints).toEqual([]);
});

/** Presses what saves; an unusual value asks why first, and the virtual plant decides whether this one is. */
async function saveBy(press: () => Promise<void>, saved: Locator): Promise<void> {
  const why = page.getByTestId('explanation');
  await press();
  await expect(saved.or(why)).toBeVisible();
  if (!(await why.isVisible())) return;
  await why.fill('Checked twice');
  await press();
  await expect(saved).toBeVisible();
}
