import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';

export interface ChildOptions {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Called with each complete line the child prints on stdout. */
  readonly onLine: (line: string) => void;
  /** Called after each unwanted end, before the next start. */
  readonly onRestart: (reason: string, inMs: number) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A child that ran this long has proved itself: the next pause is short again. */
const SETTLED_MS = 30_000;
const STOP_LIMIT_MS = 4000;

/**
 * Keeps one child process of our own alive: started again after growing pauses when it
 * ends, ended with us (its stdin closes when we die, however that happens).
 */
export class SupervisedChild {
  readonly #options: ChildOptions;
  #child: ChildProcess | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #startedMonoMs = 0;
  #cancelRestart: (() => void) | null = null;
  #stopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    const { script, args, clock, log, name, onLine } = this.#options;
    this.#startedMonoMs = clock.monoMs();
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    log.info({ child: name, childPid: child.pid ?? null }, 'child process started');
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    let lastError = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastError = text.trim().split('\n').at(-1) ?? lastError;
      log.warn({ child: name, text: text.slice(0, 2000) }, 'child process wrote to stderr');
    });
    child.stdin.on('error', () => undefined);
    let over = false;
    const ended = (reason: string): void => {
      if (over) return;
      over = true;
      this.#child = null;
      if (this.#stopping) return;
      this.#restartLater(lastError === '' ? reason : `${reason}: ${lastError}`);
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) =>
      ended(signal === null ? `exit code ${String(code)}` : `signal ${signal}`),
    );
  }

  /** Sends one line to the child's stdin; false when there is no child to hear it. */
  send(line: string): boolean {
    const stdin = this.#child?.stdin;
    return stdin?.writable === true && stdin.write(`${line}\n`);
  }

  /** Asks the child to end and makes sure of it. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart?.();
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(STOP_LIMIT_MS, () => child.kill('SIGKILL'));
      child.once('exit', () => {
        cancel();
        resolve();
      });
      child.kill('SIGTERM');
      child.stdin?.end();
    });
  }

  #restartLater(reason: string): void {
    const { clock, log, name, onRestart } = this.#options;
    if (clock.monoMs() - this.#startedMonoMs > SETTLED_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    log.warn({ child: name, reason, inMs: pauseMs }, 'child process ended, starting it again');
    onRestart(reason, pauseMs);
    this.#cancelRestart = clock.after(pauseMs, () => this.start());
  }
}
