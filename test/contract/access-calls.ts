import { expect } from 'vitest';
import type { CallName, Params } from '#contract/api.ts';
import { CHANGED, drawnUpOn } from '#contract/together.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Fields } from '#core/together/compare.ts';
import { authenticator } from './authenticator.ts';
import type { CallRig } from './quality-calls.ts';

interface AccessCallRig extends Pick<CallRig, 'ask' | 'refusal'> {
  readonly nowMs: () => number;
  /** Refusal of a command that was drawn up on these fields. */
  readonly refusalOn: <N extends CallName>(name: N, params: Params<N>, base: Fields) => Promise<RpcError | null>;
}

const PASSWORD = 'heron over the pond';
const OTHER = 'otter under the bridge';

/** Every call on people over the socket, from the first administrator to the last log-out. It leaves an administrator logged in. */
export async function accessCalls({ ask, refusal, nowMs, refusalOn }: AccessCallRig): Promise<void> {
  expect((await ask('access.status', {})).state).toBe('open');
  const first = await ask('access.setUp', { name: 'Park', password: PASSWORD, language: 'ko' });
  expect(first.status).toMatchObject({ state: 'people', session: { name: 'Park', role: 'administrator' } });
  expect(await refusal('access.setUp', { name: 'Lee', password: PASSWORD, language: 'ko' })).toMatchObject({
    messageCode: 'access.isSetUp',
  });
  expect(await ask('access.resume', { token: first.token })).toMatchObject({ token: first.token });
  await ask('access.touch', {});

  const lee = await ask('access.addPerson', { name: 'Lee', role: 'technician', language: 'en', password: PASSWORD });
  expect(await ask('access.changePerson', { id: lee.id, role: 'engineer' })).toMatchObject({ role: 'engineer' });
  await ask('access.resetPerson', { id: lee.id, password: OTHER });
  expect((await ask('access.people', {})).map(({ name }) => name)).toEqual(['Park', 'Lee']);

  await ask('access.ownPassword', { password: PASSWORD, newPassword: OTHER });
  await ask('access.ownPin', { password: OTHER, pin: '2580' });
  const { secret, address } = await ask('access.codeBegin', { password: OTHER });
  expect(address).toMatch(/^otpauth:\/\/totp\//);
  await ask('access.codeConfirm', { code: authenticator(secret, nowMs()) });
  expect((await ask('access.status', {})).session?.hasCode).toBe(true);
  await ask('access.codeOff', { password: OTHER });

  const settings = { idleMinutes: 30, quickHours: 8, second: ['connection.set'] };
  await ask('access.settings', { settings });
  const refused = await refusal('connection.set', { connection: { kind: 'virtual', speed: 1, seed: 1 }, who: '-' });
  expect(refused).toMatchObject({ messageCode: 'access.secondSignature' });
  expect(
    await refusal('access.countersign', { ticket: 'none', name: 'Lee', how: 'password', password: OTHER, code: null }),
  ).toMatchObject({ messageCode: 'access.ticketOver' });
  await ask('access.countersign', {
    ticket: String(refused?.params['ticket']), name: 'Lee', how: 'password', password: OTHER, code: null,
  });
  await ask('access.settings', { settings: { ...settings, second: [] } });

  // Of two who change the same person, or the same settings, the second one is told.
  const asSeen = drawnUpOn('access.changePerson', { id: lee.id, name: 'Lee', role: 'engineer', language: 'en' }).fields;
  expect(await refusalOn('access.changePerson', { id: lee.id, language: 'ko' }, asSeen)).toBeNull();
  expect(await refusalOn('access.changePerson', { id: lee.id, role: 'viewer' }, asSeen)).toMatchObject({ messageCode: CHANGED, params: { changedBy: 'Park', fields: 'language' } });
  expect((await ask('access.people', {})).find(({ id }) => id === lee.id)).toMatchObject({ role: 'engineer', language: 'ko' });
  const opened = drawnUpOn('access.settings', { settings: { ...settings, second: [] } }).fields;
  expect(await refusalOn('access.settings', { settings: { ...settings, second: [], quickHours: 9 } }, opened)).toBeNull();
  expect(await refusalOn('access.settings', { settings: { ...settings, second: ['connection.set'] } }, opened)).toMatchObject({ messageCode: CHANGED });
  const asked = { call: 'access.settings', params: { settings: {} }, base: opened as Params<'together.standing'>['base'] };
  expect(await ask('together.standing', asked)).toMatchObject({ who: 'Park', fields: { quickHours: 9, second: [] } });

  await ask('access.logout', {});
  expect(await refusal('access.people', {})).toMatchObject({ messageCode: 'access.loginNeeded' });
  expect(await refusal('together.standing', asked)).toMatchObject({ messageCode: 'access.loginNeeded' });
  await ask('access.login', { name: 'Park', password: OTHER, code: null });
  await ask('access.pin', { name: 'Park', pin: '2580' });
  const { recoveryCode } = await ask('access.newRecoveryCode', { password: OTHER });
  await ask('access.logout', {});
  const back = await ask('access.recover', { recoveryCode, name: 'Park', password: PASSWORD });
  expect(back.recoveryCode).not.toBe(recoveryCode);
  expect((await ask('access.auditCheck', {})).broken).toBeNull();
}
