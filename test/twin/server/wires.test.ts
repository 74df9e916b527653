import net from 'node:net';
import ModbusRTU from 'modbus-serial';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { hasSocat, openPtyPair } from '#test/fakes/pty-pair.ts';
import { crc16 } from '#twin/server/crc.ts';
import { createRtuReceiver, requestLength, serveRtu } from '#twin/server/rtu.ts';
import { serveTcp } from '#twin/server/tcp.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function plant(): VirtualPlant {
  const made = createVirtualPlant({ profile, seed: 3, startMs: Date.UTC(2026, 2, 2, 3) });
  made.advance(120_000);
  return made;
}

const tag = (id: string) => profile.tags.find((each) => each.id === id)!;

async function client(port: number, unit: number): Promise<ModbusRTU> {
  const modbus = new ModbusRTU();
  await modbus.connectTCP('127.0.0.1', { port });
  modbus.setID(unit);
  modbus.setTimeout(3000);
  closers.push(() => modbus.close(() => undefined));
  return modbus;
}

describe('Modbus TCP, read by an independent client', () => {
  test('every slave answers, levels and word orders arrive', async () => {
    const p = plant();
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: p.handlePdu });
    closers.push(() => server.close());
    const plc = await client(server.port, 1);
    const level = tag('TK-EQ.level');
    const answer = await plc.readInputRegisters(level.address, 1);
    expect(answer.data[0]! * level.scale).toBeCloseTo(p.tagValue('TK-EQ.level')!, 3);
    const meter = await client(server.port, tag('JIT-001.power').slave);
    const power = await meter.readHoldingRegisters(tag('JIT-001.power').address, 2);
    expect(power.buffer.readFloatBE(0)).toBeCloseTo(p.tagValue('JIT-001.power')!, 3);
    const cod = tag('AIT-601.pv');
    const analyser = await client(server.port, cod.slave);
    const words = (await analyser.readInputRegisters(cod.address, 2)).buffer;
    expect(Buffer.concat([words.subarray(2), words.subarray(0, 2)]).readFloatBE(0)).toBeCloseTo(
      p.tagValue('AIT-601.pv')!,
      3,
    );
  });

  test('the AI area can be written, everything else cannot, holes and unknown units are refused', async () => {
    const p = plant();
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: p.handlePdu });
    closers.push(() => server.close());
    const modbus = await client(server.port, 1);
    await modbus.writeRegister(tag('PLC-AI.heartbeat').address, 7);
    await modbus.writeRegister(tag('M-111.cmd').address, 1);
    p.advance(2000);
    expect((await modbus.readHoldingRegisters(tag('PLC-AI.active').address, 1)).data[0]).toBe(1);
    expect(p.tagValue('M-111.run')).toBe(1);
    expect((await modbus.readHoldingRegisters(tag('M-111.cmd').address, 1)).data[0]).toBe(1);
    await expect(modbus.writeRegister(tag('B-401.doSv').address, 100)).rejects.toMatchObject({
      modbusCode: 2,
    });
    await expect(modbus.readInputRegisters(5000, 1)).rejects.toMatchObject({ modbusCode: 2 });
    modbus.setID(99);
    await expect(modbus.readInputRegisters(0, 1)).rejects.toMatchObject({ modbusCode: 0x0b });
  });

  test('a set-point written by AI is what the program uses and what reads back', async () => {
    const p = plant();
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: p.handlePdu });
    closers.push(() => server.close());
    const modbus = await client(server.port, 1);
    const sp = tag('B-401.aiDoSp');
    await modbus.writeRegister(sp.address, Math.round(1.75 / sp.scale));
    p.advance(500);
    expect(p.tagValue('B-401.aiDoSp')).toBeCloseTo(1.75, 6);
    expect((await modbus.readHoldingRegisters(sp.address, 1)).data[0]).toBe(
      Math.round(1.75 / sp.scale),
    );
  });

  test('several clients at once, requests split and joined by the network', async () => {
    const p = plant();
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: p.handlePdu });
    closers.push(() => server.close());
    const clients = await Promise.all(Array.from({ length: 8 }, () => client(server.port, 1)));
    const answers = await Promise.all(
      clients.flatMap((each) =>
        Array.from({ length: 10 }, () => each.readInputRegisters(tag('TK-EQ.level').address, 7)),
      ),
    );
    for (const answer of answers) expect(answer.data).toEqual(answers[0]!.data);

    const socket = net.connect(server.port, '127.0.0.1');
    closers.push(() => {
      socket.destroy();
    });
    const request = Buffer.from([0, 1, 0, 0, 0, 6, 1, 4, 0, tag('TK-EQ.level').address, 0, 1]);
    const twice = Buffer.concat([request, request]);
    const received = await new Promise<Buffer>((resolve) => {
      let all = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        all = Buffer.concat([all, chunk]);
        if (all.length >= 22) resolve(all);
      });
      socket.write(twice.subarray(0, 5));
      setTimeout(() => socket.write(twice.subarray(5)), 20);
    });
    expect(received.subarray(0, 11)).toEqual(received.subarray(11));
  });

  test('bytes that are not Modbus end their own connection only', async () => {
    const p = plant();
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: p.handlePdu });
    closers.push(() => server.close());
    const good = await client(server.port, 1);
    const bad = net.connect(server.port, '127.0.0.1');
    const closed = new Promise((resolve) => bad.on('close', resolve));
    bad.on('error', () => undefined);
    bad.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect((await good.readInputRegisters(tag('TK-EQ.level').address, 1)).data).toHaveLength(1);
  });
});

describe('Modbus RTU', () => {
  test('CRC of the published vectors', () => {
    const of = (hex: string): string => {
      const crc = crc16(Buffer.from(hex, 'hex'));
      return Buffer.from([crc & 0xff, crc >> 8]).toString('hex');
    };
    expect(of('010300000002')).toBe('c40b');
    expect(of('1103006b0003')).toBe('7687');
    expect(of('110600010003')).toBe('9a9b');
    expect(of('11100001000204000a0102')).toBe('c6f0');
  });

  test('the length of a request is known from its first bytes', () => {
    expect(requestLength(Uint8Array.of(1))).toBeNull();
    expect(requestLength(Uint8Array.of(1, 3))).toBe(8);
    expect(requestLength(Uint8Array.of(1, 16, 0, 0, 0, 2))).toBeNull();
    expect(requestLength(Uint8Array.of(1, 16, 0, 0, 0, 2, 4))).toBe(13);
    expect(requestLength(Uint8Array.of(1, 0x41))).toBe(0);
  });

  test('a broken frame is dropped at the next silence and the one after it answered', async () => {
    const frames: Uint8Array[] = [];
    const receive = createRtuReceiver(
      (_, pdu) => Uint8Array.of(pdu[0] ?? 0, 0),
      (frame) => frames.push(frame),
    );
    receive(Uint8Array.from([1, 3, 0, 0, 0, 2, 0, 0]));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(frames).toHaveLength(0);
    const sound = Uint8Array.from([1, 3, 0, 0, 0, 2, 0xc4, 0x0b]);
    receive(sound.subarray(0, 3));
    receive(sound.subarray(3));
    expect(frames).toHaveLength(1);
    receive(Uint8Array.from([0, 3, 0, 0, 0, 2, ...crcBytes([0, 3, 0, 0, 0, 2])]));
    expect(frames, 'nobody answers a broadcast').toHaveLength(1);
  });

  test.runIf(hasSocat)('served over a serial path to an independent client', async () => {
    const p = plant();
    const pair = await openPtyPair();
    closers.push(() => pair.close());
    const server = await serveRtu({
      path: pair.a,
      baudRate: 19_200,
      parity: 'none',
      dataBits: 8,
      stopBits: 1,
      handlePdu: p.handlePdu,
    });
    closers.push(() => server.close());
    const modbus = new ModbusRTU();
    await modbus.connectRTUBuffered(pair.b, { baudRate: 19_200 });
    closers.push(() => new Promise<void>((resolve) => modbus.close(() => resolve())));
    modbus.setID(1);
    modbus.setTimeout(3000);
    const level = tag('TK-EQ.level');
    expect((await modbus.readInputRegisters(level.address, 1)).data[0]! * level.scale).toBeCloseTo(
      p.tagValue('TK-EQ.level')!,
      3,
    );
    await modbus.writeRegister(tag('PLC-AI.heartbeat').address, 9);
    p.advance(1000);
    expect(p.tagValue('PLC-AI.active')).toBe(1);
    modbus.setID(77);
    modbus.setTimeout(200);
    await expect(
      modbus.readInputRegisters(level.address, 1),
      'no unit 77 on the line',
    ).rejects.toThrow();
  });
});

function crcBytes(bytes: number[]): number[] {
  const crc = crc16(Uint8Array.from(bytes));
  return [crc & 0xff, crc >> 8];
}
