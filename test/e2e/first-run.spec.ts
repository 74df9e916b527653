import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { seriousFindings } from './axe.ts';
import { beside } from './beside.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { pressOn, tabTo, typeInto } from './keys.ts';
import { killEngineOf } from './processes.ts';
import { firstValue, goTo } from './window-actions.ts';

/** The first start in the real window: from an empty folder to a running plant by keyboard alone, in Korean, through a kill of everything. */
const PASSWORD = 'brown heron wades';
const fresh = { MULJIGI_FIRST_RUN: '1' };

const next = async (page: Page, step: string): Promise<void> => {
  await pressOn(page, 'setup-next');
  await expect(page.getByTestId(`setup-${step}`)).toBeVisible();
};
/** Asks the engine beside the window, as another program would, on a connection of its own. */
async function ask<N extends CallName>(dataDir: string, name: N, params: Params<N>): Promise<ResultOf<N>> {
  const other = await beside(dataDir);
  return other.ask(name, params).finally(other.close);
}
/** Nothing serious against WCAG 2.1 A and AA on what is shown. */
const sound = async (page: Page, name: string): Promise<void> => {
  expect.soft(await seriousFindings(page, name)).toEqual([]);
};

test('from an empty folder to a running plant, by keyboard, through a kill of everything', async () => {
  test.setTimeout(150_000);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-first-'));
  let running: RunningApp = await launch({ dataDir, env: fresh });
  const complaints: string[] = [];
  try {
    let { page } = running;
    page.on('pageerror', (error) => complaints.push(error.message));
    await expect(page.getByTestId('setup-welcome')).toBeVisible({ timeout: 40_000 });
    await sound(page, 'welcome');
    // The virtual plant is one press away, and the set-up is found again in the settings.
    await pressOn(page, 'setup-look');
    await firstValue(page);
    await goTo(page, 'settings');
    await page.locator('#settings-tab-site').click();
    await pressOn(page, 'setup-continue');
    await expect(page.getByTestId('setup-language')).toBeVisible();
    await next(page, 'administrator');
    await typeInto(page, 'set-up-name', '김기술');
    await typeInto(page, 'new-password', PASSWORD);
    await typeInto(page, 'new-password-again', PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('sealed-code')).toHaveText(/^([2-9A-Z]{5}-){5}[2-9A-Z]{5}$/);
    await page.getByRole('checkbox').press('Space');
    await pressOn(page, 'code-done');
    await expect(page.getByTestId('person')).toHaveAttribute('data-person', '김기술');
    await expect(page.getByTestId('setup-site')).toBeVisible();
    await typeInto(page, 'site-company', '금강엔지니어링');
    await expect.poll(() => ask(dataDir, 'setup.view', {})).toMatchObject({ drafts: { site: { company: '금강엔지니어링' } } });

    // The mains fail with half a step typed: everything of it is there again, and the person logs in.
    const shell = running.app.process();
    shell.kill('SIGKILL');
    killEngineOf(dataDir);
    await new Promise((resolve) => (shell.exitCode === null && shell.signalCode === null ? shell.once('exit', resolve) : resolve(null)));
    running = await launch({ dataDir, env: fresh });
    page = running.page;
    page.on('pageerror', (error) => complaints.push(error.message));
    await expect(page.getByTestId('site-company')).toHaveValue('금강엔지니어링', { timeout: 40_000 });
    await pressOn(page, 'setup-log-in');
    await page.getByTestId('log-in-secret').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('person')).toHaveAttribute('data-person', '김기술');
    await typeInto(page, 'site-time-zone', 'Asia/Tokyo');
    await sound(page, 'site');
    await next(page, 'profile');
    await next(page, 'connection');
    await pressOn(page, 'connection-try');
    await expect(page.getByTestId('connection-values').locator('tr[data-tag]').nth(5)).toContainText(/\d/);
    await next(page, 'tariff');
    await next(page, 'limits');

    // A slip of the finger is named and goes nowhere; the limit of the permit is in force at once.
    await typeInto(page, 'limit-TN-max', '2000');
    await pressOn(page, 'setup-next');
    await expect(page.getByTestId('setup-limits')).toContainText('0.1~600');
    await typeInto(page, 'limit-TN-max', '15');
    await sound(page, 'limits');
    await next(page, 'contacts');
    await expect.poll(async () => {
      const { limits } = await ask(dataDir, 'profile.get', {});
      return limits.sets.find(({ id }) => id === limits.active)?.items.find(({ item }) => item === 'TN')?.max;
    }).toBe(15);
    await typeInto(page, 'contact-0-name', '박소장');
    await typeInto(page, 'contact-0-phone', '010-1234-5678');
    await next(page, 'backup');
    await pressOn(page, 'setup-skip');
    await expect(page.getByTestId('setup-finish')).toBeVisible();
    await sound(page, 'finish');
    // Operation and the new time zone begin with one start of the engine, which the window sees through.
    await pressOn(page, 'setup-next');
    await tabTo(page, 'restart-confirm');
    await sound(page, 'restart');
    const { pid } = await running.engineRunning();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('person')).toHaveAttribute('data-person', '', { timeout: 40_000 });
    expect((await running.engineRunning()).pid).not.toBe(pid);
    await expect(page.getByTestId('engine-banner')).toBeHidden();
    expect((await ask(dataDir, 'profile.get', {})).site.timeZone).toBe('Asia/Tokyo');
    expect((await ask(dataDir, 'setup.view', {})).restartFor).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('person').click();
    await page.getByTestId('log-in-secret').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await firstValue(page);
    await expect(page.getByTestId('person')).toHaveAttribute('data-person', '김기술');
    const done = await ask(dataDir, 'events.list', { fromMs: null, toMs: null, kinds: ['setting'], subject: null, maxPriority: null, beforeSeq: null, limit: 2 });
    expect(done).toMatchObject([{ code: 'setup.restarted', actor: 'person:김기술' }, { code: 'setup.finished', actor: 'person:김기술' }]);

    // Settings show what was set and lead back to a step.
    await page.keyboard.press('Escape');
    await goTo(page, 'settings');
    await page.locator('#settings-tab-site').click();
    await expect(page.getByTestId('setup-summary').locator('tr[data-step="site"]')).toContainText('금강엔지니어링');
    await page.getByTestId('change-contacts').click();
    await expect(page.getByTestId('contact-0-name')).toHaveValue('박소장');
    expect(complaints).toEqual([]);
  } finally {
    await running.close();
  }
});
