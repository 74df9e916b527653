import { expect } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';

export const SCREENS = [
  'overview', 'machines', 'alarms', 'trends', 'whatIf', 'virtualPlant', 'rounds', 'workOrders', 'stores', 'laboratory',
  'reports', 'history', 'events', 'records', 'dataQuality', 'people', 'backup', 'settings',
] as const;
export type Screen = (typeof SCREENS)[number];
export type Language = 'ko' | 'en';
export type Theme = 'light' | 'dark';

/** Waits until the process picture stands with a value from the plant. */
export async function firstValue(page: Page): Promise<void> {
  await expect(page.getByTestId('mode')).toBeVisible();
  await expect(page.locator('main section').first()).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('[data-testid^="value-"]').filter({ hasText: /\d/ }).first()).toBeVisible({ timeout: 40_000 });
}

export async function goTo(page: Page, screen: Screen): Promise<void> {
  const tab = page.locator(`nav button[data-screen="${screen}"]`);
  if (!(await tab.isVisible())) await page.locator(`nav button[data-group][data-screens~="${screen}"]`).click();
  await tab.click();
  await expect(page.locator(`nav button[data-screen="${screen}"]`)).toHaveAttribute('aria-current', 'page');
}

/** Sets language and theme as the settings screen stores them, and starts the page anew. */
export async function setLook(page: Page, language: Language, theme: Theme): Promise<void> {
  await page.evaluate(([lang, look]) => {
    localStorage.setItem('muljigi.preferences', JSON.stringify({ language: lang, theme: look, operatorName: '' }));
    location.reload();
  }, [language, theme]);
  await expect(page.locator(`html[lang="${language}"][data-theme="${theme}"]`)).toBeAttached();
  await firstValue(page);
}

/** Makes the window's inside exactly this large. */
export async function setSize(app: ElectronApplication, page: Page, width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(size.width, size.height);
  }, { width, height });
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}
