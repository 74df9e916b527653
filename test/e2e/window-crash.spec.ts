import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { PROTOCOL_VERSION, queries } from '#contract/api.ts';
import { startBare, type BareApp } from './bare-app.ts';
import { isAlive, root } from './harness.ts';
import { askInPage } from './page-engine.ts';

let app: BareApp | undefined;
let dataDir = '';
test.beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-e2e-'));
});
test.afterEach(async () => {
  await app?.end();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a window whose process was killed comes back and reaches the engine, which ran on', async () => {
  app = await startBare(process.env['MULJIGI_ELECTRON'] ?? '', [root], { ...process.env, MULJIGI_DATA_DIR: dataDir });
  const running = app;
  await expect.poll(() => running.rendererPids().length).toBe(1);
  const before = await enginePid(running);
  const [page] = running.rendererPids();
  process.kill(page!, 'SIGKILL');
  await expect.poll(() => running.rendererPids().filter((pid) => pid !== page).length).toBe(1);
  expect(await enginePid(running)).toBe(before);
  expect(isAlive(before)).toBe(true);
});

/** Asks the engine through the page who it is, as soon as there is a page that can. */
async function enginePid(running: BareApp): Promise<number> {
  let pid = 0;
  await expect.poll(async () => {
    try {
      const hello = await running.inPage(askInPage, { call: 'hello', params: { protocol: PROTOCOL_VERSION, client: 'window' } });
      pid = queries.hello.result.parse(hello).pid;
      return 'answered';
    } catch (error) {
      return String(error);
    }
  }).toBe('answered');
  return pid;
}
