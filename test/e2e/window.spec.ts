import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { isAlive, launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { firstValue, goTo } from './window-actions.ts';

/** The real window over the real engine, the virtual PLC and Modbus between them. */
test.describe.configure({ mode: 'serial' });

let running: RunningApp;
let page: Page;
const complaints: string[] = [];

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
});
test.afterAll(() => running.close());

const openUnit = async (unit: string): Promise<void> => {
  await goTo(page, 'machines');
  await page.locator(`button[data-unit="${unit}"]`).click();
  await expect(page.getByTestId('machine-detail')).toContainText(unit);
};

/** First or second command button of the chosen unit, and the confirmation's answer. */
const command = async (name: '운전' | '정지' | '자동'): Promise<void> => {
  await page.getByTestId('machine-detail').getByRole('button', { name, exact: true }).click();
  await page.getByLabel('조작자').fill('시험 운전원');
};

test('live values change on the overview', async () => {
  const clock = page.locator('header time');
  const before = await clock.textContent();
  await expect(clock).not.toHaveText(before ?? '');
  const values = page.locator('[data-testid^="value-"]');
  const first = (await values.allTextContents()).join();
  await expect.poll(async () => (await values.allTextContents()).join(), { timeout: 30_000 }).not.toBe(first);
  await expect(page.getByTestId('link')).toContainText('연결');
});

test('a machine is started, the PLC confirms and its running signal comes back', async () => {
  await expect(page.getByTestId('mode')).toContainText('원격 운전', { timeout: 40_000 });
  await openUnit('M-111');
  await expect(page.getByTestId('unit-state')).toHaveText('정지');
  await command('운전');
  await expect(page.getByTestId('preview')).toHaveAttribute('data-allowed', 'true');
  await page.getByTestId('send-command').click();
  await expect(page.getByTestId('command-result')).toHaveAttribute('data-outcome', 'confirmed');
  await expect(page.getByTestId('feedback')).toHaveAttribute('data-reached', 'true');
  await page.getByRole('button', { name: '확인' }).click();
  await expect(page.getByTestId('unit-state')).toHaveText('운전');
  await expect(page.getByTestId('machine-detail')).toContainText('시험 운전원');
});

test('a refused command says which layer refuses, why, and what would allow it', async () => {
  await command('정지');
  await page.getByTestId('send-command').click();
  await expect(page.getByTestId('command-result')).toHaveAttribute('data-outcome', 'confirmed');
  await page.getByRole('button', { name: '확인' }).click();
  await expect(page.getByTestId('unit-state')).toHaveText('정지');
  // Started a moment ago: the least time between two starts has not passed.
  await command('운전');
  await expect(page.getByTestId('preview')).toHaveAttribute('data-allowed', 'false');
  await expect(page.getByTestId('refusals')).toContainText('간격·변화 폭');
  await expect(page.getByTestId('refusals')).toContainText('뒤에 다시 기동할 수 있습니다');
  await expect(page.getByTestId('send-command')).toBeDisabled();
  await page.keyboard.press('Escape');
});

test('the command and its outcome stand in the event list', async () => {
  await goTo(page, 'events');
  await expect(page.getByTestId('event-rows')).toContainText('운전 명령 확인');
  await page.getByRole('button', { name: '명령', exact: true }).click();
  await expect(page.getByTestId('event-rows')).not.toContainText('엔진 시작');
});

test('a trend opens with points, moves by keyboard and keeps what it showed', async () => {
  await goTo(page, 'trends');
  const chart = page.getByTestId('trend-chart');
  await expect(chart).toBeVisible();
  await page.getByRole('radio', { name: '10분' }).click();
  await expect.poll(async () => Number(await chart.getAttribute('data-points')), { timeout: 60_000 }).toBeGreaterThan(0);
  const range = page.getByTestId('trend-range').locator('b');
  const before = await range.textContent();
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(range).not.toHaveText(before ?? '');
  await page.keyboard.press('-');
  await expect.poll(async () => Number(await chart.getAttribute('data-points'))).toBeGreaterThan(0);
});

test('trends are exported to a file with a header and values', async () => {
  await page.getByRole('button', { name: 'CSV' }).click();
  await expect(page.getByRole('status').filter({ hasText: '저장했습니다' })).toBeVisible();
});

test('the language switches everything on screen', async () => {
  await goTo(page, 'settings');
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('nav button[data-screen="settings"]')).toHaveText('Settings');
  const bars = `${await page.locator('header').innerText()} ${await page.locator('footer').innerText()} ${await page.locator('nav').innerText()}`;
  expect(bars).not.toMatch(/[가-힣]/);
  await page.getByRole('radio', { name: '한국어' }).click();
  await expect(page.locator('nav button[data-screen="settings"]')).toHaveText('설정');
});

test('the connection test says what each slave answers, and a wrong field says its range', async () => {
  await goTo(page, 'settings');
  await page.getByRole('tab', { name: '연결' }).click();
  await page.getByRole('radio', { name: 'Modbus TCP' }).click();
  await page.getByLabel('주소').fill('127.0.0.1');
  await page.getByLabel('포트').fill('70000');
  await expect(page.getByText('허용 범위(1–65535)', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: '연결 시험' })).toBeDisabled();
  await page.getByLabel('포트').fill('1');
  await page.getByRole('button', { name: '연결 시험' }).click();
  await expect(page.getByTestId('connection-test')).toContainText('국번 1', { timeout: 60_000 });
  await page.getByRole('radio', { name: 'Modbus RTU' }).click();
  await expect(page.getByRole('button', { name: '다시 찾기' })).toBeVisible();
  await page.getByRole('tab', { name: '화면' }).click();
});

test('everything grows to twice its size by keyboard, and is reached by scrolling', async () => {
  const width = () => page.evaluate(() => innerWidth);
  const before = await width();
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+=');
  await expect.poll(width).toBe(Math.round(before / 2));
  await goTo(page, 'settings');
  const sides = await page.evaluate(() => {
    document.body.scrollTo(0, 200);
    const bar = document.querySelector('header')?.getBoundingClientRect();
    const { scrollWidth, scrollTop } = document.body;
    return { scrollWidth, scrollTop, top: Math.round((bar?.top ?? NaN) - document.documentElement.getBoundingClientRect().top) };
  });
  // The bar with the alarms stays on top while the page moves under it.
  expect(sides).toMatchObject({ scrollWidth: 1280, top: 0 });
  expect(sides.scrollTop).toBeGreaterThan(0);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog');
  await expect(sheet).toBeInViewport({ ratio: 0.99 });
  await expect(sheet.getByRole('button').first()).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+0');
  await expect.poll(width).toBe(before);
});

test('the whole window is reached by keyboard alone', async () => {
  // Alt and a digit open a group at the screen it was left at, the arrows reach its screens.
  const groups = await page.locator('nav button[data-group]').count();
  for (let group = 0; group < groups; group++) {
    await page.keyboard.press(`Alt+Digit${String(group + 1)}`);
    await expect(page.locator('nav button[data-group]').nth(group)).toHaveAttribute('aria-expanded', 'true');
    const tabs = page.locator('nav button[data-screen]');
    const screens = await tabs.count();
    for (let at = 0; at < screens; at++) {
      if (at === 0) await page.locator('nav button[data-group]').nth(group).focus();
      else await tabs.nth(at - 1).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await expect(tabs.nth(at)).toHaveAttribute('aria-current', 'page');
    }
  }
  await page.keyboard.press('Alt+Digit1');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ㅂㅅㅍㅍ');
  await expect(page.getByRole('option').first()).toContainText('반송펌프');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('machine-detail')).toContainText('P-402A');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('dialog')).toContainText('단축키');
  await expect(page.getByRole('dialog')).toContainText('1–4');
  await expect(page.getByRole('dialog')).toContainText('운전 · 업무 · 기록 · 시스템');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a killed engine is announced, the picture stays, and values come back', async () => {
  // A command that stands ready to be sent is held back: what was judged before says nothing now.
  await openUnit('M-111');
  await command('정지');
  const send = page.getByTestId('send-command');
  await expect(send).toBeEnabled({ timeout: 10_000 });
  const { pid } = await running.engineRunning();
  process.kill(pid, 'SIGKILL');
  await expect(send).toBeDisabled();
  await page.keyboard.press('Escape');
  await goTo(page, 'overview');
  await expect(page.getByTestId('engine-banner')).toBeVisible();
  await expect(page.locator('main section').first()).toBeVisible();
  await expect(page.getByTestId('engine-banner')).toHaveCount(0, { timeout: 60_000 });
  const again = await running.engineRunning();
  expect(again.pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
  const values = page.locator('[data-testid^="value-"]');
  const first = (await values.allTextContents()).join();
  await expect.poll(async () => (await values.allTextContents()).join(), { timeout: 40_000 }).not.toBe(first);
});

test('nothing in the page broke or was stopped by the content policy', () => {
  expect(complaints).toEqual([]);
});
