import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { beside } from '../beside.ts';
import { goTo } from '../window-actions.ts';
import { dialog, openTab, tabs } from './view.ts';
import type { View } from './view.ts';

/** What is only seen once people are set up: log-in, people, audit log, and an incident of a site with its own limits. */

export const PASSWORD = 'brown heron wades';
export const PIN = '2580';
const FIRST = 'given for one day';

/** Logs in through the dialog, by password. */
export async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByTestId('person').click();
  await page.locator(`[data-person="${name}"][role="radio"]`).click();
  await page.getByTestId('log-in-secret').fill(password);
  await page.getByTestId('log-in-secret').press('Enter');
  await expect(page.getByTestId('person')).toHaveAttribute('data-person', name);
}

/**
 * Sets people up beside the window: an administrator, who is logged in at it afterwards, a technician who
 * has a PIN, the agency; and a limit that is passed at once, so that there is an incident.
 */
export async function givePeople(page: Page, dataDir: string): Promise<void> {
  const kim = await beside(dataDir);
  await kim.ask('access.setUp', { name: 'Kim', password: PASSWORD, language: 'en' });
  for (const [name, role] of [
    ['Lee', 'technician'],
    ['Han', 'agency'],
  ] as const)
    await kim.ask('access.addPerson', { name, role, language: 'en', password: FIRST });
  const lee = await beside(dataDir);
  await lee.ask('access.login', { name: 'Lee', password: FIRST, code: null });
  await lee.ask('access.ownPassword', { password: FIRST, newPassword: PASSWORD });
  await lee.ask('access.ownPin', { password: PASSWORD, pin: PIN });
  lee.close();
  const delays = { priority: null, onDelayS: 1, offDelayS: null, deadBand: null, opensWork: null };
  for (const level of [90, 100])
    await kim.ask('alarms.configure', {
      alarm: `effluent-TN-${String(level)}`,
      setting: delays,
      why: 'view',
      who: 'Kim',
    });
  const { limits } = await kim.ask('profile.get', {});
  const items = limits.sets.find(({ id }) => id === limits.active)?.items ?? [];
  await kim.ask('setup.save', {
    who: 'Kim',
    change: {
      part: 'limits',
      value: {
        active: limits.active,
        aiTargetShare: limits.aiTargetShare,
        items: items.map(({ item, min, max }) => ({ item, min, max: item === 'TN' ? 1 : max })),
      },
    },
  });
  await expect
    .poll(async () => (await kim.ask('incidents.list', { limit: 1 })).length, { timeout: 40_000 })
    .toBe(1);
  kim.close();
  await logIn(page, 'Kim', PASSWORD);
}

/** A button of the row of a person in the list. */
const ofPerson =
  (at: number) =>
  async (page: Page): Promise<void> => {
    await openTab(page, 'people', 'people', 'people');
    await page.locator('tr[data-person="Lee"]').getByRole('button').nth(at).click();
  };
/** A button of one's own account. */
const ofMine =
  (at: number) =>
  async (page: Page): Promise<void> => {
    await openTab(page, 'people', 'people', 'mine');
    await page.locator('#people-panel').getByRole('button').nth(at).click();
  };
const incident = async (page: Page): Promise<void> => {
  await openTab(page, 'alarms', 'alarm', 'incidents');
  await expect(page.getByTestId('incident')).toBeVisible();
};

export const MEMBER_VIEWS: readonly View[] = [
  ...tabs('people', 'people', ['mine', 'people', 'roles', 'log', 'settings']),
  dialog('people-password', ofMine(0)),
  dialog('people-pin', ofMine(1)),
  dialog('people-code', async (page) => {
    await ofMine(2)(page);
    await page.getByRole('dialog').locator('input').first().fill(PASSWORD);
    await page.getByRole('dialog').locator('input').first().press('Enter');
    await expect(page.getByRole('dialog').locator('svg[role="img"]')).toBeVisible();
  }),
  dialog('people-add', async (page) => {
    await openTab(page, 'people', 'people', 'people');
    await page.getByTestId('add-person').click();
  }),
  dialog('people-change', ofPerson(0)),
  dialog('people-reset', ofPerson(1)),
  dialog('people-stop', ofPerson(2)),
  dialog('people-log-row', async (page) => {
    await openTab(page, 'people', 'people', 'log');
    await page.locator('tr[data-action="setup.save"]').getByRole('button').first().click();
    await expect(page.getByTestId('audit-changes')).toBeVisible();
  }),
  dialog('people-new-code', async (page) => {
    await openTab(page, 'people', 'people', 'settings');
    await page.locator('#people-panel').getByRole('button').last().click();
  }),
  {
    name: 'sealed-code',
    extra: true,
    show: async (page) => {
      await openTab(page, 'people', 'people', 'settings');
      await page.locator('#people-panel').getByRole('button').last().click();
      await page.getByRole('dialog').locator('input').first().fill(PASSWORD);
      await page.getByRole('dialog').locator('input').first().press('Enter');
      await expect(page.getByTestId('sealed-code')).toBeVisible();
    },
    leave: async (page) => {
      await page.getByRole('checkbox').check();
      await page.getByTestId('code-done').click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
    },
  },
  dialog('log-in', async (page) => {
    await goTo(page, 'overview');
    await page.getByTestId('person').click();
  }),
  dialog('log-in-pin', async (page) => {
    await page.getByTestId('person').click();
    await page.locator('[data-person="Lee"][role="radio"]').click();
    await expect(page.getByRole('dialog').getByRole('button', { name: '5' })).toBeVisible();
  }),
  dialog('recover', async (page) => {
    await page.getByTestId('person').click();
    await page.getByRole('dialog').locator('summary').click();
    await page.getByRole('dialog').locator('details').getByRole('button').click();
  }),
  { name: 'incident', extra: true, show: incident },
  dialog('incident-notice', async (page) => {
    await incident(page);
    await page.getByTestId('incident-notice').click();
  }),
  dialog('incident-tell', async (page) => {
    await incident(page);
    await page.getByTestId('incident-tell').click();
  }),
];
