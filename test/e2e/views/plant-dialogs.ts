import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { goTo } from '../window-actions.ts';
import { dialog, openTab } from './view.ts';
import type { View } from './view.ts';

/** Sheets and dialogs over the screens of the running plant. Some need what `giveThings` gives. */

export const OVERVIEW_DIALOGS: readonly View[] = [
  dialog('keys', async (page) => {
    await goTo(page, 'overview');
    await page.keyboard.press('?');
  }),
  {
    name: 'tour',
    extra: true,
    show: async (page) => {
      await page.getByTestId('help-button').click();
      await page.getByTestId('tour-start').click();
      await expect(page.getByTestId('tour').getByRole('dialog')).toBeVisible();
    },
    leave: async (page) => {
      await page.keyboard.press('Escape');
      await expect(page.getByTestId('tour')).toHaveCount(0);
      if ((await page.getByTestId('help').count()) > 0) await page.keyboard.press('F1');
      await expect(page.getByTestId('help')).toHaveCount(0);
    },
  },
];

export const MACHINE_DIALOGS: readonly View[] = [
  dialog('machine-lock', async (page) => {
    await goTo(page, 'machines');
    await page.locator('button[data-unit="P-101B"]').click();
    await page.getByTestId('place-lock').click();
  }),
];

const firstAlarm = async (page: Page): Promise<void> => {
  await openTab(page, 'alarms', 'alarm', 'list');
  await page
    .locator('[data-testid="alarm-rows"] [role="row"][data-state]')
    .first()
    .getByRole('button')
    .first()
    .click();
};
/** A button of what is said on an alarm, counted from the end: comment, shelve, out of service. */
const alarmAct =
  (fromEnd: number) =>
  async (page: Page): Promise<void> => {
    await firstAlarm(page);
    const acts = page.getByTestId('alarm-help').locator('h2 ~ div').first().getByRole('button');
    await acts.nth((await acts.count()) - fromEnd).click();
  };

export const ALARM_DIALOGS: readonly View[] = [
  dialog('alarms-acknowledge', async (page) => {
    await openTab(page, 'alarms', 'alarm', 'list');
    await page.getByTestId('ack-page').click();
  }),
  dialog('alarms-comment', alarmAct(3)),
  dialog('alarms-shelve', alarmAct(2)),
  dialog('alarms-take-out', alarmAct(1)),
  dialog('alarms-occurrence', async (page) => {
    await openTab(page, 'alarms', 'alarm', 'journal');
    await page.getByTestId('journal-rows').getByRole('button').first().click();
  }),
  dialog('alarms-setting', async (page) => {
    await openTab(page, 'alarms', 'alarm', 'settings');
    await page.getByTestId('alarm-settings').getByRole('button').first().click();
  }),
  dialog('alarms-flood', async (page) => {
    await page.getByTestId('flood-open').click();
  }),
  dialog('alarms-sound', async (page) => {
    await page.getByTestId('sound-open').click();
  }),
  dialog('alarms-horn', async (page) => {
    await page.getByTestId('annunciator-test').click();
  }),
];

export const TREND_DIALOGS: readonly View[] = [
  dialog('trends-range', async (page) => {
    await goTo(page, 'trends');
    await page.getByTestId('trend-custom').click();
  }),
];

export const VIRTUAL_PLANT_DIALOGS: readonly View[] = [
  dialog('virtualPlant-fault', async (page) => {
    await openTab(page, 'virtualPlant', 'vp', 'instruments');
    await page.getByTestId('vp-fault-open').first().click();
  }),
  dialog('virtualPlant-trouble', async (page) => {
    await openTab(page, 'virtualPlant', 'vp', 'machines');
    await page.getByTestId('vp-trouble-open').first().click();
  }),
  dialog('virtualPlant-cut', async (page) => {
    await openTab(page, 'virtualPlant', 'vp', 'outages');
    await page.getByTestId('vp-cut-open').first().click();
  }),
];

const question = async (page: Page, at: number): Promise<void> => {
  await goTo(page, 'history');
  await page.getByRole('radiogroup').first().getByRole('radio').nth(at).click();
};

export const HISTORY_DIALOGS: readonly View[] = [
  dialog('history-span', async (page) => {
    await question(page, 0);
    await page.getByTestId('span-free').click();
  }),
  dialog('history-export', async (page) => {
    await page.getByTestId('open-export').click();
  }),
  dialog('history-around', async (page) => {
    await question(page, 1);
    await page.getByTestId('around-event').click();
  }),
];

/** A part of the sheet of the sensor that is open. */
const sensorPart = (at: number): View => ({
  name: `data-quality-part-${String(at)}`,
  extra: true,
  show: async (page) => {
    await page
      .getByTestId('sensor-detail')
      .getByRole('radiogroup')
      .first()
      .getByRole('radio')
      .nth(at)
      .click();
  },
  leave: () => Promise.resolve(),
});

export const SENSOR_VIEWS: readonly View[] = [
  sensorPart(1),
  sensorPart(2),
  sensorPart(0),
  dialog('data-quality-maintenance', async (page) => {
    await page.getByTestId('maintenance').click();
  }),
];

/** One of the buttons at the head of the backup screen. */
const backupButton =
  (at: number) =>
  async (page: Page): Promise<void> => {
    await goTo(page, 'backup');
    await page.getByTestId('backup-safety').getByRole('button').nth(at).click();
  };

export const BACKUP_DIALOGS: readonly View[] = [
  dialog('backup-outside', backupButton(1)),
  dialog('backup-settings', backupButton(3)),
  dialog('backup-keeping', backupButton(4)),
  dialog('backup-restore', async (page) => {
    await goTo(page, 'backup');
    await page.getByTestId('backup-row').first().getByRole('button').nth(1).click();
  }),
];
