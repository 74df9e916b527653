import { expect, test } from '@playwright/test';
import type { MessageBoxOptions } from 'electron';
import { isAlive, launch, type RunningApp } from './harness.ts';

let running: RunningApp;
test.beforeEach(async () => {
  running = await launch();
});
test.afterEach(() => running.close());

/** Answers the question that closing asks, as nobody is there to press a button, and keeps what was asked. */
function answerWith(response: number): Promise<void> {
  return running.app.evaluate(({ dialog }, answer) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...words: unknown[]) => {
      asked.push((words.at(-1) as MessageBoxOptions).message);
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
}

const pressClose = (): Promise<void> =>
  running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());

const asked = (): Promise<string[]> => running.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

test('closing asks in the language of the page, and staying keeps window and engine', async () => {
  const { pid } = await running.engineRunning();
  await answerWith(0);
  await pressClose();
  await expect.poll(asked).toEqual(['창을 닫고 엔진을 멈출까요?']);
  await running.page.evaluate(() => {
    document.documentElement.lang = 'en';
  });
  await pressClose();
  await expect.poll(async () => (await asked())[1]).toBe('Close the window and stop the engine?');
  expect(running.app.windows()).toHaveLength(1);
  expect(isAlive(pid)).toBe(true);
});

test('closing for good ends the engine first', async () => {
  const { pid } = await running.engineRunning();
  await answerWith(1);
  const closed = running.app.waitForEvent('close');
  await pressClose();
  await closed;
  expect(isAlive(pid)).toBe(false);
});
