import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { keepHeapSmall } from '#engine/platform/small-heap.ts';
import { parseEngineArguments } from './arguments.ts';
import { startFailure } from './start-failure.ts';
import type { StartFailure } from './start-failure.ts';
import { startEngine } from './startup.ts';

/**
 * The engine process, started as `main.ts --profile DIR --data-dir DIR --socket PATH [--connection JSON] [--log-level L]`.
 * Prints one JSON line when it is up (`{"ready":true,...}`) or when it cannot start
 * (`{"ready":false,...}`), and the same reason for people on stderr.
 */
/**
 * What the process ends with when it is to be started again at once: the shell and systemd take it for no
 * fault (`EX_TEMPFAIL` of sysexits.h: try again).
 */
const START_AGAIN = 75;
/** An ordered stop takes well under a second; a disk or bus that hangs must not keep the process for ever. */
const STOP_WITHIN_MS = 9000;
/** The plant is polled by then. */
const CACHE_AFTER_MS = 1500;

/** Written at once: a process that exits right after must not lose its last words. */
function say(channel: 1 | 2, text: string): void {
  try {
    writeSync(channel, `${text}\n`);
  } catch {
    // Whoever started us no longer listens; the log file has it too.
  }
}

function giveUp(failure: StartFailure): never {
  say(1, JSON.stringify({ ready: false, code: failure.code, message: failure.text }));
  say(2, failure.text);
  process.exit(failure.exitCode);
}

async function run(): Promise<void> {
  const startedAt = performance.now();
  const args = parseEngineArguments(process.argv.slice(2));
  if (!args.ok) giveUp(startFailure('usage', { detail: args.error }));
  const running = await startEngine(args.value, process.stderr.isTTY);
  if (!running.ok) giveUp(running.error);
  const { stop, stopAsked, log } = running.value;

  let stopping: Promise<void> | null = null;
  const end = (why: string, exitCode = 0): void => {
    if (stopping !== null) return;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stopping = stop().then((flushed) => process.exit(flushed ? exitCode : 1));
  };
  // A terminal or pipe that goes away is no reason to stop.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => end('SIGHUP'));
  void stopAsked.then(({ who, again }) => end(`asked by ${who}`, again ? START_AGAIN : 0));
  // A bug in one corner must not take the plant's records with it unnoticed: log it, stop in order, be started again.
  process.on('uncaughtException', (error) => {
    log.error({ error: error.stack ?? error.message }, 'unexpected error, stopping');
    end('unexpected error', 1);
  });
  say(
    1,
    JSON.stringify({
      ready: true,
      pid: process.pid,
      socket: args.value.socket,
      startedInMs: Math.round(performance.now() - startedAt),
      processUpMs: Math.round(process.uptime() * 1000),
    }),
  );
  // Not before: starting makes much short-lived waste, which a small heap would sweep again and again.
  keepHeapSmall();
  // Else written at an ordered end only: where the mains end every run, no start would ever be a quick one.
  setTimeout(flushCompileCache, CACHE_AFTER_MS).unref();
}

await run();
