import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Backup and restore in the real window: made, seen verified, previewed, brought back; a wrong passphrase; both languages. */
test.describe.configure({ mode: 'serial', timeout: 150_000 });

let running: RunningApp;
let page: Page;
const complaints: string[] = [];
const PASSPHRASE = 'seven blue herons';

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  await goTo(page, 'backup');
});
test.afterAll(() => running.close());

const ended = () => page.getByTestId('backup-ended');
const rows = () => page.getByTestId('backup-row');

test('says that there is no backup yet, makes one with a name, and shows it verified', async () => {
  await expect(page.getByTestId('backup-safety')).toHaveAttribute('data-mood', 'none');
  await expect(page.getByTestId('bottom-backup')).toHaveText('백업 없음');
  await page.getByTestId('backup-now').click();
  await page.getByTestId('start-backup').click();
  await expect(page.getByText('이름을 입력하십시오.')).toBeVisible();
  await page.getByLabel('이름').fill('김기사');
  await page.getByTestId('start-backup').click();
  await expect(ended()).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(page.getByTestId('backup-safety')).toHaveAttribute('data-mood', 'localOnly');
  await expect(rows().first()).toContainText('확인됨');
  const [dir] = readdirSync(path.join(running.dataDir, 'backups'));
  const manifest = JSON.parse(
    readFileSync(path.join(running.dataDir, 'backups', dir ?? '', 'manifest.json'), 'utf8'),
  ) as { who: string };
  expect(manifest.who).toBe('person:김기사');
});

test('tries it in the restore test', async () => {
  await page.getByRole('button', { name: '복구 시험', exact: true }).click();
  await expect(ended()).toContainText('복구 시험을 통과했습니다', { timeout: 60_000 });
  await expect(rows().first()).toContainText('복구 시험 통과');
});

test('checks the records on request and keeps who asked for it', async () => {
  await page.getByRole('button', { name: '기록 돌보기' }).click();
  const check = page.getByTestId('keeping-check');
  await expect(check).toContainText('아직 한 적이 없습니다');
  await expect(page.getByTestId('keeping-purge').getByRole('button')).toBeDisabled();
  await check.getByRole('button').click();
  await expect(check).toContainText('이상 없음', { timeout: 60_000 });
  if (process.env['MULJIGI_PICTURES'] !== undefined) await page.screenshot({ path: `${process.env['MULJIGI_PICTURES']}/keeping.png` });
  await page.getByRole('button', { name: '닫기' }).last().click();
  await goTo(page, 'records');
  await page.getByRole('radiogroup').first().getByText('품질·실험실·백업', { exact: true }).click();
  await expect(page.getByText('무결성 검사').first()).toBeVisible();
  await expect(page.getByText('김기사').first()).toBeVisible();
  await goTo(page, 'backup');
});

test('previews what a restore would change, and restores with a name and a tick', async () => {
  await rows().first().getByRole('button', { name: '되돌리기' }).click();
  const preview = page.getByTestId('restore-preview');
  await expect(preview).toBeVisible({ timeout: 60_000 });
  await expect(preview).toContainText('설비 프로필은 지금과 같습니다.');
  await expect(preview.locator('tbody tr')).toHaveCount(6);
  await page.getByTestId('start-restore').click();
  await expect(page.getByText('확인란을 표시하십시오.')).toBeVisible();
  await page.getByRole('checkbox').check();
  await page.getByTestId('start-restore').click();
  await expect(ended()).toContainText('백업으로 되돌렸습니다', { timeout: 80_000 });
  await expect(rows().filter({ hasText: '되돌리기 전' })).toHaveCount(1);
  await goTo(page, 'events');
  await expect(page.getByTestId('event-rows')).toContainText('백업으로 복구함');
  await goTo(page, 'backup');
});

test('in English: an encrypted one, which a wrong passphrase does not open', async () => {
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await goTo(page, 'backup');
  await expect(page.getByTestId('backup-safety')).toContainText('only inside this PC');
  await page.getByTestId('backup-now').click();
  await page.getByRole('radio', { name: 'Passphrase' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Passphrase again').fill(PASSPHRASE);
  await page.getByLabel('Name').fill('Kim');
  await page.getByTestId('start-backup').click();
  await expect(ended()).toHaveAttribute('data-state', 'done', { timeout: 80_000 });
  await expect(rows().first()).toContainText('encrypted');
  await rows().first().getByRole('button', { name: 'Restore' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill('seven red herons');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('does not fit. Nothing was changed', {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Enter again' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByTestId('restore-preview')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
});

test('keeps settings with a name, shows a recovery code once, and the page has nothing to complain about', async () => {
  await page.getByRole('button', { name: 'Settings', exact: true }).last().click();
  await page.getByLabel('Time of the daily backup').fill('25:00');
  await page.getByTestId('save-backup-settings').click();
  await expect(page.getByText('Write it as 00:00 to 23:59.')).toBeVisible();
  await page.getByLabel('Time of the daily backup').fill('03:15');
  await page.getByRole('button', { name: 'Make recovery code' }).click();
  await expect(page.getByTestId('recovery-code')).toContainText('AGE- SECR ET-K EY-1');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('radio', { name: 'External drives only' }).click();
  await page.getByTestId('save-backup-settings').click();
  await expect(page.getByTestId('backup-safety')).toContainText('03:15');
  expect(complaints).toEqual([]);
});
