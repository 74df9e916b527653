import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { sandboxArgs } from '../../scripts/lib/electron-args.ts';

/** A running program that no test driver is attached to, until one asks for its page. */
export interface BareApp {
  readonly process: ChildProcess;
  /** Calls a function in the page it shows, which gets the given value and may answer later. Rejects while there is no page. */
  inPage<A, R>(call: (given: A) => R | Promise<R>, given: A): Promise<R>;
  /** The value of an expression in the page. Rejects while there is no page. */
  evaluate(expression: string): Promise<unknown>;
  /** Process ids of its pages. */
  rendererPids(): number[];
  /** Ends it as a desktop session would, and waits. */
  end(): Promise<void>;
}

/**
 * Starts a program without a test driver in its way: the driver keeps a crashed page from coming
 * back, and an installed program does not let it in.
 *
 * @param words arguments, e.g. the application folder.
 */
export async function startBare(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<BareApp> {
  const asUser = sandboxArgs(process.getuid?.(), process.env);
  if (!asUser.ok) throw new Error(asUser.message);
  const child = spawn(program, [...asUser.args, '--remote-debugging-port=0', ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await debuggerAddress(child);
  return {
    process: child,
    inPage: async (call, given) => evaluate(await pageAddress(address), `(${call.toString()})(${JSON.stringify(given)})`),
    evaluate: async (expression) => evaluate(await pageAddress(address), expression),
    rendererPids: () => childrenOf(child.pid ?? 0).filter((pid) => commandLine(pid).includes('--type=renderer')),
    end: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      // A program that hangs must not take the test with it.
      const killer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The program ended with ${String(code)}:\n${text}`)));
  });
}

const pageList = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }));

async function pageAddress(browserAddress: string): Promise<string> {
  const answer = await fetch(`http://${new URL(browserAddress).host}/json/list`, { signal: AbortSignal.timeout(EVALUATE_LIMIT_MS) });
  const page = pageList.parse(await answer.json()).find((target) => target.type === 'page');
  if (page === undefined) throw new Error('the program shows no page yet');
  return page.webSocketDebuggerUrl;
}

const evaluated = z.object({
  id: z.literal(1),
  error: z.object({ message: z.string() }).optional(),
  result: z.object({
    exceptionDetails: z.object({ exception: z.object({ description: z.string() }).optional() }).optional(),
    result: z.object({ value: z.unknown() }),
  }).optional(),
});

const EVALUATE_LIMIT_MS = 5000;
const END_LIMIT_MS = 15_000;

/** One `Runtime.evaluate` of the DevTools protocol over a connection of its own. */
function evaluate<R>(address: string, expression: string): Promise<R> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const timer = setTimeout(() => fail('the page does not answer'), EVALUATE_LIMIT_MS);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.close();
      reject(new Error(reason));
    };
    socket.onerror = () => fail('the page went away');
    socket.onclose = () => fail('the page went away');
    socket.onopen = () => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    };
    socket.onmessage = (message: { data: unknown }) => {
      const reply = evaluated.safeParse(JSON.parse(String(message.data)));
      if (!reply.success) return;
      const problem = reply.data.error?.message ?? reply.data.result?.exceptionDetails?.exception?.description;
      if (problem !== undefined) return fail(problem);
      clearTimeout(timer);
      resolve(reply.data.result?.result.value as R);
      socket.close();
    };
  });
}

/** All descendants of a process (Linux). */
function childrenOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readText(`/proc/${name}/stat`) : '';
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
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

function commandLine(pid: number): string {
  return readText(`/proc/${pid}/cmdline`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended between listing and reading.
    return '';
  }
}
