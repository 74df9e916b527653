import type { RegisterTable } from '#core/plant/tag.ts';

/**
 * Modbus server side of the protocol data unit (Modbus Application Protocol V1.1b3):
 * functions 1 to 6, 15, 16 and 23 over an abstract device. No sockets, no state.
 */
export interface Device {
  /** Words (registers) or 0/1 (bits), or null when part of the block does not exist. */
  read(table: RegisterTable, address: number, count: number): ArrayLike<number> | null;
  write(table: 'coil' | 'holding', address: number, words: readonly number[]): WriteOutcome;
}
type WriteOutcome = 'done' | 'illegalAddress' | 'illegalValue' | 'illegalFunction';

export const EXCEPTION = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  deviceFailure: 4,
  targetSilent: 0x0b,
} as const;

/** Quantities of V1.1b3: what one request may ask. */
const MOST = {
  readBits: 2000,
  readWords: 125,
  writeBits: 1968,
  writeWords: 123,
  bothRead: 125,
  bothWrite: 121,
} as const;

export const exceptionPdu = (fn: number, code: number): Uint8Array =>
  Uint8Array.of(fn | 0x80, code);

/** Answers one request; a malformed one gets exception 03, an unknown function 01. */
export function answerPdu(device: Device, pdu: Uint8Array): Uint8Array {
  const fn = pdu[0] ?? 0;
  switch (fn) {
    case 1:
      return readBits(device, 'coil', fn, pdu);
    case 2:
      return readBits(device, 'discrete', fn, pdu);
    case 3:
      return readWords(device, 'holding', fn, pdu);
    case 4:
      return readWords(device, 'input', fn, pdu);
    case 5:
      return writeCoil(device, fn, pdu);
    case 6:
      return writeRegister(device, fn, pdu);
    case 15:
      return writeCoils(device, fn, pdu);
    case 16:
      return writeRegisters(device, fn, pdu);
    case 23:
      return readWriteRegisters(device, fn, pdu);
    default:
      return exceptionPdu(fn, EXCEPTION.illegalFunction);
  }
}

const word = (pdu: Uint8Array, at: number): number => ((pdu[at] ?? 0) << 8) | (pdu[at + 1] ?? 0);
const bad = (fn: number): Uint8Array => exceptionPdu(fn, EXCEPTION.illegalValue);
const inRange = (count: number, most: number): boolean => count >= 1 && count <= most;

function readBits(
  device: Device,
  table: 'coil' | 'discrete',
  fn: number,
  pdu: Uint8Array,
): Uint8Array {
  const count = word(pdu, 3);
  if (pdu.length !== 5 || !inRange(count, MOST.readBits)) return bad(fn);
  const bits = device.read(table, word(pdu, 1), count);
  if (bits === null) return exceptionPdu(fn, EXCEPTION.illegalAddress);
  const bytes = Math.ceil(count / 8);
  const out = new Uint8Array(2 + bytes);
  out[0] = fn;
  out[1] = bytes;
  for (let i = 0; i < count; i++)
    if ((bits[i] ?? 0) !== 0) out[2 + (i >> 3)] = (out[2 + (i >> 3)] ?? 0) | (1 << (i & 7));
  return out;
}

function wordsAnswer(fn: number, words: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(2 + 2 * words.length);
  out[0] = fn;
  out[1] = 2 * words.length;
  for (let i = 0; i < words.length; i++) {
    const value = words[i] ?? 0;
    out[2 + 2 * i] = value >> 8;
    out[3 + 2 * i] = value & 0xff;
  }
  return out;
}

function readWords(
  device: Device,
  table: 'holding' | 'input',
  fn: number,
  pdu: Uint8Array,
): Uint8Array {
  const count = word(pdu, 3);
  if (pdu.length !== 5 || !inRange(count, MOST.readWords)) return bad(fn);
  const words = device.read(table, word(pdu, 1), count);
  return words === null ? exceptionPdu(fn, EXCEPTION.illegalAddress) : wordsAnswer(fn, words);
}

/** Echo of address and value or quantity when the write was taken, the exception otherwise. */
function written(fn: number, pdu: Uint8Array, outcome: WriteOutcome): Uint8Array {
  switch (outcome) {
    case 'done':
      return pdu.slice(0, 5);
    case 'illegalAddress':
    case 'illegalValue':
    case 'illegalFunction':
      return exceptionPdu(fn, EXCEPTION[outcome]);
  }
}

function writeCoil(device: Device, fn: number, pdu: Uint8Array): Uint8Array {
  const value = word(pdu, 3);
  if (pdu.length !== 5 || (value !== 0 && value !== 0xff00)) return bad(fn);
  return written(fn, pdu, device.write('coil', word(pdu, 1), [value === 0 ? 0 : 1]));
}

function writeRegister(device: Device, fn: number, pdu: Uint8Array): Uint8Array {
  if (pdu.length !== 5) return bad(fn);
  return written(fn, pdu, device.write('holding', word(pdu, 1), [word(pdu, 3)]));
}

function writeCoils(device: Device, fn: number, pdu: Uint8Array): Uint8Array {
  const count = word(pdu, 3);
  const bytes = Math.ceil(count / 8);
  if (!inRange(count, MOST.writeBits) || pdu[5] !== bytes || pdu.length !== 6 + bytes)
    return bad(fn);
  const bits = Array.from({ length: count }, (_, i) => ((pdu[6 + (i >> 3)] ?? 0) >> (i & 7)) & 1);
  return written(fn, pdu, device.write('coil', word(pdu, 1), bits));
}

const wordsFrom = (pdu: Uint8Array, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => word(pdu, at + 2 * i));

function writeRegisters(device: Device, fn: number, pdu: Uint8Array): Uint8Array {
  const count = word(pdu, 3);
  if (!inRange(count, MOST.writeWords) || pdu[5] !== 2 * count || pdu.length !== 6 + 2 * count)
    return bad(fn);
  return written(fn, pdu, device.write('holding', word(pdu, 1), wordsFrom(pdu, 6, count)));
}

/** Function 23 writes first, then reads. */
function readWriteRegisters(device: Device, fn: number, pdu: Uint8Array): Uint8Array {
  const readCount = word(pdu, 3);
  const writeCount = word(pdu, 7);
  if (!inRange(readCount, MOST.bothRead) || !inRange(writeCount, MOST.bothWrite)) return bad(fn);
  if (pdu[9] !== 2 * writeCount || pdu.length !== 10 + 2 * writeCount) return bad(fn);
  if (device.read('holding', word(pdu, 1), readCount) === null)
    return exceptionPdu(fn, EXCEPTION.illegalAddress);
  const outcome = device.write('holding', word(pdu, 5), wordsFrom(pdu, 10, writeCount));
  if (outcome !== 'done') return written(fn, pdu, outcome);
  const words = device.read('holding', word(pdu, 1), readCount);
  return words === null ? exceptionPdu(fn, EXCEPTION.illegalAddress) : wordsAnswer(fn, words);
}
