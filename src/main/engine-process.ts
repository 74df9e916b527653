import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What it takes to start an engine process. */
export interface EngineLaunch {
  /** The Node 24 binary, never Electron itself. */
  readonly nodeBinary: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Receives what the process prints; emptied at each start. */
  readonly outputFile: string;
}

/**
 * Starts the engine so that it outlives the shell: it is detached and prints to a file, since a
 * pipe to a shell that crashed would take the engine down with its next line.
 */
export function startEngineProcess(launch: EngineLaunch): ChildProcess {
  mkdirSync(path.dirname(launch.outputFile), { recursive: true });
  const output = openSync(launch.outputFile, 'w');
  try {
    return spawn(launch.nodeBinary, [launch.script, ...launch.args], {
      cwd: launch.cwd,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
      env: engineEnvironment(process.env),
    });
  } finally {
    closeSync(output);
  }
}

/** Electron's own variables would change how the engine's Node behaves. */
function engineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('ELECTRON_') && name !== 'NODE_OPTIONS'),
  );
}

const REASON_MAX_CHARS = 600;

/**
 * The sentence to show a technician for an engine that ended before it was ready: the message of
 * its last JSON line (`{"ready":false,"message":...}`), or else its last printed lines.
 */
export function failureReason(outputFile: string, exit: string): string {
  const lines = readLines(outputFile);
  for (const line of lines.toReversed()) {
    const message = messageIn(line);
    if (message !== undefined) return message;
  }
  const tail = lines.slice(-4).join('\n').slice(-REASON_MAX_CHARS);
  return tail === '' ? exit : `${exit}\n${tail}`;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}

function messageIn(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('ready' in value) || value.ready !== false) return undefined;
    return 'message' in value && typeof value.message === 'string' ? value.message : undefined;
  } catch {
    return undefined;
  }
}
