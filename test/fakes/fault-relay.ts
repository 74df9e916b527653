import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { SerialPort } from 'serialport';
import { crc16 } from '#engine/fieldbus/crc16.ts';

/** What the man in the middle does with an answer of the slave. */
export type Mischief = (answer: Buffer) => readonly { readonly bytes: Buffer; readonly afterMs?: number }[];

export const swallow: Mischief = () => [];
export const late = (afterMs: number): Mischief => (answer) => [{ bytes: answer, afterMs }];
export const truncate = (left: number): Mischief => (answer) => [{ bytes: answer.subarray(0, left) }];
export const pad = (...extra: number[]): Mischief => (answer) => [{ bytes: Buffer.concat([answer, Buffer.from(extra)]) }];
export const flipBit = (at: number): Mischief => (answer) => [{ bytes: answer.map((byte, i) => (i === at ? byte ^ 0x10 : byte)) as Buffer }];
/** Changes one byte. */
export const setByte = (at: number, value: number): Mischief => (answer) => {
  const bytes = Buffer.from(answer);
  bytes[at] = value;
  return [{ bytes }];
};
/** Does mischief to the content of an RTU answer and makes the CRC right again. */
export const resealed = (mischief: Mischief): Mischief => (answer) =>
  mischief(answer.subarray(0, -2)).map(({ bytes, ...rest }) => ({ bytes: sealed(bytes), ...rest }));
const sealed = (body: Buffer): Buffer => {
  const crc = crc16(body);
  return Buffer.concat([body, Buffer.of(crc & 0xff, crc >>> 8)]);
};

/** A relay between master and slave. Without mischief it only passes on. */
export interface FaultRelay {
  /** Where the master connects. */
  readonly port: number;
  /** Applied to the next answers, one each, in order. */
  readonly mischief: Mischief[];
  /** Applied to every answer that no other is kept for, such as that of a line which is set wrongly. */
  always: Mischief | null;
  /** Passes nothing in either direction, but keeps connections open. */
  stuck: boolean;
  /** Resets every connection. */
  cut(): void;
  close(): Promise<void>;
}

interface End {
  write(bytes: Buffer): void;
}

function passOn(relay: Pick<FaultRelay, 'mischief' | 'always' | 'stuck'>, answer: Buffer, master: End): void {
  if (relay.stuck) return;
  const pieces = (relay.mischief.shift() ?? relay.always)?.(answer) ?? [{ bytes: answer }];
  for (const { bytes, afterMs } of pieces) {
    if (afterMs === undefined) master.write(bytes);
    else setTimeout(() => master.write(bytes), afterMs);
  }
}

/** Between a TCP master and a slave on `upstreamPort`. */
export async function tcpFaultRelay(upstreamPort: number): Promise<FaultRelay> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((master) => {
    const slave = net.connect({ host: '127.0.0.1', port: upstreamPort });
    for (const socket of [master, slave]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        master.destroy();
        slave.destroy();
      });
    }
    master.on('data', (bytes) => relay.stuck || slave.write(bytes));
    slave.on('data', (bytes) => passOn(relay, bytes, { write: (out) => void (master.destroyed || master.write(out)) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay: FaultRelay = {
    port: (server.address() as AddressInfo).port,
    mischief: [],
    always: null,
    stuck: false,
    cut: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      sockets.forEach((socket) => socket.destroy());
    }),
  };
  return relay;
}

/** Between two serial paths. Bytes of an answer are gathered until the line pauses, then passed on as one. */
export async function serialFaultRelay(masterPath: string, slavePath: string): Promise<Omit<FaultRelay, 'port' | 'cut'>> {
  const [master, slave] = await Promise.all([openPort(masterPath), openPort(slavePath)]);
  let answer = Buffer.alloc(0);
  let pause: NodeJS.Timeout | undefined;
  const relay = {
    mischief: [] as Mischief[],
    always: null as Mischief | null,
    stuck: false,
    async close(): Promise<void> {
      clearTimeout(pause);
      await Promise.all([master, slave].map((port) => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()))));
    },
  };
  master.on('data', (bytes: Buffer) => relay.stuck || slave.write(bytes));
  slave.on('data', (bytes: Buffer) => {
    answer = Buffer.concat([answer, bytes]);
    clearTimeout(pause);
    pause = setTimeout(() => {
      const whole = answer;
      answer = Buffer.alloc(0);
      passOn(relay, whole, { write: (out) => void (master.isOpen && master.write(out)) });
    }, 8);
  });
  return relay;
}

async function openPort(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 19_200, autoOpen: false });
  port.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  return port;
}
