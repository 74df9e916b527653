import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import { whatIfLine } from '#core/what-if/messages.ts';
import type { WhatIfJob } from '#core/what-if/messages.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import type { Log } from '#engine/ports/platform.ts';

/** Why no future came out: message code of the translation files with its params. */
export interface WhatIfFault {
  readonly code: 'whatIf.failed' | 'whatIf.timeout' | 'whatIf.crashed' | 'whatIf.cancelled';
  readonly params: Readonly<Record<string, string | number>>;
}

export interface WhatIfProcess {
  /** Settles exactly once, when the process is gone. */
  readonly outcome: Promise<Result<WhatIfResult, WhatIfFault>>;
  /** Ends the process at once. */
  cancel(): void;
}

export interface WhatIfProcessOptions {
  readonly job: WhatIfJob;
  readonly clock: Clock;
  readonly log: Log;
  readonly onProgress: (share: number) => void;
  /** Longest the work may take, ms. */
  readonly limitMs?: number;
}

const LIMIT_MS = 300_000;
/** What a process says before it dies is kept this far. */
const MOST_STDERR = 2000;

/** `src/twin/what-if/main.ts` in a checkout, `twin/what-if/main.js` beside the engine in a build. */
const script = (): string => {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts')
    ? path.resolve(path.dirname(here), '../../twin/what-if/main.ts')
    : path.resolve(path.dirname(here), '../twin/what-if/main.js');
};

/**
 * Works out one what-if in a process of its own, so that the scan loop does not notice and a bug
 * there cannot take the engine with it. Pipes are all that joins them: the process gets the job
 * and no handle to a bus, a socket or the database, and it ends when its standard input closes.
 */
export function startWhatIfProcess(options: WhatIfProcessOptions): WhatIfProcess {
  const { job, clock, log, onProgress, limitMs = LIMIT_MS } = options;
  const child = spawn(process.execPath, [script()], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  log.info({ childPid: child.pid ?? null }, 'what-if process started');
  let result: Result<WhatIfResult, WhatIfFault> | null = null;
  let ending: WhatIfFault | null = null;
  let stderr = '';

  const take = (text: string): void => {
    const line = whatIfLine.safeParse(parse(text));
    if (!line.success) return;
    const { data } = line;
    if (data.say === 'progress') onProgress(data.share);
    else if (data.say === 'result') result = ok(data.result);
    else result = err({ code: 'whatIf.failed', params: { reason: data.message } });
  };
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MOST_STDERR);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);

  const end = (why: WhatIfFault): void => {
    ending ??= why;
    child.kill('SIGKILL');
  };
  const cancelLimit = clock.after(limitMs, () =>
    end({ code: 'whatIf.timeout', params: { seconds: Math.round(limitMs / 1000) } }),
  );
  const outcome = new Promise<Result<WhatIfResult, WhatIfFault>>((resolve) => {
    let over = false;
    const settle = (reason: string): void => {
      if (over) return;
      over = true;
      cancelLimit();
      if (ending !== null) return resolve(err(ending));
      if (result !== null) return resolve(result);
      log.warn({ reason, stderr }, 'what-if process ended without a result');
      resolve(err({ code: 'whatIf.crashed', params: { reason: lastLine(stderr) ?? reason } }));
    };
    child.once('error', (error) => settle(error.message));
    // `close` comes after the last of its output, `exit` may come before.
    child.once('close', (code, signal) =>
      settle(signal === null ? `exit code ${String(code)}` : `signal ${signal}`),
    );
  });
  return { outcome, cancel: () => end({ code: 'whatIf.cancelled', params: {} }) };
}

const lastLine = (text: string): string | null => text.trim().split('\n').at(-1) || null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
