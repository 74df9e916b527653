import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const said = z.object({ id: z.int(), nowMs: z.number(), tookMs: z.number(), rssBytes: z.number() });
export type Said = z.infer<typeof said>;

/** The hurried engine in a process of its own, seen from a test or a bench. */
export interface SpedProcess {
  readonly pid: number;
  readonly socket: string;
  /** Plant seconds per second of the wall clock from now on. */
  pace(speed: number): Promise<Said>;
  /** Lives through this much plant time as fast as the machine can. */
  jump(ms: number): Promise<Said>;
  /** Plant time and memory of the process as they stand. */
  look(): Promise<Said>;
  /** Ends it at once, as when the mains fail. */
  kill(): Promise<void>;
}

/** Starts it on a data folder. Rejects when it does not come up, with what it said. */
export async function forkSpedEngine(
  dataDir: string,
  startMs: number,
  seed = 1,
): Promise<SpedProcess> {
  const socket = path.join(dataDir, 'sped.sock');
  const script = path.join(import.meta.dirname, 'sped-process.ts');
  const child = fork(
    script,
    ['--folder', dataDir, '--socket', socket, '--start', String(startMs), '--seed', String(seed)],
    {
      execPath: process.execPath,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const waiting = new Map<
    number,
    { resolve: (what: Said) => void; reject: (error: Error) => void }
  >();
  let next = 0;
  const answer = (id: number): Promise<Said> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  child.on('message', (message) => {
    const what = said.parse(message);
    waiting.get(what.id)?.resolve(what);
    waiting.delete(what.id);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const error = new Error(`the hurried engine ended with ${String(code ?? signal)}: ${errors}`);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve();
    });
  });
  const ask = (order: object): Promise<Said> => {
    const id = ++next;
    const answered = answer(id);
    child.send({ id, ...order });
    return answered;
  };
  await answer(0);
  return {
    pid: child.pid ?? 0,
    socket,
    pace: (speed) => ask({ do: 'pace', speed }),
    jump: (ms) => ask({ do: 'jump', ms }),
    look: () => ask({ do: 'memory' }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
