import { execFile, spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { ServerTCP } from 'modbus-serial';
import { describe, expect, it } from 'vitest';
import { WORD_ORDERS } from '#core/plant/tag.ts';
import { decode, encode, type RegisterTag } from '#core/signal/registers.ts';
import { confirmWrite, createRtuBus, createTcpBus, listSerialPorts, testConnection } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { systemClock as clock } from '#engine/platform/system-clock.ts';
import type { FieldBus, ReadRequest, WriteRequest } from '#engine/ports/fieldbus.ts';
import { hasMbpoll, hasPymodbus, hasSocat, openPtyPair, until } from '#test/fakes/pty-pair.ts';

const run = promisify(execFile);
const script = path.resolve(import.meta.dirname, '../../fakes/pymodbus-server.py');

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const startPeer = (...args: string[]): ChildProcess => spawn('/usr/bin/python3', [script, ...args], { stdio: 'ignore' });
const stopPeer = (peer: ChildProcess): Promise<void> => new Promise((resolve) => {
  peer.once('exit', () => resolve());
  peer.kill('SIGKILL');
});

const ask = (over: Partial<ReadRequest>): ReadRequest => ({ slave: 1, table: 'holding', address: 0, count: 1, priority: 'command', deadlineMs: 5_000, ...over });
const put = (over: Partial<WriteRequest>): WriteRequest => ({ slave: 1, table: 'holding', address: 0, words: [0], priority: 'command', deadlineMs: 5_000, ...over });

/** Reads and writes of every kind against a slave this product had no hand in. */
async function exercise(bus: FieldBus): Promise<void> {
  bus.open();
  await until(async () => (await bus.read(ask({ count: 1 }))).ok);

  for (const [unit, count] of [[1, 125], [7, 1], [7, 60]] as const) {
    const input = await bus.read(ask({ slave: unit, table: 'input', address: 3, count }));
    expect(input.ok && input.value.words).toEqual(Array.from({ length: count }, (_, i) => unit * 1000 + 7 * (3 + i)));
  }
  const discrete = await bus.read(ask({ table: 'discrete', address: 1, count: 19 }));
  expect(discrete.ok && discrete.value.words).toEqual(Array.from({ length: 19 }, (_, i) => ((1 + i) % 3 === 0 ? 1 : 0)));

  const words = Array.from({ length: 123 }, (_, i) => (i * 523) & 0xffff);
  expect(await confirmWrite(bus, put({ address: 100, words }), { withinMs: 5_000, clock })).toMatchObject({ ok: true, value: { words } });
  expect(await confirmWrite(bus, put({ slave: 7, address: 9, words: [65_535] }), { withinMs: 5_000, clock })).toMatchObject({ ok: true });
  expect(await confirmWrite(bus, put({ table: 'coil', address: 4, words: [1] }), { withinMs: 5_000, clock })).toMatchObject({ ok: true });
  const coils = Array.from({ length: 37 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  expect(await confirmWrite(bus, put({ table: 'coil', address: 20, words: coils }), { withinMs: 5_000, clock })).toMatchObject({ ok: true, value: { words: coils } });

  expect(await bus.read(ask({ address: 5_000 }))).toEqual({ ok: false, error: { kind: 'exception', code: 2 } });
  expect(await bus.read(ask({ slave: 9 }))).toMatchObject({ ok: false });
  expect(await bus.read(ask({ slave: 7, address: 9 }))).toMatchObject({ ok: true, value: { words: [65_535] } });
}

describe.skipIf(!hasPymodbus)('pymodbus as slave (needs python3-pymodbus, python3-serial, python3-serial-asyncio)', () => {
  it('over TCP, all values as mbpoll sees them too', async () => {
    const port = await freePort();
    const peer = startPeer('tcp', String(port));
    const bus = createTcpBus({ host: '127.0.0.1', port, timeoutMs: 500, clock, log });
    await exercise(bus);
    if (hasMbpoll) {
      // Our floats and 32-bit numbers, read by an independent client: "CDAB" is its default order, "ABCD" its -B.
      for (const [wordOrder, flags] of [['CDAB', []], ['ABCD', ['-B']]] as const) {
        const tag: RegisterTag = { id: 'T-1.v', type: 'float32', bit: null, wordOrder, scale: 1, offset: 0 };
        const encoded = encode(tag, 123.4375);
        if (!encoded.ok) throw new Error(encoded.error.message);
        await confirmWrite(bus, put({ address: 40, words: encoded.value }), { withinMs: 2_000, clock });
        const { stdout } = await run('mbpoll', ['-m', 'tcp', '-p', String(port), '-a', '1', '-t', '4:float', '-r', '41', '-c', '1', '-1', ...flags, '127.0.0.1']);
        expect(stdout).toMatch(/\[41\]:\s+123\.4(37|38|4)/);
        await run('mbpoll', ['-m', 'tcp', '-p', String(port), '-a', '1', '-t', '4:int', '-r', '51', ...flags, '127.0.0.1', '--', '-123456789']);
        const back = await bus.read(ask({ address: 50, count: 2 }));
        expect(back.ok && decode({ ...tag, type: 'int32' }, back.value.words)).toBe(-123_456_789);
      }
    }
    await bus.close();
    await stopPeer(peer);
  });

  it.skipIf(!hasSocat)('over a serial line (needs socat)', async () => {
    const pair = await openPtyPair();
    const peer = startPeer('rtu', pair.b);
    const bus = createRtuBus({ path: pair.a, baudRate: 19_200, parity: 'none', stopBits: 1, timeoutMs: 500, clock, log });
    await exercise(bus);
    await bus.close();
    await stopPeer(peer);
    await pair.close();
  });
});

it('modbus-serial as slave over TCP', async () => {
  const registers = Array.from({ length: 300 }, (_, i) => i * 3);
  const port = await freePort();
  const server = new ServerTCP(
    { getHoldingRegister: (address: number) => registers[address] ?? 0, setRegister: (address: number, value: number) => void (registers[address] = value) },
    { host: '127.0.0.1', port, unitID: 5 },
  );
  await new Promise<void>((resolve) => server.on('initialized', () => resolve()));
  const bus = createTcpBus({ host: '127.0.0.1', port, timeoutMs: 500, clock, log });
  bus.open();
  for (const wordOrder of WORD_ORDERS) {
    const tag: RegisterTag = { id: 'T-1.v', type: 'float32', bit: null, wordOrder, scale: 1, offset: 0 };
    const encoded = encode(tag, -7.25);
    const written = await confirmWrite(bus, put({ slave: 5, address: 30, words: encoded.ok ? encoded.value : [] }), { withinMs: 2_000, clock });
    expect(written.ok && decode(tag, written.value.words)).toBe(-7.25);
  }
  await bus.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

describe('connection test', () => {
  it.skipIf(!hasPymodbus)('says slave by slave who answers', async () => {
    const port = await freePort();
    const peer = startPeer('tcp', String(port));
    const test = () => testConnection(
      { kind: 'tcp', host: '127.0.0.1', port, timeoutMs: 300 },
      [{ slave: 1, table: 'holding', address: 0, count: 10 }, { slave: 7, table: 'input', address: 9_999, count: 1 }, { slave: 9, table: 'holding', address: 0, count: 1 }],
      { clock, log },
    );
    await until(async () => (await test()).code !== 'connectionTest.notConnected');
    const result = await test();
    expect(result).toMatchObject({ ok: false, code: 'connectionTest.someAnswer', params: { answering: 2, asked: 3 } });
    expect(result.slaves.map((slave) => slave.ok)).toEqual([true, true, false]);
    expect(result.slaves[1]?.fault).toMatch(/exception 2, illegal data address/);
    await stopPeer(peer);
  });

  it('names the reason when there is no such host or port', async () => {
    const probes = [{ slave: 1, table: 'holding', address: 0, count: 1 }] as const;
    expect(await testConnection({ kind: 'tcp', host: '127.0.0.1', port: await freePort(), timeoutMs: 300 }, probes, { clock, log }))
      .toMatchObject({ ok: false, code: 'connectionTest.notConnected', params: { detail: 'ECONNREFUSED' } });
    expect(await testConnection({ kind: 'rtu', path: '/dev/there-is-no-such-port', baudRate: 19_200, parity: 'even', stopBits: 1, timeoutMs: 300 }, probes, { clock, log }))
      .toMatchObject({ ok: false, code: 'connectionTest.portMissing', params: { detail: 'ENOENT', port: '/dev/there-is-no-such-port', line: '19200 8-E-1' } });
  });

  it('lists the serial ports of this machine', async () => {
    for (const port of await listSerialPorts()) expect(port.path).not.toBe('');
  });
});
