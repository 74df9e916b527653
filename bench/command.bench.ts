import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import { confirmWrite, createPoller, createTcpBus } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { until } from '#test/fakes/pty-pair.ts';
import { benchTag, startFake } from './field-rig.ts';
import { atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const root = path.resolve(import.meta.dirname, '..');
/** Prime to the second, so that commands fall on every moment of the poll cycle. */
const BETWEEN_COMMANDS_MS = 23;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BETWEEN_COMMANDS_MS));

const bench: Bench = async ({ args }) => {
  const commands = args.includes('quick') ? 50 : 500;
  return [...(await throughTheEngine(commands)), ...(await onTheBus(commands))];
};
export default bench;

/** Set-points through the whole path: socket, safety layers, bus, read-back, durable receipt; virtual plant over TCP. */
async function throughTheEngine(commands: number): Promise<Metric[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-command-'));
  const socket = path.join(dataDir, 'engine.sock');
  const engine = spawn(
    process.execPath,
    [
      path.join(root, 'src/engine/app/main.ts'), '--profile', path.join(root, 'resources/profiles/geumgang-mbr'),
      '--data-dir', dataDir, '--socket', socket, '--connection', JSON.stringify({ kind: 'virtual', speed: 1, seed: 1 }), '--log-level', 'warn',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: engine.stdout }).once('line', () => resolve());
      void ended.then(() => reject(new Error('the engine ended before it was ready')));
    });
    const opened = await RpcClient.open(socket);
    if (!opened.ok) throw new Error(opened.error);
    const client = opened.value;
    const intent = (i: number) => ({
      type: 'setpoint' as const, requestId: `bench-command-${i}`, who: 'bench', why: 'bench', tag: 'P-402.aiOnS', value: 600 + (i % 2),
    });
    await until(async () => {
      const preview = await client.call('intent.preview', { intent: intent(0) });
      return preview.ok && preview.value.allowed;
    }, 30_000);

    const confirmedMs: number[] = [];
    const answeredMs: number[] = [];
    for (let i = 0; i < commands; i++) {
      await pause();
      const startMs = clock.monoMs();
      const receipt = await client.call('intent.submit', { intent: intent(i) });
      if (!receipt.ok) throw new Error(`command ${i}: ${receipt.error.message}`);
      if (receipt.value.outcome !== 'confirmed') throw new Error(`command ${i} was ${receipt.value.outcome}: ${JSON.stringify(receipt.value.verdicts)}`);
      answeredMs.push(clock.monoMs() - startMs);
      confirmedMs.push(receipt.value.tookMs);
    }
    return [
      atMost('intent to confirmed read-back over TCP while polling, p99', percentile(confirmedMs, 0.99), 'ms', 10),
      figure('intent to confirmed read-back over TCP while polling, median', percentile(confirmedMs, 0.5), 'ms'),
      figure('the same to the answer at the window, receipt on disk, p99', percentile(answeredMs, 0.99), 'ms'),
    ];
  } finally {
    engine.kill();
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The bus alone: write and read-back while 500 tags are polled each second. */
async function onTheBus(commands: number): Promise<Metric[]> {
  const farm = await startFake('slave-farm.ts', '1', '0');
  const [port = 0] = (JSON.parse(farm.firstLine) as { ports: number[] }).ports;
  const bus = createTcpBus({ host: '127.0.0.1', port, timeoutMs: 1_000, clock, log });
  const tags = Array.from({ length: 500 }, (_, i) => benchTag({ table: 'holding', address: 3 * i }));
  const poller = createPoller({
    bus, clock,
    plan: planPolls(tags, { cost: tcpWireCost() }),
    onBlock: () => undefined,
    onFault: ({ fault }) => process.stderr.write(`poll fault ${JSON.stringify(fault)}\n`),
  });
  bus.open();
  await until(() => bus.status().state === 'connected');
  poller.start();

  const tookMs: number[] = [];
  for (let i = 0; i < commands; i++) {
    await pause();
    const outcome = await confirmWrite(
      bus,
      { slave: 1, table: 'holding', address: 3_000 + (i % 50), words: [i & 0xffff], priority: 'command', deadlineMs: 1_000 },
      { withinMs: 1_000, clock },
    );
    if (!outcome.ok) throw new Error(`command ${i} failed: ${JSON.stringify(outcome.error)}`);
    tookMs.push(outcome.value.tookMs);
  }
  poller.stop();
  await bus.close();
  await farm.stop();
  return [
    figure('bus alone, write to read-back, p99', percentile(tookMs, 0.99), 'ms'),
    figure('bus alone, write to read-back, median', percentile(tookMs, 0.5), 'ms'),
  ];
}
