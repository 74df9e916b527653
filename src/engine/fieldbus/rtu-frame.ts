import { crc16, crcMatches } from './crc16.ts';
import type { WireQuestion } from './pdu.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';

/**
 * Modbus RTU framing (Serial Line V1.02): unit, PDU, CRC. The end of an answer follows
 * from its own length, so a good answer is delivered with its last byte and not only
 * after the silence behind it.
 */
export type BadReason = Extract<BusFault, { kind: 'badFrame' }>['reason'];

export function encodeRtuFrame(unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(pdu.length + 3);
  frame[0] = unit;
  frame.set(pdu, 1);
  const crc = crc16(frame, 0, pdu.length + 1);
  frame[pdu.length + 1] = crc & 0xff;
  frame[pdu.length + 2] = crc >>> 8;
  return frame;
}

export type Scan =
  /** Not complete yet. */
  | { readonly kind: 'more' }
  /** A sound frame of `size` bytes from the unit and for the function asked. */
  | { readonly kind: 'answer'; readonly pdu: Uint8Array; readonly size: number }
  /** A sound frame of `size` bytes that answers something else. */
  | { readonly kind: 'foreign'; readonly unit: number; readonly size: number; readonly reason: 'wrongUnit' | 'wrongFunction' | 'wrongLength' }
  /** Cannot become a sound frame; what it is shows when the line has fallen silent. */
  | { readonly kind: 'garbled' };

const CRC_BYTES = 2;
const EXCEPTION_FLAG = 0x80;
const ECHO = 8;

/** Looks at the bytes received since the question was sent. */
export function scanAnswer(bytes: Uint8Array, asked: WireQuestion): Scan {
  const size = frameSize(bytes);
  if (size === null || bytes.length < size) {
    return size === null && bytes.length >= 3 ? { kind: 'garbled' } : { kind: 'more' };
  }
  if (!crcMatches(bytes, 0, size)) return { kind: 'garbled' };
  const unit = bytes[0] ?? 0;
  const code = bytes[1] ?? 0;
  const askedCode = asked.pdu[0] ?? 0;
  if (unit !== asked.unit) return { kind: 'foreign', unit, size, reason: 'wrongUnit' };
  if ((code & ~EXCEPTION_FLAG) !== askedCode) return { kind: 'foreign', unit, size, reason: 'wrongFunction' };
  // Echoes are told apart by their token: that of an earlier question is no answer.
  if (code === ECHO && !asked.pdu.every((byte, i) => byte === bytes[1 + i])) {
    return { kind: 'foreign', unit, size, reason: 'wrongFunction' };
  }
  if (code === askedCode && size !== 1 + asked.answerBytes + CRC_BYTES) {
    return { kind: 'foreign', unit, size, reason: 'wrongLength' };
  }
  return { kind: 'answer', pdu: bytes.slice(1, size - CRC_BYTES), size };
}

/** What was wrong with bytes that never became an answer, judged after the line fell silent. */
export function judgeRemains(bytes: Uint8Array, asked: WireQuestion): BadReason {
  const unit = bytes[0] ?? 0;
  const expected = 1 + asked.answerBytes + CRC_BYTES;
  if (crcMatches(bytes)) {
    if (unit !== asked.unit) return 'wrongUnit';
    return bytes.length > expected ? 'long' : 'wrongLength';
  }
  const size = frameSize(bytes) ?? expected;
  if (bytes.length < size) return 'short';
  return bytes.length > size && crcMatches(bytes, 0, size) ? 'long' : 'crc';
}

/** Whole length of the frame that starts the bytes; null while or because it cannot be told. */
function frameSize(bytes: Uint8Array): number | null {
  const [, code = 0, third = 0] = bytes;
  if (bytes.length < 3) return null;
  if (code & EXCEPTION_FLAG) return 5;
  if (code >= 1 && code <= 4) return 3 + third + CRC_BYTES;
  return code === 5 || code === 6 || code === ECHO || code === 15 || code === 16 ? 8 : null;
}
