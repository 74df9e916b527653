import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { firstValue, goTo } from './window-actions.ts';

/** Trouble is brought to the virtual plant from the window and seen in the plant's readings. */
test.describe.configure({ mode: 'serial' });

let running: RunningApp;
let page: Page;

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
  await goTo(page, 'virtualPlant');
  await expect(page.getByTestId('vp-active')).toBeVisible();
});
test.afterAll(() => running.close());

const tab = (name: string): Promise<void> => page.locator(`#vp-tab-${name}`).click();
const row = (sensor: string) => page.locator(`tr[data-sensor="${sensor}"]`);
/** True value or reading of an instrument as the table shows it. */
const shown = async (sensor: string, column: 0 | 1): Promise<number> =>
  Number.parseFloat((await row(sensor).locator('td').nth(column).textContent()) ?? '');

test('a level that stands still in the window while the water rises', async () => {
  await tab('instruments');
  const before = await shown('LIT-001', 1);
  await row('LIT-001').getByRole('button', { name: /고장 넣기/ }).click();
  // Stuck is the first kind in the list.
  await page.getByTestId('vp-inject').click();
  await expect(page.getByTestId('vp-outcome')).toHaveAttribute('data-bad', 'false');
  await expect(row('LIT-001')).toHaveAttribute('data-broken', 'true');
  await expect(page.getByTestId('vp-active')).toHaveAttribute('data-count', '1');

  await tab('water');
  const level = page.getByLabel('유량조정조 m', { exact: true });
  await level.fill('9');
  await expect(page.getByRole('alert')).toContainText('허용 범위');
  await level.fill('2.4');
  await level.press('Enter');

  await tab('instruments');
  await expect.poll(() => shown('LIT-001', 0)).toBeGreaterThan(2.3);
  expect(Math.abs((await shown('LIT-001', 1)) - before)).toBeLessThan(0.05);
  // The reading that came over Modbus is the stuck one as well.
  await goTo(page, 'overview');
  await page.getByTestId('tank-TK-EQ').click();
  await expect(page.getByRole('dialog')).toContainText(before.toFixed(1).slice(0, 3));
  await page.keyboard.press('Escape');
});

test('it stands in the event list as something brought in, with who did it', async () => {
  await goTo(page, 'events');
  await expect(page.getByTestId('event-rows')).toContainText('가상 설비 조작: 계측기 고장 값 고정');
});

test('clearing everything lets the reading follow the water again', async () => {
  await goTo(page, 'virtualPlant');
  await page.getByTestId('vp-clear-all').click();
  await page.getByTestId('vp-clear-confirm').click();
  await expect(page.getByTestId('vp-active')).toHaveAttribute('data-count', '0');
  await tab('instruments');
  await expect.poll(async () => Math.abs((await shown('LIT-001', 0)) - (await shown('LIT-001', 1))), { timeout: 20_000 }).toBeLessThan(0.05);
});

test('a cut needs a second look and can be restored', async () => {
  await tab('outages');
  const site = page.locator('li[data-outage="site"]');
  await site.getByRole('button').click();
  await page.getByLabel('지속 시간').fill('x');
  await expect(page.getByTestId('vp-cut')).toBeDisabled();
  await page.getByLabel('지속 시간').fill('5');
  await page.getByTestId('vp-cut').click();
  await expect(site).toHaveAttribute('data-cut', 'true');
  await site.getByRole('button').click();
  await expect(site).toHaveAttribute('data-cut', 'false');
});

test('a scenario starts, shows what is expected, and is stopped', async () => {
  await tab('scenarios');
  await expect.poll(() => page.locator('button[data-scenario]').count()).toBeGreaterThanOrEqual(19);
  await page.locator('button[data-scenario="s-10"]').click();
  await page.getByTestId('vp-scenario-start').click();
  await expect(page.getByTestId('vp-scenario')).toHaveAttribute('data-state', 'playing');
  await expect(page.locator('[data-testid="vp-scenario"] li[data-state="met"]').first()).toBeVisible({ timeout: 40_000 });
  await page.getByTestId('vp-scenario-stop').click();
  await expect(page.getByTestId('vp-scenario')).toHaveAttribute('data-state', 'stopped');
});

test('with another connection there is no such screen', async () => {
  await goTo(page, 'settings');
  await page.locator('#settings-tab-connection').click();
  await page.getByRole('radio', { name: 'Modbus TCP' }).click();
  await page.getByLabel('주소').fill('127.0.0.1');
  await page.getByRole('button', { name: '이 설정으로 연결' }).click();
  // A plant that can be hurt asks for its first administrator; it can be put off.
  await expect(page.getByRole('dialog')).toContainText('관리자');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await goTo(page, 'overview');
  await expect(page.locator('nav button[data-screen="virtualPlant"]')).toHaveCount(0, { timeout: 20_000 });
});
