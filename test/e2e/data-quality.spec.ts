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

/** Trust in the readings, in the real window over the real engine: found, replaced, corrected and taken back. */
test.describe.configure({ mode: 'serial' });

const PAST_DAYS = 1.3;
const HOUR_MS = 3_600_000;
const PH = 'AIT-101.pv';
const STUCK = 'AIT-605.pv';

let running: RunningApp;
let page: Page;
let dataDir: string;

test.beforeAll(async ({}, info) => {
  info.setTimeout(180_000);
  dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-quality-'));
  const past = spawnSync(process.execPath, ['test/e2e/quality-past.ts', dataDir, String(PAST_DAYS)], { cwd: root, stdio: 'inherit' });
  if (past.status !== 0) throw new Error('the past could not be written');
  running = await launch({ dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  // The stored minutes teach the tests first.
  await expect.poll(async () => ((await askEngine(page, 'dataQuality.list')) as { catchingUp: number | null }).catchingUp, { timeout: 120_000 }).toBeNull();
});
test.afterAll(async () => {
  await running.close(true);
  rmSync(dataDir, { recursive: true, force: true });
});

const row = (tag: string) => page.locator(`button[data-sensor="${tag}"]`);
const open = async (tag: string): Promise<void> => {
  await goTo(page, 'dataQuality');
  const detail = page.locator(`[data-testid="sensor-detail"][data-sensor="${tag}"]`);
  if ((await detail.count()) === 0) await row(tag).click();
  await expect(detail).toBeVisible();
};
const tab = (at: 0 | 1 | 2): Promise<void> => page.getByTestId('sensor-detail').getByRole('radiogroup').first().getByRole('radio').nth(at).click();

test('a signal that stands still is found, with what to do about it in words', async () => {
  await open(STUCK);
  await tab(2);
  await expect(page.getByTestId('sensor-detail')).toContainText('값 고정');
  await tab(0);
  await expect(page.getByTestId('sensor-detail').getByRole('heading', { name: '100점에서 깎인 사유' })).toBeVisible();
  await expect(page.getByTestId('sensor-detail').locator('li').filter({ hasText: '값 고정' }).first()).toBeVisible();
  await expect(page.getByTestId('quality-chart')).toBeVisible();
});

test('what stands in for it is marked wherever its number is shown', async () => {
  await open(STUCK);
  await expect(page.getByTestId('stands-in')).toContainText('대체');
  await goTo(page, 'overview');
  const item = page.locator('button[data-mark]').filter({ has: page.getByTestId(`value-${STUCK}`) });
  await expect(item).toHaveAttribute('data-mark', /pattern|virtual/);
  await expect(item).toContainText(/과거|추정/);
  await item.click();
  await expect(page.getByRole('dialog').locator(`[data-tag="${STUCK}"]`)).toHaveAttribute('data-mark', /pattern|virtual/);
  await expect(page.getByRole('dialog').locator(`[data-tag="${STUCK}"]`)).toContainText('읽은 값');
  await page.keyboard.press('Escape');
});

test('what persons measured leads to a correction that is accepted here and undone in English', async () => {
  const nowMs = Date.now();
  for (const hours of [22, 16, 10, 4]) {
    const sampledMs = nowMs - hours * HOUR_MS;
    const { raw } = (await askEngine(page, 'provenance.value', { tag: PH, atMs: sampledMs })) as { raw: { value: number } };
    const draft = {
      id: crypto.randomUUID(), item: 'pH', point: 'TK-PH', tag: PH, sampledMs, value: Number((raw.value - 0.8).toFixed(2)), qualifier: 'exact', unit: 'pH',
      how: 'portable', method: 'glass electrode', person: 'Kim', laboratory: null, quantificationLimit: null, uncertainty: null, note: '',
    };
    await askEngine(page, 'laboratory.enter', { draft, who: 'Kim' });
  }
  await open(PH);
  await tab(1);
  await expect(page.getByTestId('proposal')).toBeVisible();
  await page.getByTestId('accept').click();
  await page.getByTestId('quality-send').click();
  await expect(page.getByRole('dialog')).toContainText('이름을 적으십시오');
  await page.getByLabel('이름', { exact: true }).fill('Kim');
  await page.getByTestId('quality-send').click();
  await expect(page.getByTestId('quality-done')).toContainText('적용했습니다');
  await expect(page.getByTestId('correction')).toContainText('Kim');

  await goTo(page, 'overview');
  const value = page.locator(`[data-tag="${PH}"]`).first();
  await expect(value).toHaveAttribute('data-corrected', 'true');

  await setLook(page, 'en', 'light');
  await open(PH);
  await tab(1);
  await page.getByTestId('undo').click();
  await page.getByLabel('Name', { exact: true }).fill('Lee');
  await page.getByTestId('quality-send').click();
  await expect(page.getByTestId('quality-done')).toContainText('undone');
  await expect(page.getByTestId('correction')).toHaveCount(0);
  await goTo(page, 'overview');
  await expect(page.locator(`[data-tag="${PH}"]`).first()).toHaveAttribute('data-corrected', 'false');
});

test('a calibration is put on record by keyboard, and maintenance rests the tests', async () => {
  await open(PH);
  await tab(1);
  await page.getByTestId('record-calibration').press('Enter');
  await page.getByLabel('Standard').fill('seven');
  await expect(page.getByRole('dialog')).toContainText('Enter a number');
  await page.getByLabel('Standard').fill('7.00');
  await page.getByLabel('Reading before').fill('7.8');
  await page.getByLabel('Reading after').fill('7.0');
  await page.getByLabel('Name', { exact: true }).fill('Lee');
  await page.getByTestId('quality-send').press('Enter');
  await expect(page.getByTestId('quality-done')).toContainText('on record');
  await page.getByRole('button', { name: 'Start maintenance' }).click();
  await page.getByTestId('quality-send').click();
  await expect(page.getByTestId('sensor-detail')).toHaveAttribute('data-state', 'maintenance');
  // A critical sensor that somebody works on is not there; the top bar tells it on every screen.
  await expect(page.getByTestId('data-trust')).toHaveAttribute('data-lost', /[1-9]/, { timeout: 40_000 });
  await expect(page.getByTestId('critical-lost')).toHaveAttribute('data-count', /[1-9]/);
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await page.getByTestId('quality-send').click();
  await expect(page.getByTestId('sensor-detail')).not.toHaveAttribute('data-state', 'maintenance');
});
