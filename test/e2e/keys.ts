import type { Locator, Page } from '@playwright/test';

/** What is meant: the test id of an element, or the element itself. */
type Target = string | Locator;
const found = (page: Page, target: Target): Locator => (typeof target === 'string' ? page.getByTestId(target) : target);

/** On with Tab until the focus is where it belongs: whatever cannot be reached so fails. */
export async function tabTo(page: Page, target: Target): Promise<void> {
  const element = found(page, target);
  for (let i = 0; i < 60; i++) {
    if (await element.evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} is not reached by Tab`);
}

/** Goes to a field with Tab and types in place of what stands there. */
export async function typeInto(page: Page, target: Target, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** Goes to a button with Tab and presses it. */
export async function pressOn(page: Page, target: Target, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}
