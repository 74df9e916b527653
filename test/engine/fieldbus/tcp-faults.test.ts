import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '#core/result.ts';
import { createTcpBus } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import type { BusFault, FieldBus, ReadReply } from '#engine/ports/fieldbus.ts';
import { flipBit, late, pad, setByte, swallow, tcpFaultRelay, truncate, type FaultRelay, type Mischief } from '#test/fakes/fault-relay.ts';
import { until } from '#test/fakes/pty-pair.ts';
import { RegisterSlaves, serveTcp, type Served } from '#test/fakes/register-slave.ts';

const TIMEOUT_MS = 300;
let slaves: RegisterSlaves;
let server: Served;
let relay: FaultRelay;
let bus: FieldBus;

const read = (address: number, count = 3, slave = 1): Promise<Result<ReadReply, BusFault>> =>
  bus.read({ slave, table: 'holding', address, count, priority: 'command', deadlineMs: 5_000 });
const expected = (address: number, count = 3): number[] => Array.from({ length: count }, (_, i) => 1000 + address + i);
const connected = (): Promise<void> => until(() => bus.status().state === 'connected' || bus.status().state === 'degraded');

beforeEach(async () => {
  slaves = new RegisterSlaves([1, 2]);
  server = await serveTcp(slaves);
  relay = await tcpFaultRelay(server.port);
  bus = createTcpBus({ host: '127.0.0.1', port: relay.port, timeoutMs: TIMEOUT_MS, clock, log });
  bus.open();
});
afterEach(async () => {
  await bus.close();
  await relay.close();
  await server.close();
});

describe('every fault of a Modbus TCP answer comes out by name, and the next read succeeds', () => {
  const faults: readonly [string, Mischief, BusFault][] = [
    ['no answer', swallow, { kind: 'timeout', afterMs: TIMEOUT_MS }],
    ['cut answer', truncate(10), { kind: 'badFrame', reason: 'short' }],
    ['cut header', truncate(3), { kind: 'badFrame', reason: 'short' }],
    ['answer of another unit', setByte(6, 2), { kind: 'badFrame', reason: 'wrongUnit' }],
    ['answer to another function', setByte(7, 4), { kind: 'badFrame', reason: 'wrongFunction' }],
    ['a transaction nobody asked for', setByte(0, 0x77), { kind: 'badFrame', reason: 'wrongTransaction' }],
    ['not Modbus', setByte(2, 1), { kind: 'badFrame', reason: 'protocol' }],
    ['impossible length', setByte(4, 9), { kind: 'badFrame', reason: 'wrongLength' }],
    ['byte count beyond the frame', setByte(8, 20), { kind: 'badFrame', reason: 'short' }],
    ['byte count short of the frame', setByte(8, 2), { kind: 'badFrame', reason: 'long' }],
    ['exception', (answer) => [{ bytes: Buffer.concat([answer.subarray(0, 4), Buffer.of(0, 3, 1, 0x83, 6)]) }], { kind: 'exception', code: 6 }],
  ];
  it.each(faults)('%s', async (_name, mischief, fault) => {
    await connected();
    expect(await read(10)).toMatchObject({ ok: true });
    relay.mischief.push(mischief);
    expect(await read(20)).toEqual({ ok: false, error: fault });
    await connected();
    const next = await read(30);
    expect(next.ok && next.value.words).toEqual(expected(30));
  });

  it('reads on when a frame comes with bytes of nothing behind it', async () => {
    await connected();
    relay.mischief.push(pad(0xde, 0xad, 0xbe, 0xef, 0, 0, 0));
    const first = await read(10);
    expect(first.ok && first.value.words).toEqual(expected(10));
    await until(async () => {
      await connected();
      const again = await read(20);
      return again.ok && again.value.words[0] === 1020;
    });
  });
});

it('never takes a late answer for a new one', async () => {
  await connected();
  for (let i = 0; i < 3; i++) {
    relay.mischief.push(late(TIMEOUT_MS + 30));
    expect(await read(10 + i)).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    slaves.delayMs.set(1, 100);
    const next = await read(500 + i);
    expect(next.ok && next.value.words).toEqual(expected(500 + i));
    slaves.delayMs.delete(1);
  }
  expect(bus.status().counters.reconnects).toBe(0);
});

it('comes back after a reset, after a restart of the PLC and from a half-open connection', async () => {
  await connected();
  expect(await read(10)).toMatchObject({ ok: true });
  relay.cut();
  await until(() => bus.status().counters.reconnects === 1);
  expect(await read(20)).toMatchObject({ ok: true });

  relay.stuck = true;
  expect(await read(30)).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  expect(await read(30)).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  expect(bus.status()).toMatchObject({ state: 'disconnected', detail: 'no answer on an open connection' });
  relay.stuck = false;
  await until(() => bus.status().counters.reconnects === 2);
  expect(await read(40)).toMatchObject({ ok: true });
});

it('says why it is not connected, and connects when the PLC appears', async () => {
  const { port } = await new Promise<net.AddressInfo>((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address() as net.AddressInfo;
      probe.close(() => resolve(address));
    });
  });
  const other = createTcpBus({ host: '127.0.0.1', port, timeoutMs: TIMEOUT_MS, clock, log });
  other.open();
  const ask = (): Promise<Result<ReadReply, BusFault>> => other.read({ slave: 1, table: 'holding', address: 0, count: 1, priority: 'poll', deadlineMs: 2_000 });
  expect(await ask()).toEqual({ ok: false, error: { kind: 'notConnected', detail: 'ECONNREFUSED' } });
  const plc = await serveTcp(slaves, port);
  await until(async () => (await ask()).ok);
  await other.close();
  await plc.close();
});

it('leaves nothing behind after thousands of answers, faults and reconnects', async () => {
  await connected();
  for (let round = 0; round < 20; round++) {
    relay.mischief.push(flipBit(6), setByte(7, 9), round % 5 === 0 ? setByte(0, 0x55) : flipBit(6));
    for (let i = 0; i < 100; i++) await read(i);
    if (round % 5 === 4) {
      relay.cut();
      await until(() => bus.status().state === 'disconnected');
      await connected();
    }
  }
  const { counters } = bus.status();
  expect(counters.requests).toBeGreaterThan(1_900);
  expect(counters.requests).toBe(counters.answers + counters.badFrames + counters.timeouts + counters.exceptions);
  await bus.close();
  expect(await read(1)).toEqual({ ok: false, error: { kind: 'closed' } });
  // Sockets and timers of this bus are gone: only the server's and the relay's own handles are left.
  await until(() => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length === 0);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(2);
}, 30_000);
