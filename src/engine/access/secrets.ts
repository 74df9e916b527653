import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { SecretHash } from '#core/access/people.ts';

/**
 * scrypt (RFC 7914) with 32 MiB and about 0.1 s of a small PC's time per try: within what OWASP's
 * Password Storage Cheat Sheet names (N = 2^15, r = 8, p = 3).
 */
export const SCRYPT = { N: 2 ** 15, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** A hash somebody put into the file must not take all memory. */
const MOST_MEMORY_BYTES = 256 * 1024 * 1024;

export type ScryptCost = Pick<SecretHash, 'N' | 'r' | 'p'>;

function derive(secret: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: MOST_MEMORY_BYTES }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Hash of a password, PIN or recovery code with a salt of its own. */
export async function hashSecret(secret: string, cost: ScryptCost = SCRYPT): Promise<SecretHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(secret, salt, cost);
  return {
    kind: 'scrypt', N: cost.N, r: cost.r, p: cost.p,
    saltBase64: salt.toString('base64'), hashBase64: hash.toString('base64'),
  };
}

/** Whether a secret is the one of the hash; takes the same time either way, also where there is no hash. */
export async function isSecret(secret: string, hash: SecretHash | null, cost: ScryptCost = SCRYPT): Promise<boolean> {
  const known = hash ?? { ...cost, saltBase64: '', hashBase64: '' };
  const expected = Buffer.from(known.hashBase64, 'base64');
  const found = await derive(secret, Buffer.from(known.saltBase64, 'base64'), known);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
