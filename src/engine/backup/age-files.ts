import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EncryptWith, OpenWith, Watch } from '../ports/backup.ts';
import { PassphraseIdentity, PassphraseRecipient } from './age-scrypt.ts';
import { BackupStop, stop } from './faults.ts';
import { syncPath } from './files.ts';
import type { Digest } from './files.ts';

/**
 * Encryption in the age format (age-encryption.org/v1), file by file and in a stream, so that any
 * age tool can open what this program wrote. Each backup has a key pair of its own; its secret half
 * lies beside the files in `key.age`, sealed by the passphrase (scrypt) or to the site's key (X25519):
 * a wrong passphrase is found out at once and the slow scrypt runs once, not for each file.
 */
export interface KeyPair {
  /** `age1...`, encrypts. */
  readonly recipient: string;
  /** `AGE-SECRET-KEY-1...`, opens. */
  readonly identity: string;
}

/** Loaded when first needed: its curves take more time to set up than all else the engine loads before it polls. */
const loadAge = async () => import('age-encryption');

/** New key pair. Of the site's pair only the recipient is kept; the identity is the printed recovery code. */
export async function newKeyPair(): Promise<KeyPair> {
  const { generateX25519Identity, identityToRecipient } = await loadAge();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Whether a text is the public half of a key pair. */
export const isRecipient = (text: string): boolean => /^age1[02-9ac-hj-np-z]{58}$/.test(text);

/** Fewer random characters can be guessed from a stolen stick (advice of the age library for its scrypt cost). */
export const LEAST_PASSPHRASE = 10;

/** A key pair for one backup, and its secret half sealed for who may open it. */
export async function sealedKey(
  encrypt: Exclude<EncryptWith, { kind: 'none' }>,
): Promise<KeyPair & { readonly sealed: Uint8Array }> {
  const pair = await newKeyPair();
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.addRecipient(
    encrypt.kind === 'passphrase' ? new PassphraseRecipient(encrypt.passphrase) : encrypt.recipient,
  );
  return { ...pair, sealed: await encrypter.encrypt(`${pair.identity}\n`) };
}

/** The backup's own secret out of its `key.age`. Stops with `keyNeeded`, `wrongKey` or `damaged`. */
export async function openKey(sealed: Uint8Array, open: OpenWith): Promise<string> {
  if (open.kind === 'none')
    throw stop(
      'keyNeeded',
      'this backup is encrypted: its passphrase or the recovery code is needed',
    );
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  if (open.kind === 'passphrase') decrypter.addIdentity(new PassphraseIdentity(open.passphrase));
  else {
    try {
      decrypter.addIdentity(open.code.replaceAll(/\s+/g, '').toUpperCase());
    } catch {
      throw stop(
        'wrongKey',
        'the recovery code is not complete: it begins with AGE-SECRET-KEY-1 and has 74 characters',
      );
    }
  }
  try {
    return (await decrypter.decrypt(sealed, 'text')).trim();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw /no identity matched/.test(words)
      ? stop('wrongKey', 'this passphrase or recovery code does not open the backup')
      : stop('damaged', `the key file of the backup is not as it was written: ${words}`);
  }
}

async function* watched(
  source: AsyncIterable<Uint8Array>,
  total: number,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const slice of source) {
    if (watch.cancelled()) throw stop('cancelled', 'cancelled by a person');
    done += slice.length;
    watch.progress(total === 0 ? 1 : Math.min(1, done / total));
    yield slice;
  }
}

const fileStream = (file: string, bytes: number, watch: Watch): ReadableStream<Uint8Array> =>
  Readable.toWeb(
    Readable.from(watched(createReadStream(file, { highWaterMark: 1 << 20 }), bytes, watch), {
      objectMode: false,
      highWaterMark: 1 << 20,
    }),
  ) as ReadableStream<Uint8Array>;

/** Leads a stream into a file, or nowhere, and gives the digest of what went through. */
async function drain(stream: ReadableStream<Uint8Array>, to: string | null): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const hashed = async function* (slices: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const slice of slices) {
      hash.update(slice);
      bytes += slice.length;
      yield slice;
    }
  };
  const source = Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
  if (to !== null)
    await pipeline(source, hashed, createWriteStream(to, { mode: 0o640, highWaterMark: 1 << 20 }));
  else for await (const slice of hashed(source)) void slice;
  if (to !== null) syncPath(to);
  return { bytes, sha256: hash.digest('hex') };
}

/** Encrypts a file into another and gives the digest of the encrypted one. @param bytes length of the source, for the progress */
export async function encryptFile(
  from: string,
  to: string,
  bytes: number,
  recipient: string,
  watch: Watch,
): Promise<Digest> {
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return drain(await encrypter.encrypt(fileStream(from, bytes, watch)), to);
}

/** Decrypts a file into another one or, with `to` null, only through the hash. Stops with `damaged` when it is not as it was sealed. */
export async function decryptFile(
  from: string,
  to: string | null,
  bytes: number,
  identity: string,
  watch: Watch,
): Promise<Digest> {
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await drain(await decrypter.decrypt(fileStream(from, bytes, watch)), to);
  } catch (error) {
    if (error instanceof BackupStop) throw error;
    // Errors of the disk carry a code of the system; what the format finds carries none.
    if (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code)))
      throw error;
    throw stop(
      'damaged',
      `${from} is not as it was sealed: ${error instanceof Error ? error.message : String(error)}`,
      { file: from },
    );
  }
}
