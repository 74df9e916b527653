import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { seriousFindings } from './axe.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { PICTURED, VIEWS } from './screen-views.ts';
import { spills } from './spills.ts';
import { MEMBER_VIEWS, givePeople } from './views/member-views.ts';
import { giveThings } from './views/things.ts';
import type { View } from './views/view.ts';
import { smallTargets } from './touch-targets.ts';
import { strayTexts } from './visible-texts.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/**
 * WCAG 2.1 A and AA, checked by axe in the real window: every screen, tab, sheet and dialog, in both
 * themes and languages, with something in every list, first as it is before anybody is set up, then with
 * people, log-in and an incident. Nothing of it may spill over, no word
 * stand in the other language, and nothing to press be smaller than a gloved finger needs.
 * Continuous integration takes each language and theme once, and the sheets and dialogs in one of them;
 * MULJIGI_SHOTS names a folder for a picture of each view.
 */
const inCi = process.env['CI'] !== undefined && process.env['CI'] !== '';
const LOOKS = [
  ['ko', 'light'],
  ['en', 'dark'],
  ['ko', 'dark'],
  ['en', 'light'],
] as const;
/** Looks that continuous integration takes, with how much of the list. */
const IN_CI: Readonly<Record<string, 'all' | 'screens'>> = {
  'ko-light': 'screens',
  'en-dark': 'all',
};
const shots = process.env['MULJIGI_SHOTS'];
/** More than a hundred views, each read by axe from top to bottom, on a busy machine. */
const LIMIT_MS = 600_000;

let running: RunningApp;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  await firstValue(running.page);
  await setSize(running.app, running.page, 1366, 768);
  await giveThings(running.page, running.dataDir);
});
test.afterAll(() => running.close());

async function lookAt(
  page: Page,
  views: readonly View[],
  look: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, show, leave } of views) {
    await show(page);
    found.push(
      ...(await seriousFindings(page, name, true)),
      ...(await spills(page)).map((spill) => `${name}: ${spill}`),
      ...(await strayTexts(page, name)),
      ...(await smallTargets(page, name)),
    );
    if (shots !== undefined)
      await page.screenshot({ path: path.join(shots, `${name}-${look}.png`) });
    await leave?.(page);
  }
  return found;
}

for (const [language, theme] of LOOKS) {
  const look = `${language}-${theme}`;
  const views = inCi && IN_CI[look] === 'screens' ? PICTURED : VIEWS;
  test(`no serious or critical findings, ${language}, ${theme}${look in IN_CI ? '' : ' @full'}`, async () => {
    test.setTimeout(LIMIT_MS);
    await goTo(running.page, 'overview');
    await setLook(running.page, language, theme);
    expect(await lookAt(running.page, views, look)).toEqual([]);
  });
}

test.describe('with people', () => {
  test.beforeAll(async () => {
    test.setTimeout(150_000);
    await goTo(running.page, 'overview');
    await givePeople(running.page, running.dataDir);
  });
  for (const [language, theme] of LOOKS) {
    const mark = IN_CI[`${language}-${theme}`] === 'all' ? '' : ' @full';
    test(`no serious or critical findings with people, ${language}, ${theme}${mark}`, async () => {
      test.setTimeout(LIMIT_MS);
      await goTo(running.page, 'overview');
      await setLook(running.page, language, theme);
      expect(await lookAt(running.page, MEMBER_VIEWS, `${language}-${theme}`)).toEqual([]);
    });
  }
});
