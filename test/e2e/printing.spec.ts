import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { QA_CHECKS } from '#core/signal/qa/finding.ts';
import type { QualityReportBody } from '#core/signal/quality-state/bodies.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { launch, root } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { fillHistory } from './history-data.ts';
import { askEngine } from './page-engine.ts';
import { firstValue, goTo, setLook } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/** What the window prints, as the printer gets it: light, numbered, with the site's name, nothing cut off, headings with what they head. */
const DAY_MS = 86_400_000;
const PASSWORD = 'brown heron wades';
const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0;
const SITE: Readonly<Record<Language, string>> = { ko: '금강 MBR', en: 'Geumgang MBR' };

/** A month's report on the data with a row for every sensor, as the first of a month writes it. */
function writeQualityReport(dataDir: string): void {
  const profile = readProfile(path.join(root, 'resources/profiles/geumgang-mbr'));
  if (!profile.ok) throw new Error('the profile cannot be read');
  const body: QualityReportBody = {
    month: '2026-01', fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 1, 1),
    sensors: profile.value.sensors.map(({ id }, i) => ({
      tag: `${id}.pv`, meanScore: 60 + (i % 40), leastScore: 20 + (i % 60), missingShare: 0.01, substitutedMinutes: 90 * i,
      findings: i % 3 === 0 ? QA_CHECKS.slice(0, 3).map((check) => ({ check, count: 3, minutes: 130 })) : [],
      comparisons: 4, meanDifference: 0.12, calibrations: 1, lifeLeftDays: 120, trendPerMonth: 0.03,
    })),
  };
  const db = new Database(path.join(dataDir, 'history.db'));
  db.prepare('INSERT INTO entry (kind, id, ts_ms, tag, actor, written_ms, body) VALUES (?, ?, ?, NULL, ?, ?, ?)')
    .run('qualityReport', 'report/2026-01', body.fromMs, 'engine', body.toMs, JSON.stringify(body));
  db.close();
}

/** Prints the window into a file as its print dialog would, and gives the text of each sheet. */
async function printed({ app, dataDir }: RunningApp, name: string): Promise<readonly string[]> {
  const base64 = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const pdf = await window?.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
    return pdf?.toString('base64') ?? '';
  });
  const file = path.join(dataDir, `${name}.pdf`);
  writeFileSync(file, Buffer.from(base64, 'base64'));
  if (process.env['MULJIGI_PICTURES'] !== undefined) writeFileSync(path.join(process.env['MULJIGI_PICTURES'], `${name}.pdf`), Buffer.from(base64, 'base64'));
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  if (!hasPoppler) return [];
  for (const [sheet, { share, edge }] of lightOf(file).entries()) {
    expect(share, `${name}, sheet ${String(sheet + 1)}: light part`).toBeGreaterThan(0.6);
    expect(edge, `${name}, sheet ${String(sheet + 1)}: edges`).toBe(255);
  }
  const texts = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
  return texts;
}

/** Of each sheet: what share of it is light, and the darkest spot of its outermost millimetres. */
function lightOf(file: string): { readonly share: number; readonly edge: number }[] {
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-sheets-'));
  execFileSync('pdftoppm', ['-r', '20', '-gray', file, path.join(dir, 's')]);
  return readdirSync(dir).sort().map((name) => {
    const bytes = readFileSync(path.join(dir, name));
    const [, width = 0, height = 0] = (/^P5\s(\d+) (\d+)\s/.exec(bytes.subarray(0, 30).toString('latin1')) ?? []).map(Number);
    const dots = bytes.subarray(bytes.length - width * height);
    let light = 0;
    let edge = 255;
    dots.forEach((dot, i) => {
      if (dot > 200) light++;
      const x = i % width;
      const y = Math.floor(i / width);
      if (x < 4 || y < 4 || x >= width - 4 || y >= height - 4) edge = Math.min(edge, dot);
    });
    return { share: light / dots.length, edge };
  });
}

/** Every sheet says whose it is and which of how many. */
function numbered(sheets: readonly string[], site: string): void {
  sheets.forEach((text, i) => {
    const foot = text.trimEnd().split('\n').at(-1) ?? '';
    expect(foot).toContain(site);
    expect(foot).toMatch(new RegExp(`${String(i + 1)}\\s*/\\s*${String(sheets.length)}$`));
  });
}

/** Presses what prints and holds the sheet: the print window is no part of a test. */
async function pressPrint(page: Page, press: () => Promise<void>, how: 'held' | 'silent' = 'held'): Promise<void> {
  await page.evaluate((hold) => {
    window.print = () => {
      if (hold) throw new Error('held for the test');
    };
  }, how === 'held');
  await press();
  await expect(page.getByTestId('on-paper').last()).toBeAttached();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

test('everything that is printed is light, numbered and whole, in both languages', async () => {
  test.setTimeout(150_000);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-print-'));
  fillHistory(dataDir, 10, ['AIT-601.pv', 'AIT-602.pv', 'SIT-601.pv', 'AIT-603.pv', 'FIT-101.pv', 'FIT-601.pv', 'JIT-001.power']);
  writeQualityReport(dataDir);
  const running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 }, dataDir });
  const { page } = running;
  try {
    await firstValue(page);
    await askEngine(page, 'reports.make', { kind: 'weekly', atMs: Date.now() - 2 * DAY_MS, untilMs: null, subject: null, remarks: '', who: 'Kim' });
    for (const language of ['ko', 'en'] as const) {
      await goTo(page, 'overview');
      await setLook(page, language, 'dark');

      await goTo(page, 'reports');
      await expect(page.locator('main').getByTestId('report-document')).toBeVisible({ timeout: 60_000 });
      const report = await printed(running, `report-${language}`);
      numbered(report, SITE[language]);

      await goTo(page, 'dataQuality');
      await page.getByRole('radio', { name: language === 'ko' ? /보고서/ : /report/i }).click();
      await expect(page.locator('main table tbody tr').first()).toBeVisible();
      const quality = await printed(running, `quality-${language}`);
      numbered(quality, SITE[language]);
      const heads = await page.locator('main table thead th').allInnerTexts();
      for (const sheet of quality) for (const head of heads) for (const word of head.split(/\s+/)) expect(sheet).toContain(word);

      // Long texts once, what is the same in both languages once.
      if (language === 'en') {
        await page.keyboard.press('F1');
        await pressPrint(page, () => page.getByRole('button', { name: 'Print all' }).click(), 'silent');
        await expect(page.getByTestId('help-paper')).toBeAttached();
        numbered(await printed(running, `help-${language}`), SITE[language]);
        await page.keyboard.press('F1');
      } else {
        await goTo(page, 'rounds');
        await page.locator('#rounds-tab-labels').click();
        await pressPrint(page, () => page.locator('main').getByRole('button', { name: '인쇄', exact: true }).click());
        numbered(await printed(running, `labels-${language}`), SITE[language]);
        // The print that was held leaves its sheet: the page begins anew.
        await page.reload();
        await expect(page.getByTestId('mode')).toBeVisible();
      }
    }

    // The sealed code, once: one sheet with the code on it, whatever lies behind its dialog.
    await page.getByTestId('person').click();
    await page.getByTestId('set-up-name').fill('Kim');
    await page.getByTestId('new-password').fill(PASSWORD);
    await page.getByTestId('new-password-again').fill(PASSWORD);
    await page.getByTestId('set-up-send').click();
    const code = await page.getByTestId('sealed-code').innerText();
    const sealed = await printed(running, 'code-en');
    numbered(sealed, SITE.en);
    if (hasPoppler) {
      expect(sealed).toHaveLength(1);
      for (const group of code.split('-')) expect(sealed[0]).toContain(group);
    }
  } finally {
    await running.close();
  }
});
