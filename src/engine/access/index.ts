export { codeAddress, codeAt, newCodeSecret, newId, newRecoveryCode, newToken, plainRecoveryCode, stepOfCode, tokenHash } from './codes.ts';
export { KEY_FILE, openSeal } from './seal.ts';
export type { Seal } from './seal.ts';
export { SCRYPT, hashSecret, isSecret } from './secrets.ts';
export type { ScryptCost } from './secrets.ts';
