import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { goTo } from '../window-actions.ts';
import { PASSWORD, PIN } from './day-context.ts';
import type { Day } from './day-context.ts';
import { FAILED_ITEM, dailyItem, profile, shownItem, wentOn } from './daily-round.ts';

/** The steps of the day but for the daily round, each as a person takes it in the window. */

const dialogOf = (day: Day): Locator => day.page.getByRole('dialog');
const person = (day: Day): Locator => day.page.getByTestId('person');

/** In the morning with the password. */
export async function logInByPassword(day: Day): Promise<void> {
  const { page, words } = day;
  await expect(person(day)).toHaveAttribute('data-person', '');
  await day.click(person(day));
  await day.click(page.locator(`[data-person="${words.technician}"][role="radio"]`));
  const methods = dialogOf(day).getByRole('radio', { name: day.label('people', 'logIn.password'), exact: true });
  if (await methods.isVisible()) await day.click(methods);
  await day.type(PASSWORD);
  await day.press('Enter');
  await expect(person(day)).toHaveAttribute('data-person', words.technician);
}

/** After a while away: the session has ended, the picture of the process has not, and four digits bring it back. */
export async function logInByPin(day: Day): Promise<void> {
  const { page, words } = day;
  if ((await person(day).getAttribute('data-person')) === words.technician) return;
  await expect(page.getByTestId('mode')).toBeVisible();
  if (!(await dialogOf(day).isVisible())) await day.click(person(day));
  await day.click(page.locator(`[data-person="${words.technician}"][role="radio"]`));
  for (const digit of PIN) await day.click(dialogOf(day).getByRole('button', { name: digit, exact: true }));
  await day.picture('log-in');
  await day.click(page.getByTestId('log-in-send'));
  await expect(person(day)).toHaveAttribute('data-person', words.technician);
}

/** The order that the failed item opened: begun, a filter used, a photo, finished. */
export async function doTheOrder(day: Day): Promise<void> {
  const { page } = day;
  const asked = dailyItem(FAILED_ITEM).onFail;
  if (asked === null) throw new Error('the failed item opens no order');
  await goTo(page, 'workOrders');
  day.counted(2);
  const orders = page.getByTestId('orders').locator('[data-order]');
  await day.click(orders.filter({ hasText: asked.title[day.options.language] }).first());
  const detail = page.getByTestId('order-detail');
  await expect(detail).toContainText(day.words.rattles);
  await day.click(detail.getByTestId('order-start'));
  await expect(detail).toHaveAttribute('data-state', 'inWork');
  await day.click(detail.getByTestId('use-part'));
  const filter = profile.stores.items.find(({ id }) => id === 'blower-filter');
  const part = dialogOf(day).getByRole('combobox');
  const partName = filter?.name[day.options.language] ?? '';
  if (!((await part.textContent()) ?? '').includes(partName)) {
    await day.click(part);
    await day.click(page.getByRole('option').filter({ hasText: partName }));
  }
  await day.fill(dialogOf(day).getByTestId('part-quantity'), '1');
  await day.click(dialogOf(day).getByTestId('save-part'));
  await expect(dialogOf(day)).toHaveCount(0);
  await expect(detail.getByTestId('parts-used').locator('li')).toHaveCount(1);
  await day.picture('order');
  await day.click(detail.getByTestId('order-finish'));
  await day.fill(dialogOf(day).getByTestId('order-reason'), day.words.finished);
  await day.click(dialogOf(day).getByTestId('confirm-order'));
  await expect(dialogOf(day)).toHaveCount(0);
  const stock = await day.ask('stock.items', {});
  expect(stock.find(({ item }) => item.id === 'blower-filter')?.stock.quantity).toBe(5);
}

const alarm = (day: Day, id: string): Locator => day.page.getByTestId(`alarm-${id}`);

/** Two chemicals run low: one alarm is read, acknowledged with a note; the other is put aside for half an hour. */
export async function alarmsAtNoon(day: Day): Promise<void> {
  const { page } = day;
  const sound = page.getByTestId('alarm-sound');
  await expect(sound).toHaveAttribute('data-look', 'sounding', { timeout: 180_000 });
  await day.click(page.getByTestId('alarm-counts'));
  await expect(alarm(day, 'low-ls-111')).toBeVisible({ timeout: 180_000 });
  await expect(alarm(day, 'low-ls-113')).toBeVisible({ timeout: 180_000 });
  await day.click(alarm(day, 'low-ls-111').getByRole('button').first());
  const help = page.getByTestId('alarm-help');
  for (const part of ['cause', 'check', 'action']) await expect(help.locator(`[data-key="${part}"] dd`)).not.toBeEmpty();
  await day.picture('alarm');
  await day.click(help.getByRole('button', { name: day.label('alarms', 'act.acknowledge'), exact: true }));
  await say(day, day.words.comment);
  await expect(alarm(day, 'low-ls-111')).toHaveAttribute('data-state', 'acknowledged');
  await day.click(alarm(day, 'low-ls-113').getByRole('button').first());
  await day.click(help.getByRole('button', { name: day.label('alarms', 'act.shelve'), exact: true }));
  await say(day, day.words.shelf);
  await expect(alarm(day, 'low-ls-113')).toBeHidden();
  // What else came meanwhile, such as stock that falls below its minimum, is seen with one press.
  for (let pages = 0; pages < 5 && (await page.getByTestId('ack-page').isEnabled()); pages++) {
    await day.click(page.getByTestId('ack-page'));
    await say(day, '');
  }
  await expect(sound).not.toHaveAttribute('data-look', 'sounding');
}

async function say(day: Day, line: string): Promise<void> {
  const dialog = dialogOf(day);
  await expect(dialog).toBeVisible();
  if (line !== '') await day.fill(dialog.getByRole('textbox').last(), line);
  await day.click(day.page.getByTestId('alarm-send'));
  await expect(dialog).toBeHidden();
}

/** The lorry: four tonnes of PAC with lot and price; the stock rises, the cost is booked, the alarm ends. */
export async function delivery(day: Day): Promise<void> {
  const { page } = day;
  const before = await stockOf(day);
  const spentBefore = await spentOn(day, 'pac');
  await goTo(page, 'stores');
  day.counted(2);
  await day.click(page.locator('#stores-tab-chemicals'));
  await day.click(page.getByTestId('receive-pac'));
  const dialog = dialogOf(day);
  await day.fill(dialog.getByTestId('move-quantity'), '4000');
  await day.fill(dialog.getByTestId('move-lot'), 'L-2611');
  await expect(dialog.getByTestId('becomes')).toBeVisible();
  await day.picture('delivery');
  await day.click(dialog.getByTestId('save-move'));
  await expect(dialog.getByTestId('moves')).toBeVisible();
  await day.press('Escape');
  await expect(dialog).toHaveCount(0);
  const after = await stockOf(day);
  expect(after).toBeCloseTo(before + 4000, 0);
  await expect(page.getByTestId('stock-pac')).toHaveText(/4,[89]\d\d/);
  const price = profile.stores.items.find(({ id }) => id === 'pac')?.priceWon ?? 0;
  expect((await spentOn(day, 'pac')) - spentBefore).toBe(price * 4000);
  await day.click(page.locator('#stores-tab-costs'));
  await expect(page.getByTestId('costs').locator('table').first()).toBeVisible();
  await day.picture('costs');
}

async function stockOf(day: Day): Promise<number> {
  return (await day.ask('stock.items', {})).find(({ item }) => item.id === 'pac')?.stock.quantity ?? NaN;
}

async function spentOn(day: Day, item: string): Promise<number> {
  const { lines } = await day.ask('cost.year', { year: 2026 });
  return lines.filter((line) => line.item === item).reduce((sum, { won }) => sum + won, 0);
}

/** The weekly list of Saturdays, with the cleaning of 40 minutes, a photo and a signature. */
export async function weeklyRound(day: Day): Promise<void> {
  const { page } = day;
  await goTo(page, 'rounds');
  day.counted(2);
  await backToToday(day);
  await day.click(page.getByTestId('begin-weekly').or(page.getByTestId('go-on-weekly')));
  const list = (await day.ask('rounds.checklists', {})).find((each) => each.list.id === 'weekly')?.list;
  for (let id = await shownItem(day); id !== null; id = await shownItem(day)) {
    const item = list?.items.find((each) => each.id === id);
    if (item === undefined) throw new Error(`the weekly list has no ${id}`);
    const shown = page.getByTestId('item');
    switch (item.kind) {
      case 'check':
      case 'choice': {
        await day.click(shown.locator('[data-option]:not([data-bad="true"])').first());
        break;
      }
      case 'reading': {
        const sensor = shown.getByTestId('beside-sensor').locator('strong');
        const { min, max } = item.unusual;
        const usual = min !== null && max !== null ? (min + max) / 2 : (min ?? max ?? (item.impossible.min + item.impossible.max) / 2);
        const text = item.tag !== null && (await sensor.isVisible()) ? ((await sensor.textContent()) ?? '').replaceAll(',', '') : usual.toFixed(item.decimals);
        await day.type(text);
        await day.press('Enter');
        break;
      }
      case 'timer': {
        for (const [i, step] of item.steps.entries()) {
          const line = shown.locator('li').nth(i);
          await day.click(line.locator('[data-needed]'));
          if (i === 0) {
            await day.live(12 * 60_000);
            await day.picture('cleaning');
          }
          await day.live((i === 0 ? step.minutes - 12 : step.minutes) * 60_000 + 5000);
          await logInByPin(day);
          await expect(line).toHaveAttribute('data-over', 'true');
          await day.click(line.locator('[data-needed]'));
        }
        break;
      }
      case 'photo':
        await shown.getByTestId('file-input').setInputFiles({ name: 'membranes.png', mimeType: 'image/png', buffer: await page.getByTestId('item').screenshot() });
        day.counted(2);
        await expect(shown.locator('img').first()).toBeVisible();
        await day.click(page.getByTestId('next-item'));
        break;
      case 'signature':
        await sign(day);
        break;
      case 'text':
        await day.type(day.words.remark);
        await day.press('Enter');
    }
    await wentOn(day, id);
  }
  await day.click(page.getByTestId('finish'));
  await expect(page.getByTestId('record')).toBeVisible();
  await day.picture('weekly-record');
}

/** From a round that is over to the list of today. */
export async function backToToday(day: Day): Promise<void> {
  const today = day.page.locator('#rounds-tab-today');
  const back = day.page.getByRole('button', { name: day.label('rounds', 'back'), exact: true });
  await expect(today.or(back)).toBeVisible();
  if (await back.isVisible()) await day.click(back);
  await day.click(today);
}

/** A name drawn with the pointer. */
async function sign(day: Day): Promise<void> {
  const { page } = day;
  const field = page.getByTestId('signature');
  const box = await field.boundingBox();
  if (box === null) throw new Error('there is no field for the signature');
  await page.mouse.move(box.x + 60, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 1; i <= 24; i++) await page.mouse.move(box.x + 60 + i * 12, box.y + box.height / 2 + Math.sin(i * 0.9) * box.height * 0.28);
  await page.mouse.up();
  day.counted(1);
  await day.picture('signature');
  await day.click(page.getByTestId('item').getByRole('button', { name: day.label('rounds', 'sign.keep'), exact: true }));
}

/** The report of this shift: made in the window, opened, and its figures held against what was done. */
export async function shiftReport(day: Day): Promise<void> {
  const { page } = day;
  await goTo(page, 'reports');
  day.counted(2);
  await day.click(page.getByTestId('report-make'));
  const dialog = dialogOf(day);
  await day.click(dialog.getByRole('combobox').first());
  await day.click(page.getByRole('option', { name: day.label('reports', 'kind.shift'), exact: true }));
  await day.fill(dialog.locator('input[type="date"], input[placeholder="yyyy-mm-dd"]').first(), '2026-11-14');
  await day.fill(dialog.locator('#report-remarks'), day.words.remark);
  await day.click(page.getByTestId('report-start'));
  const sheet = page.locator('main').getByTestId('report-document');
  await expect(sheet).toContainText(day.words.remark, { timeout: 180_000 });
  await expect(dialog).toHaveCount(0);
  await day.picture('report');

  const { rows: made } = await day.ask('reports.list', { kind: 'shift', beforeSeq: null, limit: 1 });
  const [summary] = made;
  if (summary === undefined) throw new Error('no shift report was kept');
  expect(summary.madeBy).toBe(day.words.technician);
  // What was done since the beginning of the shift, by the records themselves.
  const inShift = (ms: number | null): boolean => ms !== null && ms >= summary.fromMs && ms < summary.toMs;
  const orders = await day.ask('work.orders', { machine: null, closed: 200 });
  const all = [...orders.open, ...orders.closed];
  const counts = fillIn(day, 'work.counts', {
    opened: all.filter(({ openedMs }) => inShift(openedMs)).length,
    finished: all.filter(({ done }) => inShift(done?.atMs ?? null)).length,
    standing: orders.open.length,
  });
  await expect(sheet).toContainText(counts);
  const { rows: alarms } = await day.ask('alarms.journal', {
    filter: { fromMs: summary.fromMs, toMs: summary.toMs, priorities: null, equipment: null, state: null, person: null, alarms: null, text: '' },
    cursor: null, limit: 1000,
  });
  const raised = alarms.filter(({ raisedMs }) => inShift(raisedMs));
  await expect(sheet).toContainText(fillIn(day, 'alarms.counts', {
    total: raised.length,
    one: raised.filter(({ priority }) => priority === 1).length,
    two: raised.filter(({ priority }) => priority === 2).length,
    three: raised.filter(({ priority }) => priority === 3).length,
    four: raised.filter(({ priority }) => priority === 4).length,
  }));
  const { lines } = await day.ask('rounds.history', { checklistId: null, skip: 0, limit: 200 });
  expect(lines.filter(({ status, doneMs }) => status === 'done' && inShift(doneMs))).toHaveLength(2);
  await expect(sheet).toContainText(fillIn(day, 'rounds.counts', { done: 2, missed: 0, carried: 0 }));

  await day.click(page.getByTestId('report-pdf'));
  const said = page.locator('main').getByRole('status').filter({ hasText: '.pdf' });
  await expect(said).toBeVisible({ timeout: 180_000 });
  const file = path.join(day.running.dataDir, `${summary.number}.${day.options.language}.pdf`);
  expect(readFileSync(file).subarray(0, 5).toString('latin1')).toBe('%PDF-');
}

/** A sentence of a report with its figures, as the language has it. */
function fillIn(day: Day, key: string, figures: Readonly<Record<string, number>>): string {
  const file = path.join(import.meta.dirname, '../../../resources/reports', `${day.options.language}.json`);
  const sentences = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  return Object.entries(figures).reduce((text, [name, figure]) => text.replace(`{${name}}`, String(figure)), sentences[key] ?? key);
}

/** The technician leaves; the plant stays in sight. */
export async function leave(day: Day): Promise<void> {
  const { page } = day;
  await goTo(page, 'overview');
  day.counted(1);
  await day.click(person(day));
  await day.click(page.getByTestId('log-out'));
  await expect(person(day)).toHaveAttribute('data-person', '');
  await expect(page.getByTestId('mode')).toBeVisible();
  await day.picture('leave');
}
