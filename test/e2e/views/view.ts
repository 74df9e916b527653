import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { goTo } from '../window-actions.ts';
import type { Screen } from '../window-actions.ts';

/** One thing to look at: how to come to it, and how to leave it again. */
export interface View {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
  readonly leave?: (page: Page) => Promise<void>;
  /** Without a picture in docs/screens, and looked at in one look only where time is short. */
  readonly extra?: true;
}

export const escape = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};

/** A sheet or dialog over a screen: what opens it; Escape closes it. */
export const dialog = (name: string, open: (page: Page) => Promise<void>): View => ({
  name,
  extra: true,
  show: async (page) => {
    await open(page);
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  leave: escape,
});

/** Goes to one tab of a screen. */
export async function openTab(page: Page, screen: Screen, id: string, name: string): Promise<void> {
  await goTo(page, screen);
  await page.locator(`#${id}-tab-${name}`).click();
}

/** The tabs of a screen, one view each. */
export const tabs = (screen: Screen, id: string, names: readonly string[]): readonly View[] =>
  names.map((name) => ({
    name: `${screen}-${name}`,
    show: (page) => openTab(page, screen, id, name),
  }));
