import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { PROTOCOL_VERSION, queries } from '#contract/api.ts';
import { sandboxArgs } from '../../scripts/lib/electron-args.ts';
import { isAlive, launch, root, type RunningApp } from './harness.ts';
import { askEngine } from './page-engine.ts';

let running: RunningApp;
test.afterEach(() => running.close());

/** Says hello to the engine through the page and gives the engine's pid. */
async function helloFromPage(): Promise<number> {
  const hello = queries.hello.result.parse(
    await askEngine(running.page, 'hello', { protocol: PROTOCOL_VERSION, client: 'window' }),
  );
  return hello.pid;
}

test('the page is shut in: no Node, no remote content, no way out', async () => {
  running = await launch();
  const { page, app } = running;
  expect(page.url()).toBe('app://muljigi/index.html');
  const inPage = await page.evaluate(async () => {
    const outcome = async (run: () => Promise<unknown>): Promise<string> => {
      try {
        await run();
        return 'allowed';
      } catch {
        return 'refused';
      }
    };
    const element = document.createElement('script');
    element.textContent = 'window.inlineRan = true';
    document.head.append(element);
    return {
      hasNode: 'process' in window || 'require' in window,
      bridge: Object.keys(window.muljigi).sort(),
      inlineRan: 'inlineRan' in window,
      // In a task of its own: what a test driver evaluates is exempt from the policy.
      evaluated: await new Promise((resolve) => setTimeout(() => {
        try {
          resolve(`allowed ${String(new Function('return 1')())}`);
        } catch {
          resolve('refused');
        }
      }, 0)),
      remote: await outcome(() => fetch('https://example.org/')),
      localFile: await outcome(() => fetch('file:///etc/hostname')),
      outside: (await fetch('app://muljigi/..%2f..%2fpackage.json')).status,
      opened: window.open('https://example.org/') !== null,
      notifications: await Notification.requestPermission(),
      camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true })),
    };
  });
  expect(inPage).toEqual({
    hasNode: false,
    bridge: ['allowCamera', 'chooseFolder', 'chooseSave', 'closeSave', 'offersSetup', 'onEngineState', 'openChosen', 'openSave', 'requestEnginePort', 'restartEngine', 'setZoom', 'versions', 'writeSave'],
    inlineRan: false,
    evaluated: 'refused',
    remote: 'refused',
    localFile: 'refused',
    outside: 404,
    opened: false,
    notifications: 'denied',
    camera: 'refused',
  });
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(page.url()).toBe('app://muljigi/index.html');
  expect(app.windows()).toHaveLength(1);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
      getLastWebPreferences(): { contextIsolation: boolean; sandbox: boolean; nodeIntegration: boolean; webSecurity: boolean };
    };
    const { contextIsolation, sandbox, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true });
});

test('the engine is started, answers through the port, and ends with the window', async () => {
  running = await launch();
  const { pid } = await running.engineRunning();
  expect(await helloFromPage()).toBe(pid);
  await running.close();
  expect(isAlive(pid)).toBe(false);
});

test('a killed engine comes back and the window gets a new port', async () => {
  running = await launch();
  const { pid } = await running.engineRunning();
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => {
    const state = await running.engineState();
    return state.state === 'running' && state.pid !== pid;
  }).toBe(true);
  const again = await running.engineRunning();
  expect(await helloFromPage()).toBe(again.pid);
});

test('an error nobody caught does not stop the shell, which still watches the engine', async () => {
  running = await launch();
  const { pid } = await running.engineRunning();
  await running.app.evaluate(() => {
    setTimeout(() => {
      throw new Error('thrown by a test');
    }, 0);
  });
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => {
    const state = await running.engineState();
    return state.state === 'running' && state.pid !== pid;
  }).toBe(true);
});

test('text is saved in pieces; a dropped file leaves nothing', async () => {
  running = await launch();
  const { page, dataDir } = running;
  const saved = await page.evaluate(async () => {
    const kept = await window.muljigi.openSave({ suggestedName: 'a/b:trend.csv', kind: 'csv' });
    const dropped = await window.muljigi.openSave({ suggestedName: 'dropped.csv', kind: 'csv' });
    if (kept === null || dropped === null) throw new Error('no file');
    await window.muljigi.writeSave(kept.id, '시각,유량\n');
    await window.muljigi.writeSave(dropped.id, 'half');
    await window.muljigi.writeSave(kept.id, '1,2\n');
    await window.muljigi.closeSave(kept.id, true);
    await window.muljigi.closeSave(dropped.id, false);
    return kept.path;
  });
  expect(saved).toBe(path.join(dataDir, 'a_b_trend.csv'));
  expect(readFileSync(saved, 'utf8')).toBe('시각,유량\n1,2\n');
  expect(existsSync(path.join(dataDir, 'dropped.csv'))).toBe(false);
});

test('a second start on the same data hands over to the first window and ends', async () => {
  running = await launch();
  const asUser = sandboxArgs(process.getuid?.(), process.env);
  const second = spawn(process.env['MULJIGI_ELECTRON'] ?? '', [...(asUser.ok ? asUser.args : []), root], {
    env: { ...process.env, MULJIGI_DATA_DIR: running.dataDir },
    stdio: 'ignore',
  });
  const code = await new Promise<number | null>((resolve) => second.on('exit', resolve));
  expect(code).toBe(0);
  expect(running.app.windows()).toHaveLength(1);
});

test('the window opens where it was closed', async () => {
  running = await launch();
  const moved = { x: 120, y: 80, width: 1200, height: 800 };
  await running.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]!.setBounds(bounds), moved);
  const { dataDir } = running;
  await running.close(true);
  running = await launch({ dataDir });
  expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())).toEqual(moved);
});
