import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import type { ShellBridge } from '#contract/bridge.ts';
import type { Connection } from '#contract/connection.ts';
import type { EngineProcessState } from '#contract/wire.ts';
import { sandboxArgs } from '../../scripts/lib/electron-args.ts';
import { killEngineOf } from './processes.ts';

declare global {
  interface Window {
    muljigi: ShellBridge;
  }
}

export const root = path.resolve(import.meta.dirname, '../..');

const CLOSE_LIMIT_MS = 20_000;

export interface LaunchOptions {
  readonly connection?: Connection;
  /** Reuse a data folder, to see what a restart finds. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Switches of Chromium, such as a camera that is none. */
  readonly switches?: readonly string[];
}

/** The real application with a data folder of its own. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataDir: string;
  /** Waits until the shell reports an engine that runs. */
  engineRunning(): Promise<{ pid: number }>;
  engineState(): Promise<EngineProcessState>;
  /** Ends the application and waits for its engine to be gone. Keeps the data folder when asked. */
  close(keepData?: boolean): Promise<void>;
}

/** Starts the built application in the Electron runtime that the bootstrap found. */
export async function launch(options: LaunchOptions = {}): Promise<RunningApp> {
  const executablePath = process.env['MULJIGI_ELECTRON'];
  if (executablePath === undefined) throw new Error('Run the end-to-end tests with: npm run test:e2e');
  const asUser = sandboxArgs(process.getuid?.(), process.env);
  if (!asUser.ok) throw new Error(asUser.message);
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'muljigi-e2e-'));
  // Without `executablePath` Playwright loads its own module first, which holds the application
  // back until the test is attached; this is how it is told which Electron to take.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = path.dirname(executablePath);
  const app = await _electron.launch({
    args: [...asUser.args, ...(options.switches ?? []), root],
    cwd: root,
    env: {
      ...definedEnv(),
      MULJIGI_DATA_DIR: dataDir,
      MULJIGI_TEST_SAVE_DIR: dataDir,
      ...(options.connection === undefined ? {} : { MULJIGI_CONNECTION: JSON.stringify(options.connection) }),
      ...options.env,
    },
  });
  const close = async (keepData = false): Promise<void> => {
    // An application that hangs must not take the test with it, nor stay behind.
    const killer = setTimeout(() => app.process().kill('SIGKILL'), CLOSE_LIMIT_MS);
    await app.close();
    clearTimeout(killer);
    const left = killEngineOf(path.resolve(dataDir));
    if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    if (left) throw new Error('The application ended without its engine.');
  };
  const page = await app.firstWindow().catch(async (error: unknown) => {
    // Nobody holds an application that did not come up, so nobody else would end it.
    await close(options.dataDir !== undefined).catch(() => undefined);
    throw error;
  });
  const engineState = (): Promise<EngineProcessState> => readEngineState(page);
  return {
    app,
    page,
    dataDir,
    engineState,
    engineRunning: async () => {
      await expect.poll(async () => (await engineState()).state).toBe('running');
      const state = await engineState();
      if (state.state !== 'running' || state.pid === null) throw new Error(`engine is ${JSON.stringify(state)}`);
      return { pid: state.pid };
    },
    close,
  };
}

/** The state the shell reports to this page right now. */
function readEngineState(page: Page): Promise<EngineProcessState> {
  return page.evaluate(
    () =>
      new Promise<EngineProcessState>((resolve) => {
        const stop = window.muljigi.onEngineState((state) => {
          resolve(state);
          // The first call may come before the function to stop is known.
          setTimeout(() => stop(), 0);
        });
      }),
  );
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Electron must not be told to behave as plain Node, as some test runners do. */
function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
    ),
  );
}
