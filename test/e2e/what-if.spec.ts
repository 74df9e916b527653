import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { killEngineOf } from './processes.ts';
import { firstValue, goTo } from './window-actions.ts';

/** What-if in the real window: the engine copies the virtual plant and a process of its own works both futures out. */
test.describe.configure({ mode: 'serial' });

let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await goTo(page, 'whatIf');
});
test.afterAll(() => running.close());

const days = (count: number): Promise<void> => page.getByRole('radio', { name: `${String(count)}일`, exact: true }).click();
const run = (): Promise<void> => page.getByTestId('what-if-run').click();

test('says plainly that nothing reaches the plant, and what to do', async () => {
  await expect(page.getByText('실제 설비로는 아무것도 보내지 않습니다')).toBeVisible();
  await expect(page.getByText('만약 …라면 어떻게 될까요?')).toBeVisible();
});

test('a changed set-point gives two curves and a table of differences', async () => {
  await days(1);
  await page.getByRole('button', { name: '송풍 줄임' }).click();
  const row = page.getByTestId('change-setpoint');
  await expect(row).toContainText('현재');
  const field = row.getByLabel('새 값');
  await field.fill('99');
  await expect(row).toContainText('허용 범위');
  await expect(page.getByTestId('what-if-run')).toBeDisabled();
  await field.fill('1');
  await run();
  await expect(page.getByTestId('what-if-progress')).toBeVisible();
  await expect(page.getByTestId('difference-table')).toBeVisible({ timeout: 90_000 });
  await expect(page.getByTestId('future-charts').locator('canvas')).not.toHaveCount(0);
  await expect(page.getByTestId('what-if-verdict').getByRole('listitem')).not.toHaveCount(0);
  const energy = page.locator('tr[data-figure="energy"]');
  await expect(energy).toHaveAttribute('data-judgement', 'better');
  await expect(energy).toContainText('−');
});

test('a reload brings the last answer back, and the question as it was being changed', async () => {
  const field = page.getByTestId('change-setpoint').getByLabel('새 값');
  await field.fill('2.');
  await expect.poll(() => askEngine(page, 'drafts.list').then((kept) => JSON.stringify(kept))).toContain('what-if');
  // The address keeps the screen.
  await page.reload();
  await expect(page.getByTestId('difference-table')).toBeVisible();
  await expect(field).toHaveValue('2.');
  await expect(page.getByTestId('kept-note')).toBeVisible();
  await page.getByRole('button', { name: '이 결과의 질문 불러오기' }).click();
  await expect(field).toHaveValue('1');
  await page.getByRole('button', { name: '되돌리기' }).click();
  await expect(field).toHaveValue('2.');
  await page.getByRole('button', { name: '이 결과의 질문 불러오기' }).click();
});

test('a forecast the engine died over says so, keeps its question and is worked out again', async () => {
  await days(14);
  await run();
  await expect(page.getByTestId('what-if-progress')).toBeVisible();
  killEngineOf(path.resolve(running.dataDir));
  await expect(page.getByRole('alert').filter({ hasText: '예측하지 못했습니다' })).toContainText('다시 시작되었습니다', { timeout: 40_000 });
  await expect(page.getByTestId('what-if-progress')).toHaveCount(0);
  await expect(page.getByTestId('change-setpoint').getByLabel('새 값')).toHaveValue('1');
  await page.getByTestId('what-if-again').click();
  await page.getByTestId('what-if-progress').getByRole('button', { name: '취소' }).click();
  await expect(page.getByText('취소했습니다. 계산 결과가 없습니다.')).toBeVisible();
});

test('two weeks can be cancelled', async () => {
  await days(14);
  await run();
  await page.getByTestId('what-if-progress').getByRole('button', { name: '취소' }).click();
  await expect(page.getByText('취소했습니다. 계산 결과가 없습니다.')).toBeVisible();
  await expect(page.getByTestId('what-if-run')).toBeEnabled();
});

test('by keyboard alone, and without a complaint of the page', async () => {
  const takeOut = page.getByTestId('change-setpoint').getByRole('button', { name: '빼기' });
  await takeOut.press('Enter');
  await expect(page.getByTestId('change-setpoint')).toHaveCount(0);
  await page.getByRole('radio', { name: '1일', exact: true }).press('Space');
  await page.getByTestId('what-if-run').press('Enter');
  await expect(page.getByTestId('difference-table')).toBeVisible({ timeout: 90_000 });
  await expect(page.getByTestId('what-if-verdict')).toContainText('두 경우가 똑같습니다');
  expect(complaints).toEqual([]);
});
