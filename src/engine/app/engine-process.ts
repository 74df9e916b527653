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
function giveUp(failure: StartFailure): never {
  process.stdout.write(
    `${JSON.stringify({ ready: false, code: failure.code, message: failure.text })}\n`,
  );
  process.stderr.write(`${failure.text}\n`);
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
    stopping = stop().then((flushed) => process.exit(flushed ? exitCode : 1));
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => end('SIGHUP'));
  void stopAsked.then((who) => end(`asked by ${who}`));
  // A bug in one corner must not take the plant's records with it unnoticed: log it, stop in order, be started again.
  process.on('uncaughtException', (error) => {
    log.error({ error: error.stack ?? error.message }, 'unexpected error, stopping');
    end('unexpected error', 1);
  });
  process.stdout.write(
    `${JSON.stringify({
      ready: true,
      pid: process.pid,
      socket: args.value.socket,
      startedInMs: Math.round(performance.now() - startedAt),
      processUpMs: Math.round(process.uptime() * 1000),
    })}\n`,
  );
  // Not before: starting makes much short-lived waste, which a small heap would sweep again and again.
  keepHeapSmall();
}

await run();
