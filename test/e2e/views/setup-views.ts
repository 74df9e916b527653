import { expect } from '@playwright/test';
import { SETUP_STEPS } from '#core/setup/steps.ts';
import { openTab } from './view.ts';
import type { View } from './view.ts';

/** What the settings say of the site, and every step of the guided set-up as it is opened from there. */
export const SETUP_VIEWS: readonly View[] = [
  {
    name: 'settings-site',
    extra: true,
    show: async (page) => {
      await openTab(page, 'settings', 'settings', 'site');
      await expect(page.getByTestId('setup-summary')).toBeVisible();
    },
    leave: () => Promise.resolve(),
  },
  ...SETUP_STEPS.map((step, at): View => ({
    name: `setup-${step}`,
    extra: true,
    show: async (page) => {
      if (at === 0) await page.getByTestId('change-language').click();
      else await page.locator(`[data-testid="setup-flow"] button[data-step="${step}"]`).click();
      await expect(page.getByTestId(`setup-${step}`)).toBeVisible();
    },
    leave: async (page) => {
      if (at + 1 < SETUP_STEPS.length) return;
      await page.getByTestId('setup-leave').click();
      await expect(page.getByTestId('setup-flow')).toHaveCount(0);
    },
  })),
];
