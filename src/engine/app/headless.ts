import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connectionSchema } from '#contract/connection.ts';
import type { EventRecord, Intent, ReceiptRecord } from '#contract/records.ts';
import { defaultDataDir, defaultSocket } from '#engine/platform/paths.ts';
import { defaultProfileDir } from './arguments.ts';
import type { Engine } from './engine.ts';
import { headlessReport, statusLines } from './headless-report.ts';
import { startEngine } from './startup.ts';

/**
 * Engine and virtual plant without a window:
 * `headless.ts [--for 60s] [--json FILE] [--speed N] [--seed N] [--profile DIR] [--data-dir DIR]`.
 * Shows the plant in the terminal, gives one real command through the PLC, and writes
 * what was polled, stored and commanded.
 */
const PLAIN_EVERY_S = 10;
const COMMAND_BACK_AFTER_S = 8;

function fail(message: string, code = 2): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** `90`, `90s`, `10m`, `2h` as seconds; null without a limit. */
function seconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text);
  if (match === null) fail(`--for is ${text}; give a time such as 60s, 10m or 2h`);
  return Number(match[1]) * ({ s: 1, m: 60, h: 3600 }[match[2] ?? 's'] ?? 1);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        headless: { type: 'boolean' },
        for: { type: 'string' },
        json: { type: 'string' },
        speed: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        profile: { type: 'string' },
        'data-dir': { type: 'string' },
        socket: { type: 'string' },
      },
    });
    const connection = connectionSchema.safeParse({
      kind: 'virtual',
      speed: Number(values.speed),
      seed: Number(values.seed),
    });
    if (!connection.success)
      fail(
        `--speed must be 1 to 1000 and --seed a whole number from 0; got ${values.speed} and ${values.seed}`,
      );
    const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir());
    return {
      limitS: seconds(values.for),
      json: values.json,
      connection: connection.data,
      dataDir,
      profileDir: path.resolve(values.profile ?? defaultProfileDir()),
      socket: values.socket ?? defaultSocket(dataDir),
    };
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** A unit that may be started right now: an agitator if there is one, else whatever is allowed. */
function startable(engine: Engine): Intent | null {
  const machines = [...engine.profile.machines].sort(
    (a, b) => Number(b.kind === 'agitator') - Number(a.kind === 'agitator'),
  );
  for (const unit of machines.flatMap((machine) => machine.units)) {
    const intent: Intent = {
      type: 'machine',
      requestId: randomUUID(),
      who: 'headless',
      why: 'shows that a command reaches the PLC',
      unit: unit.id,
      action: 'start',
    };
    const isRunning = engine.state.samples.get(`${unit.id}.run`)?.value === 1;
    if (!isRunning && engine.commands.preview(intent).allowed) return intent;
  }
  return null;
}

function say(receipt: ReceiptRecord): void {
  const { intent, outcome, tookMs } = receipt;
  const what =
    intent.type === 'machine'
      ? `${intent.action} ${intent.unit}`
      : `${intent.tag} = ${String(intent.value)}`;
  process.stdout.write(`command  ${what}: ${outcome} in ${tookMs.toFixed(1)} ms\n`);
}

async function run(): Promise<void> {
  const args = readArguments();
  const running = await startEngine({ ...args, logLevel: 'info' }, false);
  if (!running.ok) fail(running.error.text, running.error.exitCode);
  const startedInMs = Math.round(process.uptime() * 1000);
  const { engine, stop, stopAsked } = running.value;
  const events: EventRecord[] = [];
  const commanded: ReceiptRecord[] = [];
  engine.publisher.onEvent((event) => events.push(event));

  let asked: Promise<unknown> | null = null;
  let backAtS = Number.POSITIVE_INFINITY;
  let handBack: Intent | null = null;
  const give = (intent: Intent): Promise<unknown> =>
    engine.commands.submit(intent).then((outcome) => {
      const receipt = outcome.ok ? outcome.value : outcome.error.receipt;
      commanded.push(receipt);
      say(receipt);
    });
  const tty = process.stdout.isTTY;
  let drawn = 0;
  let plainAtS = 0;
  const show = (elapsedS: number): void => {
    if (!tty && elapsedS < plainAtS) return;
    plainAtS = elapsedS + PLAIN_EVERY_S;
    const lines = statusLines(engine);
    if (tty && drawn > 0) process.stdout.write(`\x1b[${String(drawn)}A\x1b[0J`);
    process.stdout.write(`${lines.join('\n')}\n${tty ? '' : '\n'}`);
    drawn = lines.length;
  };

  let finish: (why: string) => void = () => undefined;
  const over = new Promise<string>((resolve) => {
    finish = resolve;
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => finish(signal));
  void stopAsked.then(({ who }) => finish(who));
  const startedAt = performance.now();
  engine.publisher.onDelta((delta) => {
    const elapsedS = (performance.now() - startedAt) / 1000;
    if (asked === null && delta.status.control.mode === 'remote' && delta.status.scan.count > 5) {
      const intent = startable(engine);
      if (intent !== null) {
        drawn = 0;
        asked = give(intent);
        backAtS = elapsedS + COMMAND_BACK_AFTER_S;
        handBack = {
          ...intent,
          requestId: randomUUID(),
          why: 'back to the program of the PLC',
          ...(intent.type === 'machine' ? { action: 'auto' as const } : {}),
        };
      }
    }
    if (elapsedS >= backAtS && handBack !== null) {
      drawn = 0;
      backAtS = Number.POSITIVE_INFINITY;
      asked = give(handBack);
    }
    show(elapsedS);
    if (args.limitS !== null && elapsedS >= args.limitS) finish('time is over');
  });
  await over;
  await asked;
  const report = headlessReport(
    engine,
    { ranForS: (performance.now() - startedAt) / 1000, startedInMs, commanded, events },
    Date.now(),
  );
  const flushed = await stop();
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(
    `ran ${report.ranForS.toFixed(1)} s: ${String(report.polled.answers)} answers from ${String(report.polled.tagsRead)} tags, ` +
      `${String(report.stored.gridRows)} grid and ${String(report.stored.changeRows)} change rows stored, ` +
      `${String(report.commanded.length)} commands, ${String(report.stored.events)} events\n`,
  );
  process.exit(flushed ? 0 : 1);
}

await run();
