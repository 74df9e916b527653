import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { firstValue, goTo, setLook } from './window-actions.ts';

/** Slips of a hand, and keys that nobody meant as an answer, in the real window. */
let running: RunningApp;
let page: Page;

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  await firstValue(page);
});
test.afterAll(() => running.close());

const item = (id: string) => page.locator(`[data-testid="item"][data-item="${id}"]`);

/** What the engine has of the daily round that is open. */
async function answered(): Promise<Record<string, { text: string; choice: string | null }>> {
  const today = (await askEngine(page, 'rounds.today')) as { lines: { status: string; id: string; checklistId: string }[] };
  const open = today.lines.find(({ status, checklistId }) => checklistId === 'daily' && (status === 'running' || status === 'paused'))!;
  return ((await askEngine(page, 'rounds.round', { id: open.id })) as { round: { answers: Record<string, { text: string; choice: string | null }> } }).round.answers;
}

test('a scanner, a doubled Enter, a comma and a date that is none answer nothing by themselves', async () => {
  await goTo(page, 'overview');
  await setLook(page, 'en', 'light');
  await goTo(page, 'rounds');
  await page.getByTestId('rounds-who').fill('Kim');
  await page.getByTestId('unasked-daily').click();
  await expect(page.getByTestId('walk')).toBeVisible();
  await page.locator('[data-go="levels"]').click();
  await expect(item('levels')).toBeVisible();
  // The code on a drum of chemical, as a scanner types it, with the Enter at its end.
  await page.keyboard.type('8801234567893');
  await page.keyboard.press('Enter');
  // A finger takes its time.
  await page.waitForTimeout(200);
  expect((await answered())['levels']?.choice ?? null).toBeNull();
  await page.keyboard.press('1');
  await expect(item('look')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await answered())['levels']?.choice).toBe('pass');
  await expect(item('look')).toBeVisible();
  expect((await answered())['look']?.choice ?? null).toBeNull();

  await page.locator('[data-go="recirculation"]').click();
  await expect(page.getByTestId('reading')).toBeFocused();
  await page.keyboard.type('1,234');
  await expect(item('recirculation')).toContainText('Type 1234 or 1.234');
  await page.keyboard.press('Enter');
  await expect(item('recirculation')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('４．９ bar');
  await expect(page.getByTestId('reading')).toHaveValue('4.9');
  await page.keyboard.press('Enter');
  await expect(item('saturator')).toBeVisible();
  await page.getByTestId('pause').click();

  await page.locator('#rounds-tab-calendar').click();
  const opener = page.locator('#rounds-panel header').getByRole('button', { name: 'Holidays' });
  await opener.click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('From').fill('2028-04-12');
  await sheet.getByLabel('Technician').fill('Kim');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByRole('alert')).toContainText('Complete or clear');
  await sheet.getByLabel('Name').fill('Election day');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(opener).toBeFocused();
  const { holidays } = (await askEngine(page, 'rounds.settings')) as { holidays: { from: string }[] };
  expect(holidays.map(({ from }) => from)).toContain('2028-04-12');

  await goTo(page, 'workOrders');
  await page.getByTestId('new-order').click();
  await page.getByTestId('order-title').fill('Seal drips');
  await sheet.getByLabel('Due').fill('2027-02-30');
  await page.getByTestId('save-order').click();
  await expect(sheet.getByRole('alert')).toContainText('2026-11-22');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('new-order')).toBeFocused();
});
