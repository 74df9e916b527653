import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { goTo } from '../window-actions.ts';
import { dialog, openTab } from './view.ts';
import type { View } from './view.ts';

/** Sheets and dialogs over rounds, work orders, stores, laboratory and reports. Some need what `giveThings` gives. */

/** Begins the daily round, or goes on with it. */
export async function walkRound(page: Page): Promise<void> {
  await openTab(page, 'rounds', 'rounds', 'today');
  await page.getByTestId('rounds-who').fill('Kim');
  const begin = page.getByTestId('unasked-daily');
  await expect(begin).toBeVisible();
  const open = page.getByTestId('go-on-daily');
  await ((await open.count()) > 0 ? open.first() : begin).click();
  await expect(page.getByTestId('walk')).toBeVisible();
}

export async function leaveWalk(page: Page): Promise<void> {
  await page.getByTestId('pause').click();
  await expect(page.getByTestId('walk')).toHaveCount(0);
}

/** Goes to the editor of check lists, as it stands. */
const editor = async (page: Page): Promise<void> => {
  await openTab(page, 'rounds', 'rounds', 'lists');
  await expect(page.getByTestId('list-editor')).toBeVisible();
};

/** A line of today that nobody has begun: it may be carried over, or typed in from paper. */
const lineButton =
  (at: number) =>
  async (page: Page): Promise<void> => {
    await openTab(page, 'rounds', 'rounds', 'today');
    const line = page
      .getByTestId('today-lines')
      .getByRole('listitem')
      .filter({ has: page.locator('[data-testid^="begin-"]') });
    await line.first().getByRole('button').nth(at).click();
  };

export const ROUND_DIALOGS: readonly View[] = [
  dialog('rounds-paper', lineButton(0)),
  dialog('rounds-carry', lineButton(1)),
  dialog('rounds-holidays', async (page) => {
    await openTab(page, 'rounds', 'rounds', 'calendar');
    await page.locator('#rounds-panel header').getByRole('button').last().click();
  }),
  {
    name: 'rounds-record',
    extra: true,
    show: async (page) => {
      await openTab(page, 'rounds', 'rounds', 'history');
      await page.getByTestId('history').getByRole('button').first().click();
      await expect(page.getByTestId('record')).toBeVisible();
    },
    leave: async (page) => {
      await page.getByTestId('record').getByRole('button').first().click();
      await expect(page.getByTestId('record')).toHaveCount(0);
    },
  },
  dialog('rounds-item', async (page) => {
    await editor(page);
    await page
      .getByTestId('list-editor')
      .locator('ol > li')
      .first()
      .getByRole('button')
      .nth(2)
      .click();
  }),
  dialog('rounds-preview', async (page) => {
    await editor(page);
    await page.getByTestId('list-editor').getByRole('button').first().click();
  }),
  dialog('rounds-versions', async (page) => {
    await editor(page);
    await page.getByTestId('versions-open').click();
  }),
  {
    name: 'rounds-typing',
    extra: true,
    show: async (page) => {
      await openTab(page, 'rounds', 'rounds', 'today');
      await page.getByTestId('go-on-weekly').first().click();
      await expect(page.getByTestId('paper')).toBeVisible();
    },
    leave: async (page) => {
      await page.getByTestId('pause').click();
      await expect(page.getByTestId('paper')).toHaveCount(0);
    },
  },
];

export const WALK_VIEWS: readonly View[] = [
  {
    name: 'round-past',
    extra: true,
    show: async (page) => {
      await walkRound(page);
      await page.getByTestId('item-history').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: async (page) => {
      await page.keyboard.press('Escape');
      await leaveWalk(page);
    },
  },
  {
    name: 'round-review',
    extra: true,
    show: async (page) => {
      await walkRound(page);
      const stops = page.getByTestId('walk').getByRole('navigation').getByRole('button');
      for (let at = await stops.count(); at >= 0; at--) await page.keyboard.press('PageDown');
      await expect(page.getByTestId('review')).toBeVisible();
    },
    leave: leaveWalk,
  },
];

/** Opens the first order and presses one of its buttons. */
const ofOrder =
  (press: (page: Page) => Promise<void>) =>
  async (page: Page): Promise<void> => {
    await goTo(page, 'workOrders');
    await page.getByTestId('orders').getByRole('button').first().click();
    await press(page);
  };

export const ORDER_DIALOGS: readonly View[] = [
  dialog(
    'work-orders-edit',
    ofOrder((page) => page.getByTestId('order-edit').click()),
  ),
  dialog(
    'work-orders-part',
    ofOrder((page) => page.getByTestId('use-part').click()),
  ),
  dialog(
    'work-orders-cost',
    ofOrder((page) => page.getByTestId('add-cost').click()),
  ),
  dialog(
    'work-orders-cancel',
    ofOrder((page) =>
      page.getByTestId('order-detail').getByRole('group').getByRole('button').last().click(),
    ),
  ),
];

export const STORE_DIALOGS: readonly View[] = [
  dialog('stores-part', async (page) => {
    await openTab(page, 'stores', 'stores', 'parts');
    await page.getByTestId('parts').locator('tbody').getByRole('button').first().click();
  }),
  dialog('stores-new', async (page) => {
    await openTab(page, 'stores', 'stores', 'parts');
    await page.getByTestId('new-item').click();
  }),
  dialog('stores-proposal', async (page) => {
    await openTab(page, 'stores', 'stores', 'parts');
    await page.getByTestId('open-proposal').click();
  }),
  {
    name: 'stores-count',
    extra: true,
    show: async (page) => {
      await openTab(page, 'stores', 'stores', 'parts');
      await page.getByTestId('open-count').click();
      await expect(page.getByTestId('count-sheet')).toBeVisible();
    },
    leave: async (page) => {
      await page.getByTestId('count-sheet').getByRole('button').first().click();
    },
  },
  dialog('stores-delivery', async (page) => {
    await openTab(page, 'stores', 'stores', 'chemicals');
    await page.getByTestId('receive-pac').click();
  }),
  dialog('stores-service', async (page) => {
    await openTab(page, 'stores', 'stores', 'services');
    await page.getByTestId('service-last').first().click();
  }),
  dialog('stores-cost', async (page) => {
    await openTab(page, 'stores', 'stores', 'costs');
    await page.getByTestId('book-cost').click();
  }),
];

const READINGS =
  'date,point,item,value\n2026-07-01 09:00,effluent,pH,7.2\n2026-07-02 09:00,effluent,pH,hoch\n';

export const LABORATORY_VIEWS: readonly View[] = [
  dialog('laboratory-reading', async (page) => {
    await openTab(page, 'laboratory', 'lab', 'list');
    await page.getByTestId('readings').getByRole('button').last().click();
  }),
  {
    name: 'laboratory-rows',
    extra: true,
    show: async (page) => {
      await openTab(page, 'laboratory', 'lab', 'import');
      if ((await page.getByTestId('import-preview').count()) === 0)
        await page.getByTestId('import-file').setInputFiles({
          name: 'Readings 2026.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from(READINGS),
        });
      await expect(page.getByTestId('import-preview')).toBeVisible();
    },
    leave: () => Promise.resolve(),
  },
  {
    name: 'laboratory-columns',
    extra: true,
    show: async (page) => {
      await page.getByTestId('import-preview').getByRole('radio').nth(1).click();
    },
    leave: async (page) => {
      await page
        .getByTestId('import-preview')
        .locator('footer')
        .getByRole('button')
        .first()
        .click();
      await expect(page.getByTestId('import-preview')).toHaveCount(0);
    },
  },
];

export const REPORT_DIALOGS: readonly View[] = [
  dialog('reports-settings', async (page) => {
    await goTo(page, 'reports');
    await page.getByTestId('report-settings').click();
  }),
];
