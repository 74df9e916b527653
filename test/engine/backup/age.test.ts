import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  decryptFile,
  encryptFile,
  isRecipient,
  newKeyPair,
  openKey,
  sealedKey,
} from '#engine/backup/age-files.ts';
import { tempDir } from '../historian/rig.ts';

// scrypt is slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
const quiet = { progress: () => undefined, cancelled: () => false };

describe('the key of a backup', () => {
  it('sealed by a passphrase opens with the age library, and the other way round', async () => {
    const key = await sealedKey({ kind: 'passphrase', passphrase: '막걸리 한 잔 두 잔' });
    const decrypter = new Decrypter();
    decrypter.addPassphrase('막걸리 한 잔 두 잔'.normalize('NFC'));
    expect((await decrypter.decrypt(key.sealed, 'text')).trim()).toBe(key.identity);
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase('correct horse');
    expect(
      await openKey(await encrypter.encrypt('secret'), {
        kind: 'passphrase',
        passphrase: 'correct horse',
      }),
    ).toBe('secret');
    await expect(
      openKey(key.sealed, { kind: 'passphrase', passphrase: 'something else' }),
    ).rejects.toMatchObject({ fault: { code: 'wrongKey' } });
    await expect(openKey(key.sealed, { kind: 'none' })).rejects.toMatchObject({
      fault: { code: 'keyNeeded' },
    });
    await expect(
      openKey(key.sealed.slice(0, 40), { kind: 'passphrase', passphrase: 'x' }),
    ).rejects.toMatchObject({ fault: { code: 'damaged' } });
  });

  it('sealed to the site opens with the recovery code however it was typed, and with no other', async () => {
    const site = await newKeyPair();
    const key = await sealedKey({ kind: 'key', recipient: site.recipient });
    expect(isRecipient(site.recipient)).toBe(true);
    const typed = site.identity.toLowerCase().replaceAll(/(.{4})/g, '$1 ');
    expect(await openKey(key.sealed, { kind: 'recoveryCode', code: typed })).toBe(key.identity);
    const other = await newKeyPair();
    await expect(
      openKey(key.sealed, { kind: 'recoveryCode', code: other.identity }),
    ).rejects.toMatchObject({ fault: { code: 'wrongKey' } });
    await expect(
      openKey(key.sealed, { kind: 'recoveryCode', code: 'AGE-SECRET-KEY-1ABC' }),
    ).rejects.toMatchObject({ fault: { code: 'wrongKey' } });
  });
});

describe('an encrypted file', () => {
  it('comes back as it was, at any length, around the edges of the format’s 64 KiB chunks too', async () => {
    const dir = tempDir();
    const pair = await newKeyPair();
    const lengths = fc.oneof(
      fc.integer({ min: 0, max: 300_000 }),
      fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072),
    );
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 0, max: 255 }), async (length, byte) => {
        const [plain, sealed, back] = ['plain', 'sealed', 'back'].map((name) =>
          path.join(dir, name),
        ) as [string, string, string];
        const content = Buffer.alloc(length, byte);
        writeFileSync(plain, content);
        const stored = await encryptFile(plain, sealed, length, pair.recipient, quiet);
        expect(stored.bytes).toBe(readFileSync(sealed).length);
        const digest = await decryptFile(sealed, back, stored.bytes, pair.identity, quiet);
        expect(digest.bytes).toBe(length);
        expect(readFileSync(back).equals(content)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it('with any byte changed or its end cut off is told as damaged', async () => {
    const dir = tempDir();
    const pair = await newKeyPair();
    const plain = path.join(dir, 'plain');
    const sealed = path.join(dir, 'sealed');
    writeFileSync(plain, Buffer.alloc(70_000, 7));
    await encryptFile(plain, sealed, 70_000, pair.recipient, quiet);
    const good = readFileSync(sealed);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: good.length - 1 }),
        fc.boolean(),
        async (at, cut) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ 1;
          writeFileSync(sealed, cut ? good.subarray(0, at) : bad);
          await expect(
            decryptFile(sealed, null, bad.length, pair.identity, quiet),
          ).rejects.toMatchObject({ fault: { code: 'damaged' } });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('opens with the independent age tool where that is installed', async () => {
    const present = spawnSync('age', ['--version']).status === 0;
    const dir = tempDir();
    const pair = await newKeyPair();
    const files = {
      plain: path.join(dir, 'plain'),
      sealed: path.join(dir, 'sealed'),
      key: path.join(dir, 'key'),
    };
    writeFileSync(files.plain, 'records');
    writeFileSync(files.key, `${pair.identity}\n`);
    await encryptFile(files.plain, files.sealed, 7, pair.recipient, quiet);
    expect(readFileSync(files.sealed, 'latin1')).toMatch(/^age-encryption\.org\/v1\n-> X25519 /);
    if (present)
      expect(
        spawnSync('age', ['-d', '-i', files.key, files.sealed], { encoding: 'utf8' }).stdout,
      ).toBe('records');
  });
});
