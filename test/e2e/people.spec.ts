import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { seriousFindings } from './axe.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { beside } from './beside.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/** People in the real window: first administrator, a technician, PIN, a refusal with its reason, time-out. */
const WORDS = {
  ko: { right: '기록 점검과 정리', roles: '엔지니어, 관리자', refused: '사용자 목록은 관리자만 봅니다' },
  en: { right: 'Check and purge records', roles: 'Engineer, Administrator', refused: 'The list of people is for administrators' },
} as const;
const PASSWORD = 'brown heron wades';
const FIRST = 'given for one day';
const shots = process.env['MULJIGI_SHOTS'];

/** Takes a picture where one is asked for, and holds what is on screen against WCAG 2.1 A and AA. */
const look = async (page: Page, name: string): Promise<void> => {
  expect.soft(await seriousFindings(page, name)).toEqual([]);
  if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}.png`) });
};
const person = (page: Page) => page.getByTestId('person');
const choose = (page: Page, name: string) => page.locator(`[data-person="${name}"][role="radio"]`).click();

async function logIn(page: Page, name: string, secret: string): Promise<void> {
  await choose(page, name);
  await page.getByTestId('log-in-secret').fill(secret);
  await page.getByTestId('log-in-secret').press('Enter');
}

async function newPassword(page: Page, password: string): Promise<void> {
  await page.getByTestId('new-password').fill(password);
  await page.getByTestId('new-password-again').fill(password);
}

/** Asks for a check of the records, which engineers may. */
async function askForCheck(page: Page): Promise<void> {
  await goTo(page, 'backup');
  await page.getByTestId('backup-safety').getByRole('button').nth(4).click();
  await page.getByTestId('keeping-check').getByRole('button').click();
}

/** A time without input of six seconds, which nobody can choose in the window. */
async function shortIdle(dataDir: string): Promise<void> {
  const { ask, close } = await beside(dataDir);
  await ask('access.login', { name: 'Kim', password: PASSWORD, code: null });
  await ask('access.settings', { settings: { idleMinutes: 0.1, quickHours: 12, second: [] } });
  close();
}

for (const language of ['ko', 'en'] as const satisfies readonly Language[]) {
  // The other language is walked with all tests; each theme and language of these screens is looked at by accessibility.spec.ts.
  test(`from nobody to people with roles, ${language}${language === 'en' ? ' @full' : ''}`, async () => {
    test.setTimeout(180_000);
    const words = WORDS[language];
    let running: RunningApp | null = null;
    try {
      running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
      const { page, app } = running;
      await firstValue(page);
      await setSize(app, page, 1366, 768);
      await setLook(page, language, 'light');
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await look(page, `${language}-open`);

      await person(page).click();
      await page.getByTestId('set-up-name').fill('Kim');
      await newPassword(page, 'password12');
      await expect(page.getByTestId('set-up-send')).toBeDisabled();
      await newPassword(page, PASSWORD);
      await look(page, `${language}-set-up`);
      await page.getByTestId('set-up-send').click();
      await expect(page.getByTestId('sealed-code')).toHaveText(/^([2-9A-Z]{5}-){5}[2-9A-Z]{5}$/);
      await look(page, `${language}-code`);
      await page.getByRole('checkbox').check();
      await page.getByTestId('code-done').click();
      await expect(person(page)).toHaveAttribute('data-person', 'Kim');

      await goTo(page, 'people');
      await page.locator('#people-tab-people').click();
      await page.getByTestId('add-person').click();
      await page.getByTestId('person-name').fill('Lee');
      await newPassword(page, FIRST);
      await look(page, `${language}-add`);
      await page.getByTestId('person-send').click();
      await expect(page.locator('tr[data-person="Lee"]')).toBeVisible();
      await look(page, `${language}-people`);

      // Lee's first log-in: an own password, then a PIN.
      await person(page).click();
      await logIn(page, 'Lee', FIRST);
      await expect(person(page)).toHaveAttribute('data-person', 'Lee');
      await page.locator('#people-tab-mine').click();
      await look(page, `${language}-mine`);
      await page.locator('#people-panel').getByRole('button').first().click();
      await page.getByTestId('old-password').fill(FIRST);
      await newPassword(page, PASSWORD);
      await page.getByTestId('own-password-send').click();
      await page.getByTestId('pin-set').click();
      await page.getByTestId('old-password').fill(PASSWORD);
      await page.getByTestId('new-pin').fill('2580');
      await look(page, `${language}-pin`);
      await page.getByTestId('own-pin-send').click();
      await expect(page.getByTestId('own-pin-send')).toHaveCount(0);

      // What a technician is not for is explained, in the list and at a command.
      await page.locator('#people-tab-people').click();
      await expect(page.getByTestId('not-for-you')).toContainText(words.refused);
      await look(page, `${language}-refused-part`);
      await askForCheck(page);
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText(words.right);
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText(words.roles);
      await look(page, `${language}-refused-command`);
      await page.keyboard.press('Escape');

      // A reload keeps the session; then out, and in again by PIN with fingers alone.
      await page.reload();
      await expect(person(page)).toHaveAttribute('data-person', 'Lee');
      await person(page).click();
      await page.getByTestId('log-out').click();
      await expect(person(page)).toHaveAttribute('data-person', '');
      await person(page).click();
      await choose(page, 'Lee');
      for (const digit of '2580') await page.getByRole('dialog').getByRole('button', { name: digit, exact: true }).click();
      await look(page, `${language}-log-in`);
      await page.getByTestId('log-in-send').click();
      await expect(person(page)).toHaveAttribute('data-person', 'Lee');

      // A command of nobody asks who it is and then goes on by itself.
      await person(page).click();
      await page.getByTestId('log-out').click();
      await askForCheck(page);
      await logIn(page, 'Kim', PASSWORD);
      await expect(page.getByTestId('keeping-check').getByRole('status')).toContainText(/\d/);
      await page.keyboard.press('Escape');
      await expect(person(page)).toHaveAttribute('data-person', 'Kim');

      await goTo(page, 'people');
      await page.locator('#people-tab-roles').click();
      await look(page, `${language}-roles`);
      await page.locator('#people-tab-log').click();
      await expect(page.locator('tr[data-action="keeping.check"][data-outcome="refused"]').first()).toBeVisible();
      await expect(page.locator('tr[data-action="keeping.check"][data-outcome="done"]')).toHaveCount(1);
      await page.getByTestId('audit-verify').click();
      await expect(page.getByTestId('audit-check')).toContainText(/\d/);
      await look(page, `${language}-log`);
      await page.locator('tr[data-action="access.addPerson"] button').click();
      await look(page, `${language}-log-row`);
      await page.keyboard.press('Escape');
      await setSize(app, page, 1920, 1080);
      await look(page, `${language}-log-large`);
      await setSize(app, page, 1366, 768);

      // The shortest time without input: the picture stays, and what was being typed.
      await page.locator('#people-tab-settings').click();
      await look(page, `${language}-settings`);
      await goTo(page, 'laboratory');
      await page.locator('#lab-tab-enter').click();
      await shortIdle(running.dataDir);
      await expect(person(page)).toHaveAttribute('data-person', '');
      await person(page).click();
      await logIn(page, 'Kim', PASSWORD);
      await page.getByTestId('reading-value').fill('7.3');
      await expect(page.getByTestId('idle-warning')).toBeVisible();
      await look(page, `${language}-idle`);
      await expect(person(page)).toHaveAttribute('data-person', '');
      await expect(page.getByTestId('reading-value')).toHaveValue('7.3');
      await expect(page.getByTestId('mode')).toBeVisible();
      expect(complaints).toEqual([]);
    } finally {
      await running?.close();
    }
  });
}
