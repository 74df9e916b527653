import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { withPalette } from '../../scripts/lib/png-palette.ts';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { giveWork, liveThroughOnce } from './lived.ts';
import { PICTURED } from './screen-views.ts';
import { spills } from './spills.ts';
import { strayTexts } from './visible-texts.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/**
 * Looks at every screen in both languages, themes and sizes, as a new plant shows it: nothing may spill over,
 * and no word may stand in the other language. Filled lists, sheets and dialogs are looked at by
 * accessibility.spec.ts. Continuous integration takes each language and size, and the light theme. With `npm run screens`
 * the plant first lives through a day and more on the simulated clock, so that there is history to show, and
 * one or two pictures of each screen go to docs/screens; MULJIGI_SCREENS_OUT names a folder for all of them.
 */
const forDocs = process.env['npm_lifecycle_event'] === 'screens';
const everything = process.env['MULJIGI_SCREENS_OUT'];
const SIZES = [
  [1366, 768],
  [1920, 1080],
] as const;
const IN_CI: readonly string[] = ['ko-light-1366', 'en-light-1920'];
/** Screens of which docs/screens holds two looks; of all others it holds one, in turns. */
const TWICE: readonly string[] = [
  'overview',
  'alarms',
  'machines',
  'trends',
  'round-walk',
  'rounds-today',
  'work-orders',
  'reports',
  'what-if',
  'help',
];
const KEPT: readonly string[] = ['light-ko-1366', 'dark-en-1920', 'light-en-1366', 'dark-ko-1366'];

let running: RunningApp;

test.beforeAll(async ({}, info) => {
  info.setTimeout(30 * 60_000);
  const dataDir = forDocs ? { dataDir: liveThroughOnce() } : {};
  running = await launch({ ...dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 } });
  await firstValue(running.page);
  if (forDocs) await giveWork(running.page);
});
test.afterAll(() => running.close());

/** The looks of one screen that docs/screens holds. */
const keptLooks = (name: string): readonly string[] =>
  TWICE.includes(name)
    ? KEPT.slice(0, 2)
    : [KEPT[PICTURED.findIndex((view) => view.name === name) % KEPT.length] ?? ''];

for (const [width, height] of SIZES) {
  for (const language of ['ko', 'en'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const look = `${theme}-${language}-${String(width)}`;
      if (forDocs && everything === undefined && !KEPT.includes(look)) continue;
      const mark = IN_CI.includes(`${language}-${theme}-${String(width)}`) ? '' : ' @full';
      test(`every screen fits ${String(width)}x${String(height)}, ${language}, ${theme}${mark}`, async () => {
        test.setTimeout(forDocs ? 600_000 : 240_000);
        const { app, page } = running;
        await setSize(app, page, width, height);
        await goTo(page, 'overview');
        await setLook(page, language, theme);
        await expect(page.getByTestId('mode')).toHaveAttribute('data-mode', 'remote', {
          timeout: 60_000,
        });
        expect(
          await page.evaluate(() => {
            const element = document.querySelector('#content > div');
            return element === null ? 0 : element.scrollHeight - element.clientHeight;
          }),
          'the overview shows everything without scrolling',
        ).toBeLessThanOrEqual(1);
        const found: string[] = [];
        for (const { name, show, leave } of PICTURED) {
          await show(page);
          if (forDocs) await page.waitForTimeout(600);
          found.push(
            ...(await spills(page)).map((spill) => `${name}: ${spill}`),
            ...(await strayTexts(page, name)),
          );
          if (forDocs && (everything !== undefined || keptLooks(name).includes(look))) {
            const folder = everything ?? path.join(root, 'docs/screens');
            mkdirSync(folder, { recursive: true });
            writeFileSync(
              path.join(folder, `${name}-${look}.png`),
              withPalette(await page.screenshot()),
            );
          }
          await leave?.(page);
        }
        expect(found).toEqual([]);
      });
    }
  }
}
