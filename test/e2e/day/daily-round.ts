import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { readProfile } from '#engine/platform/profile-dir.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import path from 'node:path';
import { root } from '../harness.ts';
import type { Day } from './day-context.ts';
import type { Finger } from './finger.ts';

const read = readProfile(path.join(root, 'resources/profiles/geumgang-mbr'));
if (!read.ok) throw new Error('the profile cannot be read');
export const profile = read.value;

/** The reading of this day that is far from what the sensor says, and one no gauge can show. */
const BAD_ITEM = 'saturator';
const BAD_TEXT = '3.2';
const IMPOSSIBLE_TEXT = '99';
export const FAILED_ITEM = 'blower';

/** The daily list as the profile has it. */
export function dailyItem(id: string): RoundItem {
  const item = profile.rounds.checklists.find((list) => list.id === 'daily')?.items.find((each) => each.id === id);
  if (item === undefined) throw new Error(`the daily list has no ${id}`);
  return item;
}

/** What a person would write: what the sensor beside the field says, else what is usual. */
async function readingText(day: Day, item: Extract<RoundItem, { kind: 'reading' }>): Promise<string> {
  if (item.tag !== null) {
    const figure = day.page.getByTestId('beside-sensor').locator('strong');
    await expect(figure).toHaveText(/\d/);
    return ((await figure.textContent()) ?? '').replaceAll(',', '');
  }
  const { min, max } = item.unusual;
  return (min !== null && max !== null ? (min + max) / 2 : (min ?? max ?? 1)).toFixed(item.decimals);
}

/** The item that is on the screen now; null at the review before the end. */
export async function shownItem(day: Day): Promise<string | null> {
  const item = day.page.getByTestId('item');
  await expect(item.or(day.page.getByTestId('review'))).toBeVisible();
  return (await item.count()) === 0 ? null : await item.getAttribute('data-item');
}

/** Waits until the walk has gone on from an item. */
export async function wentOn(day: Day, from: string): Promise<void> {
  await expect(day.page.locator(`[data-testid="item"][data-item="${from}"]`)).toBeHidden();
}

/** The daily round with one impossible and one bad reading and one failed item, by the keyboard alone. */
export async function dailyByKeys(day: Day): Promise<number> {
  const { page } = day;
  await day.goByKeys('rounds');
  await day.picture('rounds-today');
  await day.tabTo(page.getByTestId('begin-daily'), 'the button that begins the round');
  const fromMs = performance.now();
  await day.press('Enter');
  for (let item = await shownItem(day); item !== null; item = await shownItem(day)) {
    const { kind } = dailyItem(item);
    if (kind !== 'reading') {
      await day.press(item === FAILED_ITEM ? '2' : '1');
      if (item === FAILED_ITEM) {
        await focused(day, page.getByTestId('item-reason'), 'the field for what is wrong');
        await day.type(day.words.rattles);
        await day.press('Enter');
      }
      await wentOn(day, item);
      continue;
    }
    await numberByKeys(day, item);
    await wentOn(day, item);
  }
  await focused(day, page.getByTestId('finish'), 'the button that ends the round');
  await day.picture('round-review');
  await day.press('Enter');
  await expect(page.getByTestId('record')).toBeVisible();
  return performance.now() - fromMs;
}

async function numberByKeys(day: Day, id: string): Promise<void> {
  const { page } = day;
  const item = dailyItem(id);
  if (item.kind !== 'reading') return;
  const field = page.getByTestId('reading');
  const why = page.getByTestId('why');
  await focused(day, field, `the number of ${id}`);
  if (id !== BAD_ITEM) {
    await day.type(await readingText(day, item));
    await day.press('Enter');
    if (await movedMeanwhile(day, id)) {
      await focused(day, why, 'the field for why it is unusual');
      await day.type(day.words.steady);
      await day.press('Enter');
    }
    return;
  }
  await day.type(IMPOSSIBLE_TEXT);
  await day.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await focused(day, field, 'the number that was refused');
  await day.picture('round-refused');
  await day.press('Control+a');
  await day.type(BAD_TEXT);
  await day.press('Enter');
  await focused(day, why, 'the field for why it is unusual');
  await day.type(day.words.pressure);
  await day.picture('round-unusual');
  await day.press('Enter');
}

async function focused(day: Day, what: Locator, name: string): Promise<void> {
  await expect(what).toBeVisible();
  const isThere = await expect(what).toBeFocused({ timeout: 3000 }).then(() => true, () => false);
  if (isThere) return;
  day.deadEnd(`${name} does not take the focus by itself`);
  await what.focus();
}

/** The same round by fingers alone: no mouse, no keys but those on the screen. */
export async function dailyByTouch(day: Day, finger: Finger): Promise<number> {
  const { page } = day;
  const next = page.getByTestId('next-item');
  await finger.tap(page.getByTestId('unasked-daily'));
  const fromMs = performance.now();
  for (let item = await shownItem(day); item !== null; item = await shownItem(day)) {
    const shown = dailyItem(item);
    if (shown.kind === 'reading') {
      const digits = async (text: string): Promise<void> => {
        for (const key of text) await finger.tap(page.locator(`[data-key="${key}"]`));
        await finger.tap(page.locator('[data-key="enter"]'));
      };
      if (item === BAD_ITEM) {
        await digits(BAD_TEXT);
        await finger.tap(page.getByTestId('why'));
        await finger.write(day.words.pressure);
        await finger.tap(next);
      } else await digits(await readingText(day, shown));
    } else if (item === FAILED_ITEM) {
      await finger.tap(page.locator('[data-option="fail"]'));
      await finger.tap(page.getByTestId('item-reason'));
      await finger.write(day.words.rattles);
      await finger.tap(next);
    } else await finger.tap(page.locator('[data-option]').first());
    if (await movedMeanwhile(day, item)) {
      await finger.tap(page.getByTestId('why'));
      await finger.write(day.words.steady);
      await finger.tap(next);
    }
    await wentOn(day, item);
  }
  await finger.tap(page.getByTestId('finish'));
  await expect(page.getByTestId('record')).toBeVisible();
  return performance.now() - fromMs;
}

/** Whether the item stays because its sensor moved on between looking and typing. */
async function movedMeanwhile(day: Day, item: string): Promise<boolean> {
  const { page } = day;
  const still = page.locator(`[data-testid="item"][data-item="${item}"]`);
  for (let looks = 0; looks < 40; looks++) {
    if ((await still.count()) === 0) return false;
    const why = page.getByTestId('why');
    if ((await why.count()) > 0 && (await why.inputValue().catch(() => 'x')) === '') return true;
    await page.waitForTimeout(25);
  }
  return false;
}
