import { SerialPort } from 'serialport';
import { crc16 } from './crc.ts';
import { EXCEPTION } from './pdu.ts';
import type { HandlePdu } from './tcp.ts';

/** Modbus RTU on a serial path around the same `handlePdu` as TCP. */
export interface RtuServerOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
  readonly handlePdu: HandlePdu;
}

export interface RtuServer {
  close(): Promise<void>;
}

/**
 * Length of a request frame with its CRC, from its first bytes; null while that cannot be
 * said yet, 0 for a function this server does not know (only silence ends such a frame).
 */
export function requestLength(bytes: Uint8Array): number | null {
  const fn = bytes[1];
  if (fn === undefined) return null;
  if (fn >= 1 && fn <= 6) return 8;
  if (fn === 15 || fn === 16) return bytes[6] === undefined ? null : 9 + bytes[6];
  if (fn === 23) return bytes[10] === undefined ? null : 13 + bytes[10];
  return 0;
}

/** Silence after which what has come is a frame or rubbish; longer than 3.5 characters because a PC cannot time them. */
const SILENCE_MS = 20;

/** Takes bytes as they come and answers whole frames; rubbish is dropped at the next silence. */
export function createRtuReceiver(
  handlePdu: HandlePdu,
  send: (frame: Uint8Array) => void,
): (chunk: Uint8Array) => void {
  let buffer: Uint8Array = new Uint8Array(0);
  let silence: NodeJS.Timeout | null = null;

  const answer = (frame: Uint8Array): void => {
    const unit = frame[0] ?? 0;
    const reply = handlePdu(unit, frame.subarray(1, frame.length - 2));
    // On a serial line nobody answers for a unit that is not there, nor to a broadcast.
    if (
      unit === 0 ||
      reply.length === 0 ||
      (reply.length === 2 && reply[1] === EXCEPTION.targetSilent)
    )
      return;
    const out = new Uint8Array(reply.length + 3);
    out[0] = unit;
    out.set(reply, 1);
    const crc = crc16(out, out.length - 2);
    out[out.length - 2] = crc & 0xff;
    out[out.length - 1] = crc >> 8;
    send(out);
  };

  const sound = (frame: Uint8Array): boolean =>
    frame.length >= 4 &&
    crc16(frame, frame.length - 2) ===
      (((frame[frame.length - 1] ?? 0) << 8) | (frame[frame.length - 2] ?? 0));

  const endOfFrame = (): void => {
    const frame = buffer;
    buffer = new Uint8Array(0);
    if (sound(frame)) answer(frame);
  };

  return (chunk) => {
    const joined = new Uint8Array(buffer.length + chunk.length);
    joined.set(buffer);
    joined.set(chunk, buffer.length);
    buffer = joined;
    if (silence !== null) clearTimeout(silence);
    const length = requestLength(buffer);
    if (length !== null && length > 0 && buffer.length === length && sound(buffer)) {
      endOfFrame();
      return;
    }
    silence = setTimeout(endOfFrame, SILENCE_MS);
  };
}

/** Opens the serial path and serves it until closed; rejects when it cannot be opened. */
export async function serveRtu(options: RtuServerOptions): Promise<RtuServer> {
  const port = new SerialPort({
    path: options.path,
    baudRate: options.baudRate,
    parity: options.parity,
    dataBits: options.dataBits,
    stopBits: options.stopBits,
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
  const receive = createRtuReceiver(options.handlePdu, (frame) => {
    port.write(Buffer.from(frame));
  });
  port.on('data', (chunk: Buffer) => receive(chunk));
  port.on('error', () => undefined);
  return {
    close: () =>
      new Promise((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}
