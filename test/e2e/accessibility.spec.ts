import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { SCREENS, firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** WCAG 2.1 A and AA on every screen, in both themes and languages, checked by axe in the real window. */
let running: RunningApp;
test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  await firstValue(running.page);
  await setSize(running.app, running.page, 1366, 768);
});
test.afterAll(() => running.close());

async function violations(page: Page, where: string): Promise<string[]> {
  // A page of its own for gathering the results, as axe would open, cannot be had in this window.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${where}: ${id} ${node.target.join(' ')} ${node.failureSummary?.split('\n').at(1)?.trim() ?? ''}`));
}

for (const language of ['ko', 'en'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    // Each language and each theme once in continuous integration; all four by `npm run a11y`.
    const whole = (language === 'ko') === (theme === 'light') ? '' : ' @full';
    test(`no serious or critical violations, ${language}, ${theme}${whole}`, async () => {
      // Some twenty pages, each read by axe from top to bottom.
      test.setTimeout(240_000);
      const { page } = running;
      await setLook(page, language, theme);
      const found: string[] = [];
      for (const screen of SCREENS) {
        await goTo(page, screen);
        found.push(...(await violations(page, screen)));
      }
      await goTo(page, 'virtualPlant');
      for (const tab of ['scenarios', 'instruments', 'machines', 'water', 'outages']) {
        await page.locator(`#vp-tab-${tab}`).click();
        found.push(...(await violations(page, `virtual plant ${tab}`)));
      }
      await goTo(page, 'laboratory');
      for (const tab of ['enter', 'list', 'compare', 'import']) {
        await page.locator(`#lab-tab-${tab}`).click();
        found.push(...(await violations(page, `laboratory ${tab}`)));
      }
      await goTo(page, 'backup');
      for (const [at, dialog] of ['backup dialog', 'external backup dialog', 'restore test', 'backup settings'].entries()) {
        if (dialog === 'restore test') continue;
        await page.getByTestId('backup-safety').getByRole('button').nth(at).click();
        found.push(...(await violations(page, dialog)));
        await page.keyboard.press('Escape');
      }
      await goTo(page, 'dataQuality');
      await page.locator('button[data-sensor]').first().click();
      await expect(page.getByTestId('sensor-detail')).toBeVisible();
      for (const part of [0, 1, 2]) {
        await page.getByTestId('sensor-detail').getByRole('radiogroup').first().getByRole('radio').nth(part).click();
        found.push(...(await violations(page, `sensor detail ${String(part)}`)));
      }
      await page.getByTestId('sensor-detail').locator('footer button').first().click();
      await expect(page.getByTestId('source-register')).toBeVisible();
      found.push(...(await violations(page, 'value source')));
      await page.keyboard.press('Escape');
      await page.locator('button[data-sensor][aria-pressed="true"]').click();
      await goTo(page, 'settings');
      for (const tab of ['connection', 'keyboard', 'about']) {
        await page.locator(`#settings-tab-${tab}`).click();
        found.push(...(await violations(page, `settings ${tab}`)));
      }
      await goTo(page, 'machines');
      await page.locator('button[data-unit="P-402A"]').click();
      found.push(...(await violations(page, 'machine detail')));
      await page.getByTestId('machine-detail').getByRole('button').first().click();
      await expect(page.getByTestId('preview')).not.toHaveAttribute('data-allowed', 'unknown');
      found.push(...(await violations(page, 'command dialog')));
      await page.keyboard.press('Escape');
      await goTo(page, 'overview');
      await page.getByTestId('tank-TK-MB').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      found.push(...(await violations(page, 'tank detail')));
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox')).toBeVisible();
      found.push(...(await violations(page, 'command palette')));
      await page.keyboard.press('Escape');
      expect(found).toEqual([]);
    });
  }
}
