import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Present code of an authenticator app: RFC 6238 with SHA-1, 30 s and six digits, worked out anew so that
 * the engine is held against the standard and not against itself.
 */
export function authenticator(secret: string, nowMs: number): string {
  let bits = '';
  for (const letter of secret.replaceAll(/[^A-Z2-7]/g, '')) bits += LETTERS.indexOf(letter).toString(2).padStart(5, '0');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const hash = createHmac('sha1', bytes).update(counter).digest();
  const from = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(from) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
