/**
 * CRC-16/MODBUS (polynomial 0xA001 reflected, start 0xFFFF), Modbus over Serial Line
 * V1.02 section 6.2.2. On the wire the low byte comes first.
 */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/** CRC of `bytes[from]` to `bytes[to - 1]`. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff;
  for (let i = from; i < to; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return crc;
}

/** True when the last two bytes of the range are the CRC of those before. */
export const crcMatches = (bytes: Uint8Array, from = 0, to = bytes.length): boolean =>
  to - from >= 4 && crc16(bytes, from, to - 2) === ((bytes[to - 2] ?? 0) | ((bytes[to - 1] ?? 0) << 8));
