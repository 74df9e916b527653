import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Work in the real window: stock is counted and delivered, an order takes parts, the shelf warns, a locked pump does not start. */
const ITEM = 'blower-filter';
const UNIT = 'P-101A';
const OWNER = { ko: '김기술', en: 'T. Kim' } as const;

let running: RunningApp;
let page: Page;
const complaints: string[] = [];
const picturesDir = process.env['MULJIGI_WORK_PICTURES'];

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

async function picture(name: string): Promise<void> {
  if (picturesDir !== undefined) await page.screenshot({ path: `${picturesDir}/${name}.png` });
}

const dialog = (): Locator => page.getByRole('dialog');

/** Writes a move down in the dialog of an item that is open. */
async function writeDown(quantity: string, who: string, lot?: string): Promise<void> {
  await dialog().getByTestId('move-quantity').fill(quantity);
  if (lot !== undefined) await dialog().getByTestId('move-lot').fill(lot);
  await dialog().getByTestId('work-who').fill(who);
  await dialog().getByTestId('save-move').click();
  await expect(dialog().getByTestId('moves')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog()).toHaveCount(0);
}

test('tanks and shelf are counted, a delivery fills a tank, what does not fit is refused', async () => {
  const who = OWNER.ko;
  await setLook(page, 'ko', 'light');
  await goTo(page, 'stores');
  await page.locator('#stores-tab-chemicals').click();
  await page.getByTestId('count-pac').click();
  await writeDown('4300', who);
  await expect(page.getByTestId('stock-pac')).toHaveText('4,300 kg');
  await page.getByTestId('receive-pac').click();
  await dialog().getByTestId('move-quantity').fill('900');
  await dialog().getByTestId('work-who').fill(who);
  await dialog().getByTestId('save-move').click();
  await expect(dialog().getByRole('alert')).toContainText('5,000');
  await writeDown('500', who, 'L-2611');
  await expect(page.getByTestId('stock-pac')).toHaveText('4,800 kg');
  await page.getByTestId('receive-pac').click();
  // What was sent is gone from the form; what is typed now outlives it.
  const quantity = dialog().getByTestId('move-quantity');
  await expect(quantity).toHaveValue('');
  await expect(dialog().getByTestId('kept-note')).toHaveCount(0);
  await quantity.fill('77');
  await page.keyboard.press('Escape');
  await page.reload();
  await goTo(page, 'stores');
  await page.locator('#stores-tab-chemicals').click();
  await page.getByTestId('receive-pac').click();
  await expect(quantity).toHaveValue('77');
  await dialog().getByTestId('start-over').click();
  await expect(quantity).toHaveValue('');
  await dialog().getByTestId('start-over').click();
  await expect(quantity).toHaveValue('77');
  await quantity.fill('60');
  await dialog().getByTestId('work-who').fill(who);
  await dialog().getByTestId('save-move').click();
  await expect(dialog().getByTestId('moves')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('stock-pac')).toHaveText('4,860 kg');
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('stock-pac')).toHaveText('4,800 kg');
  await picture('ko-chemicals');
  await page.locator('#stores-tab-parts').click();
  await page.locator(`tr[data-item="${ITEM}"] button`).click();
  await writeDown('6', who);
  await expect(page.locator(`tr[data-item="${ITEM}"]`)).toHaveAttribute('data-state', 'enough');
  await picture('ko-parts');
});

test('many items are counted on one sheet, which outlives a reload, and go on the books together', async () => {
  await goTo(page, 'stores');
  await page.getByTestId('open-count').click();
  const sheet = page.getByTestId('count-sheet');
  const count = (item: string): Locator => sheet.locator(`input[data-count="${item}"]`);
  await count('naoh').fill('1700');
  await count('do-sensor').fill('0.5');
  await expect(page.getByTestId('confirm-sheet')).toBeDisabled();
  await count('do-sensor').fill('1');
  await count('do-sensor').press('Enter');
  await expect(count('ph-sensor')).toBeFocused();
  // What was typed lies with the engine before anything is confirmed.
  await page.waitForTimeout(600);
  await page.reload();
  await expect(page.getByTestId('open-count')).toBeVisible();
  await page.getByTestId('open-count').click();
  await expect(count('naoh')).toHaveValue('1700');
  await expect(count('do-sensor')).toHaveValue('1');
  await picture('ko-count');
  await page.getByTestId('confirm-sheet').click();
  await dialog().getByTestId('save-sheet').click();
  await expect(dialog()).toHaveCount(0);
  await expect(count('naoh')).toHaveValue('');
  await sheet.getByRole('button').first().click();
  await expect(page.getByTestId('stock-do-sensor')).toHaveText('1개');
});

test('an order takes parts off the shelf, and the shelf asks for new ones', async () => {
  const who = OWNER.ko;
  await goTo(page, 'workOrders');
  await page.getByTestId('new-order').click();
  await dialog().getByTestId('order-title').fill('브로워 필터 교체');
  await dialog().getByTestId('work-who').fill(who);
  await dialog().getByTestId('save-order').click();
  const detail = page.getByTestId('order-detail');
  await expect(detail).toHaveAttribute('data-state', 'open');
  await detail.getByTestId('order-start').click();
  await expect(detail).toHaveAttribute('data-state', 'inWork');
  await detail.getByTestId('use-part').click();
  await dialog().getByTestId('part-quantity').fill('2');
  await expect(dialog()).toContainText('4개');
  await picture('ko-use-part');
  await dialog().getByTestId('save-part').click();
  await expect(dialog()).toHaveCount(0);
  await expect(detail.getByTestId('parts-used')).toContainText('4개');
  await expect(page.getByTestId('orders').locator('[data-order]')).toHaveCount(2);
  await picture('ko-order');
  await detail.getByTestId('order-edit').click();
  await dialog().getByText('긴급', { exact: true }).click();
  await dialog().getByTestId('edit-firm').fill('한밭기계');
  await dialog().getByTestId('confirm-edit').click();
  await expect(dialog()).toHaveCount(0);
  await detail.getByTestId('order-history').click();
  await expect(detail.getByTestId('order-versions')).toContainText('긴급도 보통 → 긴급');
  await expect(detail.getByTestId('order-versions')).toContainText('없음 → 한밭기계');
  await page.getByTestId('order-find').fill('한밭');
  await expect(page.getByTestId('orders').locator('[data-order]')).toHaveCount(1);
  await page.getByTestId('order-find').fill('');
  await detail.getByTestId('order-finish').click();
  await dialog().getByTestId('confirm-order').click();
  await expect(page.getByTestId('orders').locator('[data-order]')).toHaveCount(1);
  await goTo(page, 'stores');
  await expect(page.locator(`tr[data-item="${ITEM}"]`)).toHaveAttribute('data-state', 'low');
  await page.getByTestId('open-proposal').click();
  await expect(dialog().getByTestId('proposal')).toContainText('5개');
  await dialog().getByTestId('mark-ordered').click();
  await expect(dialog().getByRole('status').last()).toContainText('1');
  await page.keyboard.press('Escape');
  await expect(page.locator(`tr[data-item="${ITEM}"]`)).toHaveAttribute('data-state', 'ordered');
});

test('a cost that was booked by mistake is taken back with the reason and counts no more', async () => {
  await page.locator('#stores-tab-costs').click();
  await page.getByRole('button', { name: '비용 기록' }).click();
  await dialog().getByTestId('cost-won').fill('3000000');
  await dialog().getByTestId('cost-text').fill('크레인');
  await dialog().getByTestId('save-cost').click();
  await expect(dialog()).toHaveCount(0);
  const total = page.getByTestId('cost-plan').locator('tr[data-heading="*"]');
  await expect(total).toContainText('3,');
  const line = page.getByTestId('cost-lines').locator('tr', { hasText: '크레인' });
  await line.getByTestId('take-back').click();
  await dialog().getByTestId('take-back-reason').fill('두 번 기록함');
  await dialog().getByTestId('confirm-take-back').click();
  await expect(line).toHaveAttribute('data-withdrawn', 'true');
  await expect(line).toContainText('두 번 기록함');
  await picture('ko-costs');
});

test('a locked pump does not start until its owner lifts the lock', async () => {
  const who = OWNER.en;
  await goTo(page, 'overview');
  await setLook(page, 'en', 'dark');
  await goTo(page, 'machines');
  await page.locator(`[data-unit="${UNIT}"]`).click();
  const locks = page.getByTestId('machine-work').getByTestId('locks');
  await locks.getByTestId('place-lock').click();
  await dialog().getByTestId('lock-tag').fill('LO-7');
  await dialog().getByTestId('lock-reason').fill('Seal kit');
  await dialog().getByTestId('work-who').fill(who);
  await picture('en-lock');
  await dialog().getByTestId('confirm-lock').click();
  await expect(locks).toHaveAttribute('data-locked', 'true');
  await picture('en-locked');
  const commands = page
    .getByTestId('machine-detail')
    .getByRole('button', { name: 'Start', exact: true });
  await commands.click();
  await expect(dialog().getByTestId('preview')).toHaveAttribute('data-allowed', 'false');
  await expect(dialog().getByTestId('preview')).toContainText(`locked by ${who}`);
  await expect(dialog().getByTestId('send-command')).toBeDisabled();
  await picture('en-refused');
  await page.keyboard.press('Escape');
  // A second owner hangs theirs beside it: the first one's end alone frees nothing.
  await locks.getByTestId('place-lock').click();
  await dialog().getByTestId('lock-tag').fill('LO-8');
  await dialog().getByTestId('lock-reason').fill('Coupling');
  await dialog().getByTestId('work-who').fill('S. Lee');
  await dialog().getByTestId('confirm-lock').click();
  await expect(locks.getByTestId('lift-lock')).toHaveCount(2);
  await picture('en-locks');
  for (const [i, owner] of [who, 'S. Lee'].entries()) {
    await expect(locks.getByTestId('lift-lock')).toHaveCount(2 - i);
    await locks.getByTestId('lift-lock').first().click();
    await dialog().getByTestId('work-who').fill(owner);
    await dialog().getByTestId('confirm-lift').click();
    await expect(dialog()).toHaveCount(0);
  }
  await expect(locks).toHaveAttribute('data-locked', 'false');
  await commands.click();
  await expect(dialog().getByTestId('preview')).not.toContainText('locked by');
  await page.keyboard.press('Escape');
});

test('every page of it stands in the other language, theme and size without a complaint', async () => {
  await setSize(running.app, page, 1920, 1080);
  for (const tab of ['parts', 'chemicals', 'services', 'costs'] as const) {
    await goTo(page, 'stores');
    await page.locator(`#stores-tab-${tab}`).click();
    await expect(page.getByTestId(tab).locator('table, article').first()).toBeVisible();
    await picture(`en-${tab}`);
  }
  await goTo(page, 'workOrders');
  await expect(page.getByTestId('order-detail')).toBeVisible();
  await picture('en-orders');
  expect(complaints).toEqual([]);
});
