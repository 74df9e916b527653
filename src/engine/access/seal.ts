import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const KEY_FILE = 'access.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps the secrets of second factors readable by this data folder only: not in a backup, not in a copy of the database. */
export interface Seal {
  seal(text: string): string;
  /** Null when it was sealed with another key. */
  open(sealed: string): string | null;
}

/** AES-256-GCM (NIST SP 800-38D) with the key file of the data folder (mode 0600), which is made on first use. */
export function openSeal(dataDir: string): Seal {
  const file = path.join(dataDir, KEY_FILE);
  let held: Buffer | null = null;
  const key = (): Buffer => {
    if (held !== null) return held;
    if (!existsSync(file)) writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
    held = readFileSync(file);
    if (held.length !== KEY_BYTES) throw new Error(`${file} holds ${String(held.length)} bytes, a key has ${String(KEY_BYTES)}; remove it and set up the second factors again`);
    return held;
  };
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key(), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      if (!existsSync(file) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
