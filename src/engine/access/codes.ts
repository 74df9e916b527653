import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Second factor: time-based codes (RFC 6238) of 6 digits each 30 s, SHA-1 as every authenticator app takes it. */
const PERIOD_S = 30;
const SECRET_BYTES = 20;
/** Error of clocks that is put up with, time steps either way. */
const ERROR_STEPS = 1;

const codesOf = (secretBase32: string, name = '', site = ''): TOTP =>
  new TOTP({ issuer: site, label: name, secret: Secret.fromBase32(secretBase32), digits: 6, period: PERIOD_S, algorithm: 'SHA1' });

export const newCodeSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** `otpauth:` address of a secret, to be drawn as a QR code. */
export const codeAddress = (secret: string, name: string, site: string): string => codesOf(secret, name, site).toString();

/** The code of an instant; for a test, a second device. */
export const codeAt = (secret: string, atMs: number): string => codesOf(secret).generate({ timestamp: atMs });

/**
 * Time step a code belongs to, one step of clock error either way; null when it is none or was used already.
 * A used step that this clock has not reached was used by a clock that ran ahead and was put right: it
 * shuts nobody out until then.
 */
export function stepOfCode(secret: string, code: string, atMs: number, usedStep: number): number | null {
  const token = code.replace(/\s+/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = codesOf(secret).validate({ token, timestamp: atMs, window: ERROR_STEPS });
  if (delta === null) return null;
  const now = Math.floor(atMs / 1000 / PERIOD_S);
  const step = now + delta;
  return step > usedStep || usedStep > now + ERROR_STEPS ? step : null;
}

/** Without 0/O, 1/I/L and U, which are misread on paper. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 6;
const GROUP_SIGNS = 5;

/** A recovery code of 30 signs (147 bits) in groups of five, to be printed and sealed. */
export const newRecoveryCode = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_SIGNS }, () => SIGNS.charAt(randomInt(SIGNS.length))).join(''),
  ).join('-');

/** What counts of a recovery code as it was typed: its signs, without case, spaces and dashes. */
export const plainRecoveryCode = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '');

export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
export const newId = (prefix: string): string => `${prefix}-${randomBytes(6).toString('hex')}`;
