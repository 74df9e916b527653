import { createInterface } from 'node:readline';
import os from 'node:os';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { whatIfJob } from '#core/what-if/messages.ts';
import type { WhatIfJob, WhatIfLine } from '#core/what-if/messages.ts';
import { readProfileDir } from '../profile-dir.ts';
import { parseState } from '../state.ts';
import { estimateState } from './estimate.ts';
import { runWhatIf } from './run.ts';
import type { WhatIfOptions } from './run.ts';

/**
 * Process that works out one what-if: a job as one line on standard input, progress and one
 * result on standard output. It opens no socket and writes no file; it ends when it is done, or
 * when its standard input closes.
 */
const say = (line: WhatIfLine): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
/** The scan loop of the engine comes first on a small machine. */
const LOW_PRIORITY = 15;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function optionsOf(job: WhatIfJob): Promise<Result<WhatIfOptions, string>> {
  const read = await readProfileDir(job.profileDir);
  if (!read.ok) return err(read.error.join('\n'));
  const profile = { ...read.value, ...job.own };
  const { origin, request } = job;
  if (origin.kind === 'estimated') {
    const estimate = estimateState({ profile, ...origin });
    return ok({
      profile: estimate.profile,
      request,
      state: estimate.state,
      origin: { kind: origin.kind, notes: [...estimate.notes] },
    });
  }
  const state = parseState(origin.stateText, profile);
  return state.ok
    ? ok({
        profile,
        request,
        state: state.value,
        origin: { kind: origin.kind, notes: [] },
      })
    : err(state.error);
}

async function work(text: string): Promise<WhatIfLine> {
  const job = whatIfJob.safeParse(JSON.parse(text));
  if (!job.success) return { say: 'failed', message: job.error.message };
  const options = await optionsOf(job.data);
  if (!options.ok) return { say: 'failed', message: options.error };
  const run = runWhatIf(options.value);
  for (;;) {
    const step = run.next();
    if (step.done === true)
      return step.value.ok
        ? { say: 'result', result: step.value.value }
        : { say: 'failed', message: step.value.error };
    say({ say: 'progress', share: step.value });
    // Lets the end of standard input be noticed between two stretches.
    await pause();
  }
}

try {
  os.setPriority(LOW_PRIORITY);
} catch {
  // A system that refuses runs it at its usual priority.
}
const lines = createInterface({ input: process.stdin });
lines.once('line', (text) => {
  void work(text)
    .catch((error: unknown): WhatIfLine => ({
      say: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((last) => {
      process.stdout.write(`${JSON.stringify(last)}\n`, () => process.exit(0));
    });
});
lines.once('close', () => process.exit(0));
