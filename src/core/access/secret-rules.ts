import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';

/**
 * What a password and a PIN must be. Length and no well-known words rather than mixed signs, after
 * NIST SP 800-63B-4 section 3.1.1 (at least 8 signs where a second factor may stand beside it, no
 * composition rules, a list of common ones refused); ten signs here, since there is no limit on
 * tries for who carries the data folder away.
 */
export const PASSWORD_LEAST = 10;
export const PASSWORD_MOST = 200;
/** UTF-16 units that may be typed: a syllable in its letters takes three, a coloured sign some more. Never cut off in silence. */
export const SECRET_MOST_UNITS = 4 * PASSWORD_MOST;
export const PIN_LEAST = 4;
export const PIN_MOST = 8;
const LEAST_DIFFERENT = 5;

/** Message code with what fills it; the code stands in the translation files. */
export interface SecretFault {
  readonly code: SecretFaultCode;
  readonly params: Readonly<Record<string, string | number>>;
}
export const SECRET_FAULT_CODES = [
  'access.passwordShort',
  'access.passwordLong',
  'access.passwordCommon',
  'access.passwordName',
  'access.passwordPlain',
  'access.pinLength',
  'access.pinPlain',
] as const;
export type SecretFaultCode = (typeof SECRET_FAULT_CODES)[number];

/** Stems of the passwords that are tried first everywhere, and of this trade. */
const COMMON = [
  'password', 'passw0rd', 'qwerty', 'asdf', 'zxcv', 'admin', 'letmein', 'welcome', 'iloveyou', 'monkey',
  'dragon', 'football', 'abc123', '123456', '654321', '111111', '000000', 'muljigi', 'operator', 'engineer',
  'technician', 'plant', 'water', 'scada', 'modbus', 'geumgang', 'changeme', 'default', 'secret', 'master', 'administrator',
] as const;
/** A stem with so few signs around it is still that stem. */
const AROUND_STEM = 5;

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** A run such as 1234, 4321, abcd or 1111. */
function isRun(text: string): boolean {
  const steps = new Set<number>();
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1));
  return steps.size <= 1 && (text.length < 2 || [...steps].every((step) => Math.abs(step) <= 1));
}

/**
 * Refuses a password that is short, well known, the person's own name or a plain run. Signs are counted as
 * they are hashed: a Korean syllable that a keyboard sends in its letters is one.
 */
export function checkPassword(password: string, name: string): Result<string, SecretFault> {
  const length = [...password.normalize('NFKC')].length;
  if (length < PASSWORD_LEAST)
    return err({ code: 'access.passwordShort', params: { length, least: PASSWORD_LEAST } });
  if (length > PASSWORD_MOST)
    return err({ code: 'access.passwordLong', params: { length, most: PASSWORD_MOST } });
  const folded = fold(password);
  const own = fold(name).replace(/\s+/g, '');
  const close = folded.replace(/\s+/g, '');
  if (own.length >= 2 && close.includes(own) && close.replaceAll(own, '').length <= AROUND_STEM)
    return err({ code: 'access.passwordName', params: { name } });
  const different = new Set(folded).size;
  if (different < LEAST_DIFFERENT || isRun(folded))
    return err({ code: 'access.passwordPlain', params: { different, least: LEAST_DIFFERENT } });
  const stem = COMMON.find((each) => folded.includes(each) && length - each.length <= AROUND_STEM);
  if (stem !== undefined) return err({ code: 'access.passwordCommon', params: { word: stem } });
  return ok(password);
}

/** Refuses a PIN that is no digits, too short or long, one digit or a run. */
export function checkPin(pin: string): Result<string, SecretFault> {
  if (!/^\d+$/.test(pin) || pin.length < PIN_LEAST || pin.length > PIN_MOST)
    return err({ code: 'access.pinLength', params: { length: pin.length, least: PIN_LEAST, most: PIN_MOST } });
  return isRun(pin) ? err({ code: 'access.pinPlain', params: {} }) : ok(pin);
}
