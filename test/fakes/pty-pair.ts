import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Two serial paths joined back to back by socat: what goes into one comes out of the other. */
export interface PtyPair {
  readonly a: string;
  readonly b: string;
  /** Pulls the cable: both devices disappear. */
  unplug(): Promise<void>;
  /** Makes them appear again under the same paths. */
  plug(): Promise<void>;
  /** Unplugs for good and removes the folder. */
  close(): Promise<void>;
}

const found = (command: string, args: readonly string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
/** Tests over a real serial path need socat (Debian: apt-get install socat). */
export const hasSocat = found('socat', ['-V']);
/** Tests against an independent server need pymodbus (Debian: python3-pymodbus python3-serial python3-serial-asyncio). */
export const hasPymodbus = found('/usr/bin/python3', ['-c', 'import pymodbus.server']);
/** Cross-checks by an independent client need mbpoll (Debian: apt-get install mbpoll). */
export const hasMbpoll = found('mbpoll', ['-V']);

export async function openPtyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muljigi-pty-'));
  const a = path.join(folder, 'a');
  const b = path.join(folder, 'b');
  let child: ChildProcess | null = null;

  const plug = async (): Promise<void> => {
    child = spawn('socat', [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], { stdio: 'ignore' });
    await until(() => existsSync(a) && existsSync(b));
  };
  const unplug = async (): Promise<void> => {
    const running = child;
    if (running === null) return;
    child = null;
    await new Promise<void>((resolve) => {
      running.once('exit', () => resolve());
      running.kill();
    });
  };
  await plug();
  return {
    a, b, plug, unplug,
    async close() {
      await unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until something is true; fails after ten seconds. */
export async function until(isTrue: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`not true within ${withinMs} ms: ${String(isTrue)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
