import { decode } from '#core/signal/registers.ts';
import { planPolls, rtuWireCost, tcpWireCost, type PollBlock } from '#core/signal/poll-plan.ts';
import { createPoller, createRtuBus, createTcpBus } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import { openPtyPair, until } from '#test/fakes/pty-pair.ts';
import { benchTag, sixtyTags, startFake } from './field-rig.ts';
import { atMost, figure, percentile, type Bench, type Metric } from './metric.ts';

const BAUD = 19_200;
const BITS_PER_CHAR = 11;

/** `quick` shortens the runs; the figures are then only a smoke test. */
const bench: Bench = async ({ args }) => {
  const quick = args.includes('quick');
  return [...(await serialCycle(quick ? 5 : 40)), ...(await manySlaves(quick ? 6 : 30))];
};
export default bench;

/** Bytes and silences of one read on the wire, ms. */
function wireMs({ table, count }: PollBlock): number {
  const charMs = (BITS_PER_CHAR * 1000) / BAUD;
  const dataBytes = table === 'coil' || table === 'discrete' ? Math.ceil(count / 8) : 2 * count;
  return (8 + 5 + dataBytes + 2 * 3.5) * charMs;
}

async function serialCycle(cycles: number): Promise<Metric[]> {
  const pair = await openPtyPair();
  const slave = await startFake('throttled-slave.ts', pair.b, String(BAUD), String(BITS_PER_CHAR));
  const bus = createRtuBus({ path: pair.a, baudRate: BAUD, parity: 'even', stopBits: 1, timeoutMs: 500, clock, log });
  bus.open();
  const { blocks } = planPolls(sixtyTags(), { cost: rtuWireCost({ baudRate: BAUD, bitsPerChar: BITS_PER_CHAR, turnaroundMs: 0 }) });

  const cycle = async (): Promise<void> => {
    const replies = await Promise.all(
      blocks.map(({ slave: unit, table, address, count }) => bus.read({ slave: unit, table, address, count, priority: 'poll', deadlineMs: 10_000 })),
    );
    const bad = replies.find((reply) => !reply.ok);
    if (bad !== undefined && !bad.ok) throw new Error(`a read failed: ${JSON.stringify(bad.error)}`);
  };
  await until(() => bus.status().state === 'connected');
  await cycle();
  const tookMs: number[] = [];
  for (let i = 0; i < cycles; i++) {
    const startMs = clock.monoMs();
    await cycle();
    tookMs.push(clock.monoMs() - startMs);
  }

  await bus.close();
  const { gapViolations } = JSON.parse(await slave.stop()) as { gapViolations: number };
  await pair.close();
  const leastMs = blocks.reduce((sum, block) => sum + wireMs(block), 0);
  return [
    atMost('RTU cycle of 60 tags over wire-time minimum, 19,200 baud, median', percentile(tookMs, 0.5) / leastMs, '', 1.15),
    figure('RTU cycle of 60 tags over wire-time minimum, 95th percentile', percentile(tookMs, 0.95) / leastMs, ''),
    figure('RTU cycle of 60 tags, median', percentile(tookMs, 0.5), 'ms'),
    figure('RTU requests per cycle', blocks.length, ''),
    atMost('RTU questions sent before 3.5 characters of silence', gapViolations, '', 0),
  ];
}

async function manySlaves(seconds: number): Promise<Metric[]> {
  const SLAVES = 100;
  const farm = await startFake('slave-farm.ts', String(SLAVES - 1), '1');
  const { ports } = JSON.parse(farm.firstLine) as { ports: number[] };
  // Dead in two ways: the last of the farm takes the connection and is mute, and nobody listens on this one.
  ports.push(1);
  const tags = Array.from({ length: 200 }, (_, address) => benchTag({ table: 'holding', address }));
  const { blocks } = planPolls(tags, { cost: tcpWireCost() });

  const lastMonoMs = new Map<string, number>();
  let worstAgeMs = 0;
  let values = 0;
  let measuring = false;
  const parts = ports.map((port, index) => {
    const bus = createTcpBus({ host: '127.0.0.1', port, timeoutMs: 500, clock, log });
    const poller = createPoller({
      bus, clock, plan: { blocks },
      onBlock: ({ block, words, monoMs }) => {
        const key = `${index}/${block.id}`;
        for (const tag of block.tags) values += Number.isFinite(decode(tag, words, tag.address - block.address)) ? 1 : 0;
        // A value is oldest just before the next one takes its place.
        if (measuring) worstAgeMs = Math.max(worstAgeMs, clock.monoMs() - (lastMonoMs.get(key) ?? -Infinity));
        lastMonoMs.set(key, monoMs);
      },
      onFault: () => undefined,
    });
    bus.open();
    poller.start();
    return { bus, poller };
  });

  await new Promise((resolve) => setTimeout(resolve, 3_000));
  measuring = true;
  values = 0;
  const startMs = clock.monoMs();
  const cpuStart = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const cpu = process.cpuUsage(cpuStart);
  const tookMs = clock.monoMs() - startMs;
  for (const at of lastMonoMs.values()) worstAgeMs = Math.max(worstAgeMs, clock.monoMs() - at);

  const goodBlocks = (SLAVES - 2) * blocks.length;
  if (lastMonoMs.size !== goodBlocks) throw new Error(`${lastMonoMs.size} of ${goodBlocks} blocks were ever read`);
  for (const { poller } of parts) poller.stop();
  await Promise.all(parts.map(({ bus }) => bus.close()));
  await farm.stop();
  return [
    atMost('100 TCP slaves, two dead: worst age of a good value', worstAgeMs / 1_000, 's', 1.5),
    atMost('100 TCP slaves, two dead: share of one core', ((cpu.user + cpu.system) / 1_000 / tookMs) * 100, '%', 50),
    figure('100 TCP slaves, two dead: values read', (values * 1_000) / tookMs, '1/s'),
  ];
}
