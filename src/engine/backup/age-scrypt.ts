import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import type { Identity, Recipient, Stanza } from 'age-encryption';

/**
 * Passphrases of the age format with the computer's own scrypt, several times faster than one in
 * script: `-> scrypt SALT LOG2N`, and the file key sealed with ChaCha20-Poly1305 under the derived key
 * (C2SP age specification, section "The scrypt recipient type").
 */
const LABEL = 'age-encryption.org/v1/scrypt';
const WORK_FACTOR = 18;
/** More than this is an attack on the memory of who opens it. */
const HIGHEST_WORK_FACTOR = 20;
const TAG_BYTES = 16;
const NONCE = Buffer.alloc(12);

function derivedKey(passphrase: string, salt: Uint8Array, logN: number): Buffer {
  const N = 2 ** logN;
  return scryptSync(passphrase.normalize('NFC'), Buffer.concat([Buffer.from(LABEL), salt]), 32, {
    N,
    r: 8,
    p: 1,
    maxmem: 129 * N * 8,
  });
}

export class PassphraseRecipient implements Recipient {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    // Whoever wraps a key has loaded it; see `loadAge`.
    const { Stanza } = await import('age-encryption');
    const salt = randomBytes(16);
    const cipher = createCipheriv(
      'chacha20-poly1305',
      derivedKey(this.#passphrase, salt, WORK_FACTOR),
      NONCE,
      { authTagLength: TAG_BYTES },
    );
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return [
      new Stanza(
        ['scrypt', salt.toString('base64').replaceAll('=', ''), String(WORK_FACTOR)],
        new Uint8Array(body),
      ),
    ];
  }
}

export class PassphraseIdentity implements Identity {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  unwrapFileKey(stanzas: Stanza[]): Uint8Array | null {
    const [stanza] = stanzas;
    if (stanza === undefined || stanza.args[0] !== 'scrypt') return null;
    const [, salt = '', logText = ''] = stanza.args;
    const saltBytes = Buffer.from(salt, 'base64');
    const logN = /^[1-9]\d?$/.test(logText) ? Number(logText) : NaN;
    if (
      stanzas.length !== 1 ||
      stanza.args.length !== 3 ||
      saltBytes.length !== 16 ||
      !(logN <= HIGHEST_WORK_FACTOR)
    )
      throw new Error('invalid scrypt stanza');
    const body = Buffer.from(stanza.body);
    const decipher = createDecipheriv(
      'chacha20-poly1305',
      derivedKey(this.#passphrase, saltBytes, logN),
      NONCE,
      { authTagLength: TAG_BYTES },
    );
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    try {
      return new Uint8Array(
        Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]),
      );
    } catch {
      return null;
    }
  }
}
