import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Tag } from '#core/plant/tag.ts';
import { planPolls, tcpWireCost, type AddressRange } from '#core/signal/poll-plan.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { createLoopbackBus, createPoller, type BlockFault, type BlockReading, type Poller } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { RegisterSlaves } from '#test/fakes/register-slave.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const makeTag = (over: Partial<Tag>): Tag => ({
  id: 'T-1.v', name: { ko: '값', en: 'value' }, unit: '', slave: 1, table: 'holding', address: 0, type: 'int16', bit: null,
  wordOrder: null, scale: 1, offset: 0, pollClass: '1s', access: 'r', min: null, max: null, decimals: 0, store: 'grid', ...over,
});

interface Rig {
  readonly clock: SimulatedClock;
  readonly slaves: RegisterSlaves;
  readonly poller: Poller;
  readonly readings: BlockReading[];
  readonly faults: BlockFault[];
  readonly holes: AddressRange[];
  run(ms: number): Promise<void>;
}

function rig(tags: readonly Tag[], { latencyMs = 10, startMs = Date.UTC(2026, 0, 1, 0, 0, 0, 345), clock = new SimulatedClock(startMs) } = {}): Rig {
  const slaves = new RegisterSlaves([1, 2, 3]);
  const bus = createLoopbackBus({ handle: slaves.handle, clock, log, latencyMs, timeoutMs: 400 });
  const readings: BlockReading[] = [];
  const faults: BlockFault[] = [];
  const holes: AddressRange[] = [];
  const poller = createPoller({
    bus, clock, plan: planPolls(tags, { cost: tcpWireCost() }),
    onBlock: (reading) => readings.push(reading),
    onFault: (fault) => faults.push(fault),
    onSplit: (_block, _parts, found) => holes.push(...found),
  });
  bus.open();
  poller.start();
  return { clock, slaves, poller, readings, faults, holes, run: (ms) => clock.advance(ms, turn) };
}

describe('schedule', () => {
  it('reads all at once and then each class at its own full wall time, without drift', async () => {
    const { run, readings } = rig([
      makeTag({ pollClass: '1s', address: 0 }), makeTag({ pollClass: '1min', address: 1 }),
      makeTag({ pollClass: '15min', address: 2 }), makeTag({ pollClass: '1h', address: 3 }),
    ]);
    await run(2 * 3_600_000);
    const times = (pollClass: string): number[] => readings.filter((r) => r.block.pollClass === pollClass).map((r) => r.wallMs);
    for (const [pollClass, periodMs, count] of [['1s', 1_000, 7_201], ['1min', 60_000, 121], ['15min', 900_000, 9], ['1h', 3_600_000, 3]] as const) {
      const seen = times(pollClass);
      expect(seen).toHaveLength(count);
      for (const at of seen.slice(1)) expect(at % periodMs).toBeLessThanOrEqual(40);
    }
    expect(readings.slice(0, 4).map((r) => r.block.pollClass)).toEqual(['1s', '1min', '15min', '1h']);
  });

  it('keeps the order of the plan within a slave and stamps each block with both clocks', async () => {
    const { run, readings } = rig([0, 200, 400].map((address) => makeTag({ address })));
    await run(10_000);
    readings.forEach((reading, i) => expect(reading.block.address).toBe([0, 200, 400][i % 3]));
    for (const { wallMs, monoMs } of readings) expect(wallMs - monoMs).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 345));
    expect(readings[0]?.words).toEqual([1000]);
  });

  it('skips and counts what a slow bus has not answered yet, and does not pile up', async () => {
    const { run, readings, poller, slaves } = rig([0, 200, 400].map((address) => makeTag({ address })), { latencyMs: 600 });
    await run(60_000);
    expect(poller.counters().overruns).toBeGreaterThan(20);
    expect(slaves.asked.length).toBeGreaterThanOrEqual(97);
    // Every block gets its turn, although the bus cannot keep the period.
    for (const address of [0, 200, 400]) expect(readings.filter((r) => r.block.address === address).length).toBeGreaterThanOrEqual(25);
  });

  it('goes on when the PC clock is set back', async () => {
    class JumpingClock extends SimulatedClock {
      shiftMs = 0;
      override wallMs(): number {
        return super.wallMs() + this.shiftMs;
      }
    }
    const clock = new JumpingClock(Date.UTC(2026, 0, 1));
    const { run, readings } = rig([makeTag({ pollClass: '1s' }), makeTag({ pollClass: '1min', address: 1 })], { clock });
    await run(5_000);
    clock.shiftMs = -3_600_000 - 250;
    const before = readings.length;
    await run(120_000);
    expect(readings.length - before).toBeGreaterThanOrEqual(121);
    expect(readings.length - before).toBeLessThanOrEqual(125);
  });

  it('stops when told and reads no more', async () => {
    const { run, poller, slaves } = rig([makeTag({})]);
    await run(3_000);
    poller.stop();
    const { length } = slaves.asked;
    await run(10_000);
    expect(slaves.asked).toHaveLength(length);
  });
});

describe('faults', () => {
  it('tries a failed block of a slow class again long before its next turn', async () => {
    const { run, slaves, readings, faults } = rig([makeTag({ pollClass: '1h' })]);
    slaves.silent.add(1);
    await run(20_000);
    expect(readings).toHaveLength(1);
    await run(3_582_000);
    const atFault = faults.length;
    expect(atFault).toBeGreaterThan(0);
    slaves.silent.delete(1);
    await run(60_000);
    expect(readings).toHaveLength(2);
    await run(60_000);
    expect(readings).toHaveLength(2);
  });

  it('takes a joined block apart where the PLC refuses a hole, and remembers it', async () => {
    const tags = [0, 1, 5, 6, 20].map((address) => makeTag({ address }));
    const { run, slaves, readings, faults, poller, holes } = rig(tags);
    slaves.holes.add(3);
    await run(20_000);
    expect(faults.filter(({ fault }) => fault.kind === 'exception')).toHaveLength(0);
    expect(poller.counters().splits).toBe(1);
    expect(poller.blocks().map((block) => [block.address, block.count])).toEqual([[0, 2], [5, 2], [20, 1]]);
    expect(holes).toEqual([
      { slave: 1, table: 'holding', from: 2, count: 3 },
      { slave: 1, table: 'holding', from: 7, count: 13 },
    ]);
    expect(readings.filter((r) => r.block.address === 20).length).toBeGreaterThanOrEqual(20);
  });

  it('isolates one wrong address and keeps all other tags', async () => {
    const tags = Array.from({ length: 16 }, (_, address) => makeTag({ address }));
    const { run, slaves, readings, faults, poller } = rig(tags);
    await run(500);
    slaves.holes.add(11);
    await run(20_000);
    expect(new Set(faults.map(({ block }) => block.id))).toEqual(new Set(['1s/1/holding/11+1']));
    const lastSecond = readings.filter((r) => r.wallMs > Date.UTC(2026, 0, 1, 0, 0, 19, 0));
    const covered = new Set(lastSecond.flatMap((r) => r.block.tags.map((tag) => tag.address)));
    expect([...covered].sort((a, b) => a - b)).toEqual(tags.map((tag) => tag.address).filter((a) => a !== 11));
    expect(poller.counters().splits).toBe(4);
  });

  it('lets a dead slave cost the others at most its timeout now and then', async () => {
    const tags = [1, 2, 3].map((slave) => makeTag({ slave }));
    const { run, slaves, readings, faults } = rig(tags);
    slaves.silent.add(1);
    await run(60_000);
    const good = readings.filter((r) => r.block.slave === 2);
    expect(good.length).toBeGreaterThanOrEqual(61);
    for (const { wallMs } of good.slice(1)) expect(wallMs % 1_000).toBeLessThanOrEqual(420);
    expect(good.filter(({ wallMs }) => wallMs % 1_000 > 100).length).toBeLessThanOrEqual(10);
    expect(faults.every(({ block }) => block.slave === 1)).toBe(true);
  });
});

it('holds no more memory after many hours than after one', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { run, slaves, poller, readings, faults } = rig([makeTag({ address: 0 }), makeTag({ slave: 2, address: 1 }), makeTag({ slave: 3 })]);
  slaves.silent.add(3);
  const heapAfterHours = async (hours: number): Promise<number> => {
    for (let hour = 0; hour < hours; hour++) {
      await run(3_600_000);
      // What the rig itself keeps is not the poller's.
      for (const kept of [slaves.asked, readings, faults]) kept.length = 0;
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  await heapAfterHours(1);
  const early = await heapAfterHours(1);
  const late = await heapAfterHours(4);
  expect(poller.counters().blocksRead).toBeGreaterThan(6 * 2 * 3_590);
  expect(late - early).toBeLessThan(1_000_000);
});
