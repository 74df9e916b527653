import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { SerialPort } from 'serialport';
import { crcMatches } from '#engine/fieldbus/crc16.ts';
import { encodeRtuFrame } from '#engine/fieldbus/rtu-frame.ts';
import { encodeTcpFrame, takeTcpFrame } from '#engine/fieldbus/tcp-frame.ts';

/** A few slaves with registers of their own, for tests; answers PDUs, serves TCP and RTU. */
export class RegisterSlaves {
  readonly holding = new Map<number, Uint16Array>();
  readonly coils = new Map<number, Uint8Array>();
  /** Units that stay silent although they are here. */
  readonly silent = new Set<number>();
  /** Addresses that answer exception 02. */
  readonly holes = new Set<number>();
  /** What a unit does with function 8; it echoes when not named here. */
  readonly echo = new Map<number, 'refuses' | 'ignores'>();
  /** Questions in the order they came, e.g. `1:3@0+10`. */
  readonly asked: string[] = [];
  /** Time each unit takes to answer, ms. */
  readonly delayMs = new Map<number, number>();

  constructor(units: readonly number[], size = 1000) {
    for (const unit of units) {
      this.holding.set(unit, Uint16Array.from({ length: size }, (_, i) => (unit * 1000 + i) & 0xffff));
      this.coils.set(unit, Uint8Array.from({ length: size }, (_, i) => i & 1));
    }
  }

  /** Answer to a PDU; empty when the unit is absent or silent. */
  readonly handle = (unit: number, pdu: Uint8Array): Uint8Array => {
    const registers = this.holding.get(unit);
    const coils = this.coils.get(unit);
    const [code = 0] = pdu;
    if (code === 8) {
      const habit = this.echo.get(unit);
      if (registers === undefined || this.silent.has(unit) || habit === 'ignores') return new Uint8Array(0);
      return habit === 'refuses' ? Uint8Array.of(0x88, 1) : pdu;
    }
    const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    const address = view.getUint16(1);
    const operand = view.getUint16(3);
    const isMany = code <= 4 || code >= 15;
    const count = isMany ? operand : 1;
    this.asked.push(`${unit}:${code}@${address}+${count}`);
    if (registers === undefined || coils === undefined || this.silent.has(unit)) return new Uint8Array(0);
    const isCoil = code === 1 || code === 2 || code === 5 || code === 15;
    for (let a = address; a < address + count; a++) {
      if (this.holes.has(a) || a >= registers.length) return Uint8Array.of(code | 0x80, 2);
    }
    if (code === 3 || code === 4) {
      return Uint8Array.of(code, 2 * count, ...[...registers.subarray(address, address + count)].flatMap((w) => [w >>> 8, w & 0xff]));
    }
    if (code === 1 || code === 2) {
      const bytes = new Uint8Array(Math.ceil(count / 8));
      for (let i = 0; i < count; i++) bytes[i >> 3]! |= (coils[address + i] ?? 0) << (i & 7);
      return Uint8Array.of(code, bytes.length, ...bytes);
    }
    for (let i = 0; i < count; i++) {
      if (isCoil) coils[address + i] = code === 5 ? (operand === 0xff00 ? 1 : 0) : ((pdu[6 + (i >> 3)] ?? 0) >>> (i & 7)) & 1;
      else registers[address + i] = code === 6 ? operand : view.getUint16(6 + 2 * i);
    }
    return pdu.slice(0, 5);
  };
}

export interface Served {
  readonly port: number;
  /** Cuts every open connection. */
  cut(): void;
  close(): Promise<void>;
}

/** Serves slaves over Modbus TCP on a free port of this machine, or on a given one. */
export async function serveTcp(slaves: RegisterSlaves, port = 0): Promise<Served> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const frame = takeTcpFrame(received);
        if (!frame.ok || frame.value === null) return;
        const { transaction, unit, size } = frame.value;
        const answer = slaves.handle(unit, frame.value.pdu);
        received = received.subarray(size);
        if (answer.length === 0) continue;
        const bytes = encodeTcpFrame(transaction, unit, answer);
        const delayMs = slaves.delayMs.get(unit);
        if (delayMs === undefined) socket.write(bytes);
        else setTimeout(() => socket.destroyed || socket.write(bytes), delayMs);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    cut: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      sockets.forEach((socket) => socket.destroy());
    }),
  };
}

/** Serves slaves over Modbus RTU on a serial path. */
export async function serveRtu(slaves: RegisterSlaves, path: string): Promise<{ close(): Promise<void> }> {
  const port = new SerialPort({ path, baudRate: 19_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  port.on('error', () => undefined);
  port.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let size = questionSize(received); size !== null && received.length >= size; size = questionSize(received)) {
      const frame = received.subarray(0, size);
      received = received.subarray(size);
      if (!crcMatches(frame)) continue;
      const unit = frame[0] ?? 0;
      const answer = slaves.handle(unit, Uint8Array.from(frame.subarray(1, size - 2)));
      if (answer.length === 0) continue;
      const bytes = Buffer.from(encodeRtuFrame(unit, answer));
      // Like a real slave it answers in order, however long each answer takes.
      const delayMs = slaves.delayMs.get(unit) ?? 0;
      last = last.then(() => (delayMs > 0 ? new Promise((resolve) => setTimeout(resolve, delayMs)) : undefined))
        .then(() => void (port.isOpen && port.write(bytes)));
    }
  });
  return { close: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())) };
}

function questionSize(bytes: Buffer): number | null {
  const code = bytes[1] ?? 0;
  if (bytes.length < 7) return null;
  return code >= 15 ? 9 + (bytes[6] ?? 0) : 8;
}
