import { expect } from 'vitest';
import { authenticator } from './authenticator.ts';
import type { CallRig } from './quality-calls.ts';

const PASSWORD = 'heron over the pond';
const OTHER = 'otter under the bridge';

/** Every call on people over the socket, from the first administrator to the last log-out. It leaves an administrator logged in. */
export async function accessCalls({ ask, refusal, nowMs }: Pick<CallRig, 'ask' | 'refusal'> & { readonly nowMs: () => number }): Promise<void> {
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

  await ask('access.logout', {});
  expect(await refusal('access.people', {})).toMatchObject({ messageCode: 'access.loginNeeded' });
  await ask('access.login', { name: 'Park', password: OTHER, code: null });
  await ask('access.pin', { name: 'Park', pin: '2580' });
  const { recoveryCode } = await ask('access.newRecoveryCode', { password: OTHER });
  await ask('access.logout', {});
  const back = await ask('access.recover', { recoveryCode, name: 'Park', password: PASSWORD });
  expect(back.recoveryCode).not.toBe(recoveryCode);
  expect((await ask('access.auditCheck', {})).broken).toBeNull();
}
