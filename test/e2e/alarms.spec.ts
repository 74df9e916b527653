import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { firstValue, goTo, setSize } from './window-actions.ts';

/** An alarm of the plant in the real window: it rings, is seen, shelved, gone, and stands in the journal. */
test.describe.configure({ mode: 'serial' });

let running: RunningApp;
let page: Page;

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(() => running.close());

const tab = (name: string): Promise<void> => page.locator(`#alarm-tab-${name}`).click();
const row = (id: string) => page.getByTestId(`alarm-${id}`);
const plant = (command: object): Promise<unknown> => askEngine(page, 'virtualPlant.control', { who: 'test', command });
const send = async (line?: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  const name = dialog.getByLabel('이름');
  if (await name.isVisible()) await name.fill('김기사');
  if (line !== undefined) await dialog.getByLabel(/^(사유|메모)/).fill(line);
  await page.getByTestId('alarm-send').click();
  await expect(dialog).toBeHidden();
};

test('a chemical that runs low rings on every screen and says what to do', async () => {
  await plant({ cmd: 'stock', machine: 'pacPump', litres: 1 });
  await expect(page.getByTestId('alarm-sound')).toHaveAttribute('data-look', 'sounding', { timeout: 30_000 });
  await goTo(page, 'trends');
  await expect(page.getByTestId('alarm-sound')).toHaveAttribute('data-look', 'sounding');
  await page.getByTestId('alarm-counts').click();
  await expect(row('low-ls-111')).toContainText('미확인');
  await row('low-ls-111').getByRole('button').first().click();
  await expect(page.getByTestId('alarm-help')).toContainText('쓴 만큼 보충하지 않았거나');
  await expect(page.getByTestId('alarm-help')).toContainText('보호장갑·보안경을 쓰고 보충');
});

test('silence acknowledges nothing', async () => {
  await page.getByTestId('alarm-sound').click();
  await expect(page.getByTestId('alarm-sound')).toHaveAttribute('data-look', 'silenced');
  await expect(row('low-ls-111')).toContainText('미확인');
  await page.getByTestId('alarm-sound').click();
  await expect(page.getByTestId('alarm-sound')).toHaveAttribute('data-look', 'sounding');
});

test('a person acknowledges it with a note; it stays while it stands', async () => {
  await row('low-ls-111').getByRole('button', { name: /^확인/ }).click();
  await send('보충 준비');
  await expect(row('low-ls-111')).toHaveAttribute('data-state', 'acknowledged');
  await expect(row('low-ls-111')).toContainText('김기사');
  await expect(page.getByTestId('alarm-sound')).not.toHaveAttribute('data-look', 'sounding');
});

test('it is shelved with a reason, seen on the shelf, and taken off it again', async () => {
  await page.getByTestId('alarm-help').getByRole('button', { name: '잠시 보류' }).click();
  await page.getByTestId('alarm-send').click();
  await expect(page.getByRole('dialog')).toContainText('사유를 적어야 합니다');
  await send('오후에 약품 입고');
  await expect(row('low-ls-111')).toBeHidden();
  await tab('aside');
  const shelf = page.getByTestId('aside-rows');
  await expect(shelf).toContainText('PAC 탱크 저수위');
  await expect(shelf).toContainText('오후에 약품 입고');
  await expect(shelf).toContainText('조건 있음');
  await shelf.getByRole('button', { name: /^보류 해제/ }).first().click();
  await send();
  await tab('list');
  await expect(row('low-ls-111')).toHaveAttribute('data-state', 'unacknowledged');
});

test('several come at once: those on the screen are acknowledged together, the one that is gone leaves the list', async () => {
  // Without its off-delay the test need not wait for the float to settle.
  const setting = { priority: null, onDelayS: null, offDelayS: 1, deadBand: null, opensWork: null };
  await askEngine(page, 'alarms.configure', { alarm: 'low-ls-111', setting, why: 'test', who: 'test' });
  await plant({ cmd: 'stock', machine: 'polymerPump', litres: 1 });
  await plant({ cmd: 'stock', machine: 'naohPump', litres: 1 });
  await expect(row('low-ls-113')).toBeVisible({ timeout: 30_000 });
  await expect(row('low-ls-112')).toBeVisible({ timeout: 30_000 });
  await plant({ cmd: 'stock', machine: 'pacPump', litres: 4000 });
  await expect(row('low-ls-111')).toHaveAttribute('data-state', 'returned', { timeout: 60_000 });
  await page.getByTestId('ack-page').click();
  await send();
  await expect(row('low-ls-111')).toBeHidden();
  await expect(row('low-ls-112')).toHaveAttribute('data-state', 'acknowledged');
});

test('the journal finds it by name, state and person, and writes it to a file', async () => {
  await tab('journal');
  const journal = page.getByTestId('journal-rows');
  await expect(journal.getByRole('row').filter({ hasText: 'PAC 탱크 저수위' })).toHaveCount(2);
  await page.getByLabel('이름, 메모 찾기').fill('입고');
  await expect(journal.getByRole('row').filter({ hasText: 'PAC 탱크 저수위' })).toHaveCount(1);
  await page.getByLabel('이름, 메모 찾기').fill('');
  await page.getByRole('button', { name: /CSV/ }).click();
  const note = page.getByRole('status').filter({ hasText: '.csv' });
  await expect(note).toBeVisible();
  const file = /\S+\.csv/.exec((await note.textContent()) ?? '')?.[0] ?? '';
  const text = readFileSync(path.isAbsolute(file) ? file : path.join(running.dataDir, path.basename(file)), 'utf8');
  expect(text).toContain('low-ls-111');
  expect(text).toContain('보충 준비');
});

test('the horn outdoors is tried out from the settings; the lamp shines for what still stands', async () => {
  await tab('settings');
  const output = (name: string) => page.getByTestId(`annunciator-PLC-ANN.${name}`);
  await expect(output('lamp')).toHaveAttribute('data-on', 'true');
  await expect(output('flash')).toHaveAttribute('data-on', 'false');
  await page.getByTestId('annunciator-test').click();
  await send();
  await expect(output('siren')).toHaveAttribute('data-on', 'true');
  await expect(output('siren')).toHaveAttribute('data-on', 'false', { timeout: 10_000 });
});

test('a changed delay is marked with who changed it, and taken back', async () => {
  await tab('settings');
  await page.getByLabel('경보 찾기').fill('PAC 탱크');
  const setting = page.getByTestId('alarm-settings').getByRole('row').filter({ hasText: 'PAC 탱크 저수위' });
  await setting.getByRole('button').click();
  await page.getByRole('dialog').getByLabel('켜짐 지연').fill('12');
  await send('수위 흔들림');
  await expect(setting).toContainText('12');
  await expect(setting).toContainText('김기사');
  await setting.getByRole('button').click();
  await expect(page.getByRole('dialog')).toContainText('수위 흔들림');
  await page.getByRole('button', { name: '프로필 값으로' }).click();
  await send('원래대로');
  await expect(setting).not.toContainText('바꿈');
});
