import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import {
  ALARM_DIALOGS,
  BACKUP_DIALOGS,
  HISTORY_DIALOGS,
  MACHINE_DIALOGS,
  OVERVIEW_DIALOGS,
  SENSOR_VIEWS,
  TREND_DIALOGS,
  VIRTUAL_PLANT_DIALOGS,
} from './views/plant-dialogs.ts';
import { SETUP_VIEWS } from './views/setup-views.ts';
import { escape, tabs } from './views/view.ts';
import type { View } from './views/view.ts';
import {
  LABORATORY_VIEWS,
  ORDER_DIALOGS,
  REPORT_DIALOGS,
  ROUND_DIALOGS,
  STORE_DIALOGS,
  WALK_VIEWS,
  leaveWalk,
  walkRound,
} from './views/work-dialogs.ts';
import { goTo } from './window-actions.ts';

/** The questions of the history, in the order they stand. */
const QUESTIONS = ['trend', 'compare', 'correlate', 'heat-map', 'statistics'] as const;

/** Has one day under rain worked out, once; the window keeps the answer. */
async function lookAhead(page: Page): Promise<void> {
  await goTo(page, 'whatIf');
  if ((await page.getByTestId('difference-table').count()) === 0) {
    await page
      .getByRole('radiogroup')
      .getByRole('radio')
      .filter({ hasText: /^1\s?[d일]$/ })
      .click();
    await page.locator('[aria-label] > button').filter({ hasText: /40 mm/ }).click();
    await page.getByTestId('what-if-run').click();
  }
  await expect(page.getByTestId('difference-table')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('future-charts').locator('canvas').first()).toBeVisible();
}

/** Every screen with its tabs, sheets and dialogs, as the program shows them to whoever may do all. */
export const VIEWS: readonly View[] = [
  { name: 'overview', show: (page) => goTo(page, 'overview') },
  {
    name: 'detail',
    show: async (page) => {
      await goTo(page, 'overview');
      await page.getByTestId('tank-TK-MB').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'palette',
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'help',
    show: async (page) => {
      await page.keyboard.press('F1');
      await expect(page.getByTestId('help-title')).toBeVisible();
    },
    leave: async (page) => {
      await page.keyboard.press('F1');
      await expect(page.getByTestId('help')).toHaveCount(0);
    },
  },
  ...OVERVIEW_DIALOGS,
  {
    name: 'machines',
    show: async (page) => {
      await goTo(page, 'machines');
      await page.locator('button[data-unit="P-101A"]').click();
      await expect(page.getByTestId('machine-detail')).toBeVisible();
    },
  },
  {
    name: 'command',
    show: async (page) => {
      await page.getByTestId('machine-detail').getByRole('button').first().click();
      await expect(page.getByTestId('preview')).not.toHaveAttribute('data-allowed', 'unknown');
    },
    leave: escape,
  },
  ...MACHINE_DIALOGS,
  {
    name: 'alarms',
    show: async (page) => {
      await goTo(page, 'alarms');
      await page.locator('#alarm-tab-list').click();
      const rows = page.locator('[data-testid="alarm-rows"] [role="row"][data-state]');
      if ((await rows.count()) > 0) await rows.first().getByRole('button').first().click();
    },
  },
  ...tabs('alarms', 'alarm', ['aside', 'journal', 'health', 'incidents', 'settings']),
  ...ALARM_DIALOGS,
  {
    name: 'trends',
    show: async (page) => {
      await goTo(page, 'trends');
      await page.getByRole('group').getByRole('button').first().waitFor();
    },
  },
  ...TREND_DIALOGS,
  { name: 'what-if-question', show: (page) => goTo(page, 'whatIf') },
  { name: 'what-if', show: lookAhead },
  ...tabs('virtualPlant', 'vp', ['scenarios', 'instruments', 'machines', 'water', 'outages']),
  ...VIRTUAL_PLANT_DIALOGS,
  ...tabs('rounds', 'rounds', ['today', 'calendar', 'history', 'lists', 'labels']),
  ...ROUND_DIALOGS,
  {
    name: 'round-walk',
    show: walkRound,
    leave: leaveWalk,
  },
  ...WALK_VIEWS,
  {
    name: 'work-orders',
    show: async (page) => {
      await goTo(page, 'workOrders');
      const orders = page.getByTestId('orders').getByRole('button');
      if ((await orders.count()) > 0) await orders.first().click();
    },
  },
  {
    name: 'work-orders-new',
    show: async (page) => {
      await page.getByTestId('new-order').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  ...ORDER_DIALOGS,
  ...tabs('stores', 'stores', ['parts', 'chemicals', 'services', 'costs']),
  ...STORE_DIALOGS,
  ...tabs('laboratory', 'lab', ['enter', 'list', 'compare', 'import']),
  ...LABORATORY_VIEWS,
  {
    name: 'reports',
    show: async (page) => {
      await goTo(page, 'reports');
      if ((await page.getByTestId('report-row').count()) > 0)
        await expect(page.getByTestId('report-document').first()).toBeVisible();
    },
  },
  {
    name: 'reports-make',
    show: async (page) => {
      await page.getByTestId('report-make').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  ...REPORT_DIALOGS,
  ...QUESTIONS.map((name, at): View => ({
    name: `history-${name}`,
    show: async (page) => {
      await goTo(page, 'history');
      await page.getByRole('radiogroup').first().getByRole('radio').nth(at).click();
      await expect(page.getByTestId('analysis-progress')).toHaveCount(0);
    },
  })),
  ...HISTORY_DIALOGS,
  {
    name: 'events',
    show: async (page) => {
      await goTo(page, 'events');
      await expect(page.getByTestId('event-rows').getByRole('row').first()).toBeVisible();
    },
  },
  {
    name: 'data-quality',
    show: async (page) => {
      await goTo(page, 'dataQuality');
      await expect(page.locator('button[data-sensor]').first()).toBeVisible();
    },
  },
  {
    name: 'data-quality-sensor',
    show: async (page) => {
      await page.locator('button[data-sensor]').first().click();
      await expect(page.getByTestId('sensor-detail')).toBeVisible();
    },
  },
  ...SENSOR_VIEWS,
  {
    name: 'value-source',
    show: async (page) => {
      await page.getByTestId('sensor-detail').locator('footer button').first().click();
      await expect(page.getByTestId('source-register')).toBeVisible();
    },
    leave: async (page) => {
      await escape(page);
      await page.locator('button[data-sensor][aria-pressed="true"]').click();
    },
  },
  {
    name: 'records',
    show: async (page) => {
      await goTo(page, 'records');
      await expect(page.getByTestId('records')).toBeVisible();
    },
  },
  ...tabs('people', 'people', ['mine', 'people', 'roles', 'log', 'settings']),
  {
    name: 'first-administrator',
    show: async (page) => {
      await page.getByTestId('person').click();
      await expect(page.getByTestId('set-up-name')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'backup',
    show: async (page) => {
      await goTo(page, 'backup');
      await expect(page.getByTestId('backup-safety')).toBeVisible();
    },
  },
  {
    name: 'backup-make',
    show: async (page) => {
      await page.getByTestId('backup-safety').getByRole('button').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  ...BACKUP_DIALOGS,
  ...tabs('settings', 'settings', ['view', 'keyboard', 'about']),
  {
    name: 'settings-connection',
    show: async (page) => {
      await page.locator('#settings-tab-connection').click();
      await page.getByRole('radio', { name: 'Modbus RTU' }).click();
    },
  },
  ...SETUP_VIEWS,
];

/** Those that docs/screens shows: all but the extra ones. */
export const PICTURED: readonly View[] = VIEWS.filter(({ extra }) => extra !== true);
