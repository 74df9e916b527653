import { err, ok, type Result } from '#core/result.ts';

/** Modbus TCP framing (Messaging on TCP/IP V1.0b): transaction, protocol 0, length, unit, PDU. */
const MBAP_BYTES = 7;
const MAX_LENGTH_FIELD = 254;

export interface TcpFrame {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
  /** Bytes the frame takes up in the stream. */
  readonly size: number;
}

export function encodeTcpFrame(transaction: number, unit: number, pdu: Uint8Array): Uint8Array {
  const length = pdu.length + 1;
  return Uint8Array.of(transaction >>> 8, transaction & 0xff, 0, 0, length >>> 8, length & 0xff, unit, ...pdu);
}

/**
 * First frame of the received bytes, or null while it is not complete. An error means
 * the stream cannot be trusted any more and the connection must be dropped.
 */
export function takeTcpFrame(bytes: Uint8Array): Result<TcpFrame | null, 'protocol' | 'wrongLength'> {
  if (bytes.length < 6) return ok(null);
  const field = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (field(2) !== 0) return err('protocol');
  const length = field(4);
  if (length < 2 || length > MAX_LENGTH_FIELD) return err('wrongLength');
  const size = 6 + length;
  if (bytes.length < size) return ok(null);
  return ok({ transaction: field(0), unit: bytes[6] ?? 0, pdu: bytes.subarray(MBAP_BYTES, size), size });
}
