import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '#core/result.ts';
import { createRtuBus } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import type { BusFault, FieldBus, ReadReply } from '#engine/ports/fieldbus.ts';
import { flipBit, pad, resealed, serialFaultRelay, setByte, swallow, truncate, type FaultRelay, type Mischief } from '#test/fakes/fault-relay.ts';
import { hasSocat, openPtyPair, until, type PtyPair } from '#test/fakes/pty-pair.ts';
import { RegisterSlaves, serveRtu } from '#test/fakes/register-slave.ts';

const TIMEOUT_MS = 400;
const line = { baudRate: 19_200, parity: 'none', stopBits: 1, timeoutMs: TIMEOUT_MS, clock, log } as const;
let slaves: RegisterSlaves;
let masterSide: PtyPair;
let slaveSide: PtyPair;
let relay: Omit<FaultRelay, 'port' | 'cut'>;
let slave: { close(): Promise<void> };
let bus: FieldBus;

const read = (address: number, { count = 3, unit = 1 } = {}): Promise<Result<ReadReply, BusFault>> =>
  bus.read({ slave: unit, table: 'holding', address, count, priority: 'command', deadlineMs: 5_000 });
const expected = (address: number, unit = 1): number[] => [0, 1, 2].map((i) => 1000 * unit + address + i);
const isUp = (b: FieldBus): boolean => b.status().state === 'connected' || b.status().state === 'degraded';

describe.skipIf(!hasSocat)('over a serial line (needs socat)', () => {
  beforeEach(async () => {
    slaves = new RegisterSlaves([1, 2]);
    [masterSide, slaveSide] = await Promise.all([openPtyPair(), openPtyPair()]);
    relay = await serialFaultRelay(masterSide.b, slaveSide.a);
    slave = await serveRtu(slaves, slaveSide.b);
    bus = createRtuBus({ path: masterSide.a, ...line });
    bus.open();
    await until(() => isUp(bus));
  });
  afterEach(async () => {
    await bus.close();
    await relay.close();
    await slave.close();
    await Promise.all([masterSide.close(), slaveSide.close()]);
  });

  const faults: readonly [string, Mischief, BusFault][] = [
    ['no answer', swallow, { kind: 'timeout', afterMs: TIMEOUT_MS }],
    ['wrong checksum', flipBit(4), { kind: 'badFrame', reason: 'crc' }],
    ['checksum itself damaged', flipBit(10), { kind: 'badFrame', reason: 'crc' }],
    ['cut answer', truncate(6), { kind: 'badFrame', reason: 'short' }],
    ['single byte', truncate(1), { kind: 'badFrame', reason: 'short' }],
    ['bytes behind the answer', pad(1, 2, 3), { kind: 'badFrame', reason: 'long' }],
    ['longer answer with a sound checksum', resealed(pad(0, 9)), { kind: 'badFrame', reason: 'long' }],
    ['answer of another unit', resealed(setByte(0, 2)), { kind: 'badFrame', reason: 'wrongUnit' }],
    ['answer to another function', resealed(setByte(1, 4)), { kind: 'badFrame', reason: 'wrongFunction' }],
    ['another number of registers', resealed((body) => [{ bytes: Buffer.concat([Buffer.of(1, 3, 2), body.subarray(3, 5)]) }]), { kind: 'badFrame', reason: 'wrongLength' }],
    ['exception', resealed(() => [{ bytes: Buffer.of(1, 0x83, 4) }]), { kind: 'exception', code: 4 }],
    ['noise', () => [{ bytes: Buffer.from('ff0055aa123456789abcdef011223344', 'hex') }], { kind: 'badFrame', reason: 'crc' }],
  ];
  it.each(faults)('reports %s by name, and the next read succeeds', async (_name, mischief, fault) => {
    expect(await read(10)).toMatchObject({ ok: true });
    relay.mischief.push(mischief);
    const faulty = await read(20);
    expect(faulty).toEqual({ ok: false, error: fault });
    const next = await read(30);
    expect(next.ok && next.value.words).toEqual(expected(30));
  });

  it.each([['echoes', undefined], ['refuses to echo', 'refuses']] as const)(
    'never takes a late answer for a new one, when the slave %s',
    async (_name, habit) => {
      for (const unit of [1, 2]) if (habit !== undefined) slaves.echo.set(unit, habit);
      // Same function and count each time: nothing but its place in time tells one answer from another.
      const timeouts = [0, 1.2, 0.1, 2.7, 0, 0, 1.1, 0.5, 1.4, 0, 2.1, 0, 0];
      for (const [i, share] of timeouts.entries()) {
        const unit = 1 + (i % 2);
        for (const each of [1, 2]) slaves.delayMs.set(each, share * TIMEOUT_MS);
        const answer = await read(7 * i, { unit });
        if (answer.ok) expect(answer.value.words).toEqual(expected(7 * i, unit));
        if (share > 1) expect(answer.ok).toBe(false);
      }
      for (const unit of [1, 2]) {
        await until(async () => {
          const again = await read(90, { unit });
          if (again.ok) expect(again.value.words).toEqual(expected(90, unit));
          return again.ok;
        });
      }
    },
  );

  it('gets along with a slave that does not know echoes, by waiting', async () => {
    slaves.echo.set(1, 'ignores');
    expect(await read(10)).toMatchObject({ ok: true });
    relay.mischief.push(swallow);
    expect(await read(20)).toMatchObject({ ok: false });
    await until(async () => {
      const again = await read(30);
      if (again.ok) expect(again.value.words).toEqual(expected(30));
      return again.ok;
    });
    // Once known, the next fault costs nothing extra.
    relay.mischief.push(swallow);
    expect(await read(40)).toMatchObject({ ok: false });
    expect(await read(50)).toMatchObject({ ok: true });
  });

  it('asks a slave behind a dead one within one timeout, and the dead one ever more rarely', async () => {
    slaves.silent.add(2);
    const poll = (unit: number): Promise<Result<ReadReply, BusFault>> =>
      bus.read({ slave: unit, table: 'holding', address: 0, count: 3, priority: 'poll', deadlineMs: 5_000 });
    const good: Promise<Result<ReadReply, BusFault>>[] = [];
    for (let i = 0; i < 40; i++) {
      void poll(2);
      good.push(poll(1));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    for (const answer of await Promise.all(good)) expect(answer.ok).toBe(true);
    expect(bus.status().counters.timeouts).toBeLessThanOrEqual(2);
    expect(bus.status()).toMatchObject({ state: 'degraded' });
  });

  it('recovers by itself when the device disappears and comes back', async () => {
    expect(await read(10)).toMatchObject({ ok: true });
    await relay.close();
    await masterSide.unplug();
    await until(() => bus.status().state === 'disconnected');
    const gone = await read(10);
    expect(gone).toMatchObject({ ok: false, error: { kind: 'notConnected' } });
    await masterSide.plug();
    relay = await serialFaultRelay(masterSide.b, slaveSide.a);
    await until(() => isUp(bus));
    const back = await read(40);
    expect(back.ok && back.value.words).toEqual(expected(40));
    expect(bus.status().counters.reconnects).toBe(1);
  });

  it('says that a port does not exist, and opens it when it appears', async () => {
    const spare = await openPtyPair();
    await spare.unplug();
    const other = createRtuBus({ path: spare.a, ...line });
    other.open();
    const ask = (): Promise<Result<ReadReply, BusFault>> => other.read({ slave: 1, table: 'holding', address: 0, count: 1, priority: 'poll', deadlineMs: 2_000 });
    expect(await ask()).toEqual({ ok: false, error: { kind: 'notConnected', detail: 'ENOENT' } });
    await spare.plug();
    const extra = await serveRtu(slaves, spare.b);
    await until(async () => (await ask()).ok);
    await other.close();
    await extra.close();
    await spare.close();
  });

  it('says that a port is in use by another program', async () => {
    const second = createRtuBus({ path: masterSide.a, ...line });
    second.open();
    const refused = await second.read({ slave: 1, table: 'holding', address: 0, count: 1, priority: 'poll', deadlineMs: 2_000 });
    expect(refused).toEqual({ ok: false, error: { kind: 'notConnected', detail: 'EBUSY' } });
    await second.close();
    expect(await read(10)).toMatchObject({ ok: true });
  });

  it('survives a line that never stops talking', async () => {
    let babbling = true;
    relay.mischief.push(() => Array.from({ length: 60 }, (_, i) => ({ bytes: Buffer.alloc(10, 0x31), afterMs: 10 * i })));
    const result = await read(10);
    expect(result).toMatchObject({ ok: false, error: { kind: 'badFrame' } });
    await until(async () => {
      const again = await read(50);
      babbling = !again.ok;
      return again.ok && again.value.words[0] === 1050;
    });
    expect(babbling).toBe(false);
  });
});
