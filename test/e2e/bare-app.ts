import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { sandboxArgs } from '../../scripts/lib/electron-args.ts';
import { childrenOf, killEngineOf, wordsOf } from './processes.ts';

/** A running program that no test driver is attached to, until one asks for its page. */
export interface BareApp {
  readonly process: ChildProcess;
  /** Calls a function in the page it shows, which gets the given value and may answer later. Rejects while there is no page. */
  inPage<A, R>(call: (given: A) => R | Promise<R>, given: A): Promise<R>;
  /** The value of an expression in the page. Rejects while there is no page. */
  evaluate(expression: string): Promise<unknown>;
  /** Answer to a command of the DevTools protocol to its page. Rejects while there is no page, and with the reason of a refusal. */
  command(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  /** Process ids of its pages. */
  rendererPids(): number[];
  /** What it printed so far. */
  output(): string;
  /**
   * Ends it as a desktop session would, and waits; what does not end is killed, its engine too.
   * Rejects when it ended by itself but left its engine.
   */
  end(): Promise<void>;
}

/**
 * Starts a program without a test driver in its way: the driver keeps a crashed page from coming
 * back, and an installed program does not let it in.
 *
 * @param words arguments, e.g. the application folder.
 * @param env its environment; with MULJIGI_DATA_DIR, the folder by which its engine is found.
 */
export async function startBare(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<BareApp> {
  const asUser = sandboxArgs(process.getuid?.(), env);
  if (!asUser.ok) throw new Error(asUser.message);
  const child = spawn(program, [...asUser.args, '--remote-debugging-port=0', ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const end = async (): Promise<void> => {
    await endProcess(child);
    const dataDir = env['MULJIGI_DATA_DIR'];
    const left = dataDir !== undefined && killEngineOf(path.resolve(dataDir));
    if (left && child.exitCode === 0) throw new Error('The program ended without its engine.');
  };
  try {
    const address = await debuggerAddress(child, () => output);
    return {
      process: child,
      inPage: async (call, given) => evaluate(await pageAddress(address), `(${call.toString()})(${JSON.stringify(given)})`),
      evaluate: async (expression) => evaluate(await pageAddress(address), expression),
      command: async (method, params = {}) => command(await pageAddress(address), method, params),
      rendererPids: () => childrenOf(child.pid ?? 0).filter((pid) => wordsOf(pid).join(' ').includes('--type=renderer')),
      output: () => output,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  // A program that hangs must not take the test with it.
  const killer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await ended;
  clearTimeout(killer);
}

function debuggerAddress(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string): void => reject(new Error(`${problem}:\n${output()}`));
    const timer = setTimeout(() => fail(`No debugger within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    child.stderr?.on('data', () => {
      const found = /DevTools listening on (ws:\S+)/.exec(output())?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('error', (error) => fail(`The program could not be started (${error.message})`));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`The program ended with ${String(code)}`);
    });
  });
}

const pageList = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }));

async function pageAddress(browserAddress: string): Promise<string> {
  const answer = await fetch(`http://${new URL(browserAddress).host}/json/list`, { signal: AbortSignal.timeout(EVALUATE_LIMIT_MS) });
  const page = pageList.parse(await answer.json()).find((target) => target.type === 'page');
  if (page === undefined) throw new Error('the program shows no page yet');
  return page.webSocketDebuggerUrl;
}

const replied = z.object({
  id: z.literal(1),
  error: z.object({ message: z.string() }).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});
const evaluated = z.object({
  exceptionDetails: z.object({ exception: z.object({ description: z.string() }).optional() }).optional(),
  // An expression without a value has none here.
  result: z.object({ value: z.unknown().optional() }),
});

const EVALUATE_LIMIT_MS = 5000;
/** A heap of some hundred MB is gone through by then. */
const COMMAND_LIMIT_MS = 180_000;
const START_LIMIT_MS = 20_000;
const END_LIMIT_MS = 15_000;

/** One `Runtime.evaluate` of the DevTools protocol over a connection of its own. */
async function evaluate<R>(address: string, expression: string): Promise<R> {
  const params = { expression, awaitPromise: true, returnByValue: true };
  const { exceptionDetails, result } = evaluated.parse(await command(address, 'Runtime.evaluate', params, EVALUATE_LIMIT_MS));
  const problem = exceptionDetails?.exception?.description;
  if (problem !== undefined) throw new Error(problem);
  return result.value as R;
}

/** One command of the DevTools protocol over a connection of its own. */
function command(address: string, method: string, params: object, limitMs = COMMAND_LIMIT_MS): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const timer = setTimeout(() => fail('the page does not answer'), limitMs);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.close();
      reject(new Error(reason));
    };
    socket.onerror = () => fail('the page went away');
    socket.onclose = () => fail('the page went away');
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method, params }));
    socket.onmessage = (message: { data: unknown }) => {
      const reply = replied.safeParse(JSON.parse(String(message.data)));
      if (!reply.success) return;
      const problem = reply.data.error?.message;
      if (problem !== undefined) return fail(problem);
      clearTimeout(timer);
      resolve(reply.data.result ?? {});
      socket.close();
    };
  });
}
