// Looks at processes through /proc; elsewhere than on Linux it sees none.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** All descendants of a process. */
export function childrenOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const process of allPids()) {
    const stat = readText(`/proc/${process}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), process]);
  }
  const all: number[] = [];
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const found = parents.get(next) ?? [];
    all.push(...found);
    queue.push(...found);
  }
  return all;
}

/** The words a process was started with; none when it is gone. */
export function wordsOf(pid: number): string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0');
}

/**
 * Ends the engines that work in a data folder. An engine outlives a window that was killed, which
 * is what it is for; a test that had to kill the window must not leave it behind.
 *
 * @returns whether there was one.
 */
export const killEngineOf = (dataDir: string): boolean => signalEngineOf(dataDir, 'SIGKILL');

/** Sends a signal to the engines that work in a data folder: SIGSTOP holds them up as a busy disk would, SIGCONT lets them go on. */
export function signalEngineOf(dataDir: string, signal: NodeJS.Signals): boolean {
  let found = false;
  for (const pid of allPids()) {
    const words = wordsOf(pid);
    const at = words.indexOf('--data-dir');
    if (at < 0 || words[at + 1] !== dataDir) continue;
    found = true;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return found;
}

function allPids(): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended between listing and reading.
    return '';
  }
}
