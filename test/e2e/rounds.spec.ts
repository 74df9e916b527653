import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import path from 'node:path';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';
import { killEngineOf, signalEngineOf } from './processes.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/**
 * Rounds in the real window: the daily one by keyboard alone and by touch alone, through a kill of everything
 * in the middle of a number, by a scanned label, and a check list that is changed and brought back.
 */
const pictures = process.env['MULJIGI_ROUNDS_PICTURES'];
let running: RunningApp;
let page: Page;
/** A camera of Chromium's own that shows a clock. */
const CAMERA = ['--use-fake-device-for-media-stream'];
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });
const watch = (): void => {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
};
test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 }, switches: CAMERA });
  page = running.page;
  watch();
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
});
test.afterAll(async () => {
  await running.close();
  expect(complaints).toEqual([]);
});

async function picture(name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
    await setSize(running.app, page, width, height);
    await page.screenshot({ path: path.join(pictures, `${name}-${String(width)}.png`) });
  }
  await setSize(running.app, page, 1366, 768);
}

/** Serious and critical findings of axe on what stands on the screen. */
async function violations(): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target.join(' ')}`));
}

const item = (id: string) => page.locator(`[data-testid="item"][data-item="${id}"]`);
/** What the sensor beside the field says now. */
async function sensorText(): Promise<string> {
  const figure = page.getByTestId('beside-sensor').locator('strong');
  await expect(figure).toHaveText(/\d/);
  return (await figure.textContent()) ?? '';
}

/** Begins the daily round by the keyboard. */
async function begin(language: Language): Promise<void> {
  await goTo(page, 'overview');
  await setLook(page, language, 'light');
  await goTo(page, 'rounds');
  await page.getByTestId('rounds-who').fill('Kim');
  await picture(`today-${language}`);
  await page.getByTestId('unasked-daily').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('walk')).toBeVisible();
}

const ORDER = ['levels', 'look', 'recirculation', 'saturator', 'tmp-a', 'tmp-b', 'blower', 'flow'];

/** A number that is refused, and the next one begun before the disk has answered: nothing may take the keys away from it. */
async function typesOnWhileItIsStored(): Promise<void> {
  const dataDir = path.resolve(running.dataDir);
  expect(signalEngineOf(dataDir, 'SIGSTOP')).toBe(true);
  await page.keyboard.type('99');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('3');
  signalEngineOf(dataDir, 'SIGCONT');
  await expect(page.getByTestId('why')).toBeVisible();
  await expect(page.getByTestId('save-state')).toHaveText(/모두 저장됨|All saved/);
  await page.keyboard.type('.2');
  await expect(page.getByTestId('reading')).toHaveValue('3.2');
  await page.keyboard.press('Control+a');
}

for (const language of ['ko', 'en'] as const) {
  test(`the daily round by keyboard alone, with a bad reading and a failed item, ${language}`, async () => {
    await begin(language);
    const fromMs = Date.now();
    for (const id of ORDER) {
      await expect(item(id)).toBeVisible();
      if (id === 'levels' || id === 'look') await page.keyboard.press('1');
      else if (id === 'blower') {
        await page.keyboard.press('2');
        await expect(page.getByTestId('item-reason')).toBeFocused();
        await page.keyboard.type('rattles');
        await picture(`walk-check-${language}`);
        await page.keyboard.press('Enter');
      } else {
        await expect(page.getByTestId('reading')).toBeFocused();
        if (id === 'saturator') await typesOnWhileItIsStored();
        await page.keyboard.type(id === 'recirculation' ? '4.9' : id === 'saturator' ? '3.2' : await sensorText());
        await page.keyboard.press('Enter');
        if (id === 'saturator') {
          await expect(page.getByTestId('why')).toBeFocused();
          await page.keyboard.type('compressor was off');
          await picture(`walk-reading-${language}`);
          if (language === 'en') expect(await violations()).toEqual([]);
          await page.keyboard.press('Enter');
        } else if (await page.getByTestId('why').isVisible().catch(() => false)) {
          // The sensor moved on between looking and typing.
          await page.getByTestId('why').fill('moves');
          await page.keyboard.press('Enter');
        }
      }
    }
    await expect(page.getByTestId('finish')).toBeFocused();
    await picture(`review-${language}`);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('record')).toBeVisible();
    console.log(`${language}: daily round by keyboard in ${String(Date.now() - fromMs)} ms`);
    await picture(`record-${language}`);
    if (language === 'en') expect(await violations()).toEqual([]);
    await expect(page.getByTestId('correction-window')).toHaveText(/[23]\d:\d\d/);
    const today = (await askEngine(page, 'rounds.today')) as { lines: { status: string; id: string }[] };
    const { round } = (await askEngine(page, 'rounds.round', { id: today.lines.findLast(({ status }) => status === 'done')!.id })) as { round: { followed: { itemId: string; kind: string }[] } };
    expect(round.followed.map(({ itemId, kind }) => `${kind} ${itemId}`)).toEqual(expect.arrayContaining(['workOrder blower', 'workOrder saturator', 'calibration saturator']));
  });
}

/** Presses the keys of the pad on the screen. */
async function tap(text: string): Promise<void> {
  for (const key of text) await page.locator(`[data-key="${key}"]`).click();
}

test('the daily round by touch alone', async () => {
  await goTo(page, 'overview');
  await goTo(page, 'rounds');
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByTestId('unasked-daily').click();
  const fromMs = Date.now();
  for (const id of ORDER) {
    await expect(item(id)).toBeVisible();
    if (id === 'levels' || id === 'blower') await page.locator('[data-option="pass"]').click();
    else if (id === 'look') await page.locator('[data-option="normal"]').click();
    else if (id === 'tmp-b') {
      await page.getByTestId('cannotRead').click();
      await expect(page.getByTestId('item-reason')).toBeFocused();
      await page.keyboard.insertText('gauge is foggy');
      await page.getByTestId('next-item').click();
    } else {
      await tap(id === 'recirculation' ? '5.0' : await sensorText());
      await page.locator('[data-key="enter"]').click();
      if (await page.getByTestId('why').isVisible().catch(() => false)) {
        await page.getByTestId('why').fill('moves');
        await page.getByTestId('next-item').click();
      }
    }
  }
  await page.getByTestId('finish').click();
  await expect(page.getByTestId('record')).toBeVisible();
  console.log(`daily round by touch in ${String(Date.now() - fromMs)} ms`);
});

test('a wrong answer is put right while the window is open', async () => {
  const row = page.getByRole('row').filter({ hasText: 'Recirculation pump' });
  await row.getByRole('button', { name: 'Correct' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('reading').fill('5.2');
  await dialog.getByTestId('change-reason').fill('wrong gauge');
  await dialog.getByTestId('save-change').click();
  await expect(row).toContainText('5.2 bar');
  await expect(page.getByTestId('corrections')).toContainText('5.0 bar → 5.2 bar wrong gauge');
  await row.getByRole('button', { name: 'Recirculation pump' }).click();
  await expect(page.getByTestId('past-chart')).toBeVisible();
  await expect(page.getByTestId('past').locator('tbody tr').first()).toContainText('put right');
  await picture('past-en');
  expect(await violations()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByTestId('record-pdf').click();
  await expect(page.getByTestId('record').getByRole('status')).toContainText('.pdf');
});

/** Whether this page would get a camera now. */
const camera = () => page.evaluate(() => navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => { stream.getTracks().forEach((track) => track.stop()); return true; }, () => false));

test('a photo from the camera, a step ended early, a second signature', async () => {
  await page.getByRole('button', { name: 'Back to the list' }).click();
  const lists = (await askEngine(page, 'rounds.checklists')) as { list: { id: string; secondSignature: boolean } }[];
  const { list } = lists.find((each) => each.list.id === 'half-monthly')!;
  await askEngine(page, 'rounds.saveChecklist', { list: { ...list, secondSignature: true }, retired: false, note: '', who: 'Kim' });
  await page.getByTestId('unasked-half-monthly').click();
  await expect(item('level-clean')).toBeVisible();
  await page.keyboard.press('1');
  await page.locator('[data-go="photo"]').click();
  expect(await camera()).toBe(false);
  await page.getByTestId('take-photo').click();
  await expect(page.getByTestId('camera')).toHaveAttribute('data-state', 'live');
  await picture('camera-en');
  await page.getByTestId('camera-take').click();
  await page.getByTestId('camera-keep').click();
  await expect(page.locator('[data-item="photo"] img')).toBeVisible();
  expect(await camera()).toBe(false);
  await page.getByTestId('next-item').click();
  await page.getByTestId('finish').click();
  await expect(page.getByTestId('second-state')).toContainText('Waits');
  await page.getByTestId('second-open').click();
  await page.getByTestId('second-who').fill('kim');
  await expect(page.getByTestId('sign-by-name')).toHaveCount(0);
  await page.getByTestId('second-who').fill('Lee');
  const pad = (await page.getByTestId('signature').boundingBox())!;
  await page.mouse.move(pad.x + 40, pad.y + 80);
  await page.mouse.down();
  await page.mouse.move(pad.x + 200, pad.y + 40, { steps: 4 });
  await page.mouse.up();
  await picture('second-en');
  expect(await violations()).toEqual([]);
  await page.getByTestId('sign-keep').click();
  await expect(page.getByTestId('second-state')).toContainText('Lee');
  await picture('record-photo-en');
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await page.getByTestId('unasked-weekly').click();
  await page.locator('[data-go="cleaning"]').click();
  await page.getByRole('button', { name: 'Begin' }).click();
  // The step runs on over other items, and is seen on every screen.
  await page.locator('[data-go="filter"]').click();
  await expect(page.getByTestId('timer-bell')).toContainText(/39:\d\d/);
  await page.getByTestId('notApplicable').click();
  await page.getByTestId('item-reason').fill('slip');
  await page.getByTestId('undo-state').click();
  await expect(page.locator('[data-option="pass"]')).toBeVisible();
  await page.getByTestId('timer-bell').click();
  await page.getByTestId('end-run').click();
  await page.getByTestId('early-reason').fill('pump tripped');
  await picture('timer-en');
  await page.getByTestId('early-end').click();
  await expect(page.getByTestId('timer-bell')).toHaveCount(0);
});

test('a round walked on paper is typed in by digits and Enter', async () => {
  await page.getByTestId('pause').click();
  await page.getByTestId('line-weekly').getByRole('button', { name: 'Enter from paper' }).click();
  await page.getByTestId('paper-by').fill('Choi');
  await page.getByTestId('paper-begin').click();
  const paper = page.getByTestId('paper');
  await expect(paper).toContainText('walked by Choi');
  await page.locator('[data-row="do-clean"] [data-cell]').focus();
  const fromMs = Date.now();
  await page.keyboard.press('1');
  await expect(page.locator('[data-row="do"] input').first()).toBeFocused();
  await page.keyboard.type('99');
  await expect(page.locator('[data-row="do"]')).toHaveAttribute('data-bad', 'true');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2.1');
  await page.keyboard.press('Enter');
  // Further from the sensor of that time than the list allows: why comes first.
  const why = page.locator('[data-row="do"] [data-words]');
  await expect(why.or(page.locator('[data-row="cleaning"] input:focus')).first()).toBeVisible();
  if (await why.isVisible()) {
    await expect(why).toBeFocused();
    await page.keyboard.type('just cleaned');
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('[data-row="cleaning"] input').first()).toBeFocused();
  await picture('paper-en');
  expect(await violations()).toEqual([]);
  console.log(`three rows of the paper form in ${String(Date.now() - fromMs)} ms`);
  await page.getByTestId('pause').click();
  await expect(page.getByTestId('today-lines')).toContainText('From paper');
  const today = (await askEngine(page, 'rounds.today')) as { lines: { id: string; checklistId: string }[] };
  const { round } = (await askEngine(page, 'rounds.round', { id: today.lines.find(({ checklistId }) => checklistId === 'weekly')!.id })) as { round: { paperMs: number; paperBy: string; answers: Record<string, { who: string; atMs: number }> } };
  expect(round.answers['do']).toMatchObject({ who: 'Choi', atMs: round.paperMs });
});

test('a label of a machine leads to its item in the open round', async () => {
  await page.getByTestId('unasked-daily').click();
  await expect(item('levels')).toBeVisible();
  await page.locator('[data-go="recirculation"]').click();
  await expect(page.getByTestId('reading')).toBeFocused();
  // A scanner types faster than a loaded machine lets a test press keys, so its keys come in one go.
  await page.evaluate(() => {
    for (const [code, shiftKey] of [['Backquote', true], ['KeyF', true], ['KeyI', true], ['KeyT', true], ['Minus', false], ['Digit6', false], ['Digit0', false], ['Digit1', false], ['Enter', false]] as const)
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { code, shiftKey, bubbles: true, cancelable: true }));
  });
  await expect(item('flow')).toBeVisible();
  await page.keyboard.press('PageUp');
});

test('nothing typed is lost when everything is killed in the middle of a number', async () => {
  test.setTimeout(120_000);
  await page.locator('[data-go="tmp-a"]').click();
  await expect(page.getByTestId('reading')).toBeFocused();
  await page.keyboard.type('17.');
  await expect(page.getByTestId('save-state')).toHaveText('All saved');
  const { dataDir } = running;
  // Engine and window go at once, as when the mains fail.
  killEngineOf(path.resolve(dataDir));
  running.app.process().kill('SIGKILL');
  await running.app.close().catch(() => undefined);
  killEngineOf(path.resolve(dataDir));
  running = await launch({ dataDir, connection: { kind: 'virtual', speed: 1, seed: 1 }, switches: CAMERA });
  page = running.page;
  watch();
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  // What this PC remembers of its looks may be older than the cut; what was typed may not.
  await setLook(page, 'en', 'light');
  await goTo(page, 'rounds');
  await page.getByTestId('go-on-daily').click();
  await page.locator('[data-go="tmp-a"]').click();
  await expect(page.getByTestId('reading')).toHaveValue('17.');
  await page.keyboard.type('5');
  await page.getByTestId('pause').click();
  await expect(page.getByTestId('today-lines')).toContainText('Paused');
});

test('a check list is changed, tried out and brought back', async () => {
  await page.locator('#rounds-tab-lists').click();
  const editor = page.getByTestId('list-editor');
  await expect(editor).toBeVisible();
  await picture('lists-en');
  expect(await violations()).toEqual([]);
  await editor.getByRole('button', { name: /^Remove/ }).first().click();
  await editor.getByLabel('Technician').fill('Kim');
  await editor.getByTestId('save-list').click();
  await expect(page.locator('[aria-current="true"]')).toContainText('version 2');
  await editor.getByTestId('versions-open').click();
  await expect(page.getByTestId('compare')).toContainText('Removed');
  await picture('versions-en');
  expect(await violations()).toEqual([]);
  await page.getByTestId('restore-version').click();
  await expect(page.locator('[aria-current="true"]')).toContainText('version 3');
  await editor.getByRole('button', { name: '+ In order or not' }).click();
  await page.keyboard.press('Escape');
  await editor.getByTestId('save-list').click();
  await expect(editor.getByTestId('problems')).toContainText('Name');
  await picture('problems-en');
  await editor.getByTestId('edit-undo').click();
  await expect(editor.getByTestId('save-list')).toBeDisabled();
  await expect(editor.locator('ol > li').first()).toContainText('series A');
  await editor.getByTestId('form-pdf').click();
  await expect(editor.getByRole('status')).toContainText('Saved');
  await page.locator('#rounds-tab-labels').click();
  await expect(page.getByTestId('labels').first().locator('li').first()).toBeVisible();
  await picture('labels-en');
  expect(await violations()).toEqual([]);
  await page.locator('#rounds-tab-calendar').click();
  await expect(page.getByRole('grid')).toContainText('Daily round');
  await picture('calendar-en');
  expect(await violations()).toEqual([]);
  await page.locator('#rounds-tab-history').click();
  await expect(page.getByTestId('history').locator('tbody tr')).toHaveCount(4);
  await picture('history-en');
  if (pictures === undefined) return;
  await goTo(page, 'overview');
  await picture('overview-en');
  await setLook(page, 'ko', 'dark');
  await picture('overview-ko');
  await goTo(page, 'rounds');
  for (const tab of ['lists', 'labels', 'calendar', 'today']) {
    await page.locator(`#rounds-tab-${tab}`).click();
    await expect(page.locator('#rounds-panel [aria-busy="true"]')).toHaveCount(0);
    await picture(`${tab}-ko-dark`);
  }
});
