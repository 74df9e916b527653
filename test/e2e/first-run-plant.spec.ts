import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { seriousFindings } from './axe.ts';
import { beside } from './beside.ts';
import { launch } from './harness.ts';
import { setLook } from './window-actions.ts';

/** From one plant to another and back in the real window: what it says before, and what is there after. */
const PASSWORD = 'brown heron wades';

async function logIn(page: Page): Promise<void> {
  await page.getByTestId('setup-log-in').click({ timeout: 40_000 });
  await page.getByTestId('log-in-secret').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('person')).toHaveAttribute('data-person', 'Kim');
}

test('another plant is run from the set-up, and the first one comes back with its history', async () => {
  test.setTimeout(120_000);
  const running = await launch();
  const { page, dataDir } = running;
  try {
    await setLook(page, 'en', 'light');
    const first = await beside(dataDir);
    await first.ask('access.setUp', { name: 'Kim', password: PASSWORD, language: 'en' });
    const { limits } = await first.ask('profile.get', {});
    const { round } = await first.ask('rounds.begin', { checklistId: 'daily', lineId: null, paperMs: null, who: 'Kim' });
    await first.ask('setup.open', { step: 'profile' });
    first.close();
    await page.reload();
    await logIn(page);
    await page.getByRole('radio', { name: /Mines/ }).click();
    await expect(page.getByTestId('profile-check')).toContainText('no problems');
    await page.getByTestId('setup-next').click();
    await expect(page.getByTestId('restart-confirm')).toBeVisible();
    await expect(page.getByRole('dialog')).toContainText('are kept as they are');
    expect.soft(await seriousFindings(page, 'other plant')).toEqual([]);
    // Put off: what belongs to the plant that runs cannot be settled for the other one.
    await page.keyboard.press('Escape');
    await page.locator('button[data-step="limits"]').click();
    await expect(page.getByTestId('setup-limits').getByTestId('restart-note')).toBeVisible();
    await expect(page.getByTestId('setup-next')).toBeDisabled();
    await page.getByTestId('setup-restart').click();
    await page.getByTestId('restart-confirm').click();
    await expect(page.locator('header').first()).toContainText('Mines', { timeout: 40_000 });
    // Its set-up begins where nobody settled anything for it.
    await expect(page.getByTestId('setup-language')).toBeVisible();
    await logIn(page);
    await page.locator('button[data-step="profile"]').click();
    await page.getByTestId('resting-geumgang-mbr').click();
    await expect(page.getByTestId('profile-check')).toContainText('no problems');
    await page.getByTestId('setup-next').click();
    await page.getByTestId('restart-confirm').click();
    await expect(page.locator('header').first()).toContainText('Geumgang', { timeout: 40_000 });
    const back = await beside(dataDir);
    expect((await back.ask('rounds.round', { id: round.id })).round).toMatchObject({ state: 'running', beganBy: 'Kim' });
    expect((await back.ask('profile.get', {})).limits).toEqual(limits);
    back.close();
  } finally {
    await running.close();
  }
});
