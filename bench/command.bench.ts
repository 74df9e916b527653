import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import { confirmWrite, createPoller, createTcpBus } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import { until } from '#test/fakes/pty-pair.ts';
import { benchTag, startFake } from './field-rig.ts';
import { atMost, figure, percentile, type Bench } from './metric.ts';

/** Command to confirmed read-back over TCP, while 500 tags are polled each second on the same bus. */
const bench: Bench = async ({ args }) => {
  const commands = args.includes('quick') ? 50 : 500;
  const farm = await startFake('slave-farm.ts', '1', '0');
  const [port = 0] = (JSON.parse(farm.firstLine) as { ports: number[] }).ports;
  const bus = createTcpBus({ host: '127.0.0.1', port, timeoutMs: 1_000, clock, log });
  const tags = Array.from({ length: 500 }, (_, i) => benchTag({ table: 'holding', address: 3 * i }));
  let blocksRead = 0;
  const poller = createPoller({
    bus, clock,
    plan: planPolls(tags, { cost: tcpWireCost() }),
    onBlock: () => void blocksRead++,
    onFault: ({ fault }) => process.stderr.write(`poll fault ${JSON.stringify(fault)}\n`),
  });
  bus.open();
  await until(() => bus.status().state === 'connected');
  poller.start();

  const tookMs: number[] = [];
  for (let i = 0; i < commands; i++) {
    // Prime to the second, so that commands fall on every moment of the poll cycle.
    await new Promise((resolve) => setTimeout(resolve, 23));
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
    atMost('command to confirmed read-back over TCP while polling, p99', percentile(tookMs, 0.99), 'ms', 10),
    figure('command to confirmed read-back over TCP while polling, median', percentile(tookMs, 0.5), 'ms'),
    figure('blocks polled meanwhile', blocksRead, ''),
  ];
};
export default bench;
