import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY_FILE, codeAt } from '#engine/access/index.ts';
import { must } from '../../historian/rig.ts';
import { PASSWORD, accessRig, addPerson, setUp } from './access-rig.ts';
import type { AccessRig } from './access-rig.ts';

const codeOf = (answer: { ok: boolean; error?: { messageCode: string | null } }): string | null | undefined =>
  answer.ok ? 'ok' : answer.error?.messageCode;
const logIn = (rig: AccessRig, id: number, name: string, password = PASSWORD, code: string | null = null) =>
  rig.ask(id, 'access.login', { name, password, code });

describe('people', () => {
  it('begin with an administrator who chooses the password; nobody has a given one, and it cannot be done twice', async () => {
    const rig = await accessRig({ virtual: true });
    for (const [password, code] of [
      ['short', 'access.passwordShort'], ['password12', 'access.passwordCommon'], ['aaaaaaaaaaaa', 'access.passwordPlain'],
      ['abcdefghijklm', 'access.passwordPlain'], ['Kim Kim Kim 1', 'access.passwordName'],
    ] as const)
      expect(codeOf(await rig.ask(1, 'access.setUp', { name: 'Kim', password, language: 'ko' })), password).toBe(code);
    const both = await Promise.all([1, 2].map((id) => rig.ask(id, 'access.setUp', { name: `Kim ${String(id)}`, password: PASSWORD, language: 'ko' })));
    expect(both.map(codeOf).toSorted()).toEqual(['access.isSetUp', 'ok']);
    const state = must(await rig.historian.loadState());
    expect(JSON.stringify(state)).not.toContain(PASSWORD);
    const entries = must(await rig.historian.entries({ kinds: ['user'], versions: 'all', limit: 10 }));
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toMatch(/scrypt|hash|salt/i);
  });

  it('wait longer with each wrong try, also after a restart, and unknown names tell nothing', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    await addPerson(rig, 'Lee', 'technician', 2);
    for (const name of ['Lee', 'Nobody Here']) {
      const tries = [];
      for (let i = 0; i < 5; i++) tries.push(codeOf(await logIn(rig, 3, name, 'wrong wrong wrong')));
      expect(tries).toEqual(['access.wrong', 'access.wrong', 'access.wrongWait', 'access.wait', 'access.wait']);
    }
    expect(codeOf(await logIn(rig, 3, 'Lee'))).toBe('access.wait');
    const again = await rig.restarted();
    expect(again.logIn.waitMs(again.book.register.people.find(({ name }) => name === 'Lee')!)).toBe(15_000);
    await rig.advance(15_000);
    expect(await logIn(rig, 3, 'Lee', 'wrong wrong wrong')).toMatchObject({ error: { params: { seconds: 30 } } });
    await rig.advance(30_000);
    expect(codeOf(await logIn(rig, 3, 'Lee'))).toBe('ok');
    expect(codeOf(await logIn(rig, 4, 'Lee', 'wrong wrong wrong'))).toBe('access.wrong');
    const events = must(await rig.historian.events({ fromMs: null, toMs: null, kinds: ['person'], maxPriority: 3, subject: null, beforeSeq: null, limit: 50 }));
    expect(events.filter(({ code }) => code === 'person.lockedOut').map(({ params }) => params)).toContainEqual({ name: 'Lee', seconds: 15 });
    const log = must(await rig.historian.audit({ fromMs: null, toMs: null, person: null, outcome: 'refused', action: 'access.login', beforeSeq: null, limit: 50 }));
    expect(log.length).toBe(8);
    // What was typed as a name may have been a password.
    expect(JSON.stringify(log)).not.toContain('Nobody');
  });

  it('change quickly by PIN, some hours after the password, and not after five wrong ones', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    await addPerson(rig, 'Lee', 'technician', 2);
    const pin = (id: number, typed: string) => rig.ask(id, 'access.pin', { name: 'lee', pin: typed });
    for (const weak of ['1234', '4321', '1111', '12', 'abcd', '123456789'])
      expect((await rig.ask(2, 'access.ownPin', { password: PASSWORD, pin: weak })).ok, weak).toBe(false);
    expect(codeOf(await pin(3, '2580'))).toBe('access.pinNotNow');
    expect((await rig.ask(2, 'access.ownPin', { password: PASSWORD, pin: '2580' })).ok).toBe(true);
    expect(codeOf(await pin(3, '2580'))).toBe('ok');
    await rig.advance(12 * 3_600_000);
    expect(codeOf(await pin(3, '2580'))).toBe('access.pinNotNow');
    expect(codeOf(await logIn(rig, 3, 'Lee'))).toBe('ok');
    for (let i = 0; i < 5; i++) {
      await pin(4, '9999');
      await rig.advance(900_000);
    }
    expect(codeOf(await pin(4, '2580'))).toBe('access.pinNotNow');
    expect(codeOf(await logIn(rig, 4, 'Lee'))).toBe('ok');
    expect(codeOf(await pin(5, '2580'))).toBe('ok');
  });

  it('carry a second factor that works without a network, each code once, its secret sealed', async () => {
    const rig = await accessRig({ virtual: true });
    const recovery = await setUp(rig);
    const begun = await rig.ask(1, 'access.codeBegin', { password: PASSWORD });
    if (!begun.ok) throw new Error(begun.error.message);
    const { secret, address } = begun.value;
    expect(address).toMatch(/^otpauth:\/\/totp\/Geumgang:Kim\?/);
    const now = () => codeAt(secret, rig.clock.wallMs());
    expect(codeOf(await rig.ask(1, 'access.codeConfirm', { code: '000000' === now() ? '111111' : '000000' }))).toBe('access.wrongCode');
    expect(codeOf(await rig.ask(1, 'access.codeConfirm', { code: now() }))).toBe('ok');
    expect(codeOf(await logIn(rig, 2, 'Kim'))).toBe('access.codeNeeded');
    expect(codeOf(await logIn(rig, 2, 'Kim', PASSWORD, now()))).toBe('access.wrongCode');
    await rig.advance(30_000);
    expect(codeOf(await logIn(rig, 2, 'Kim', PASSWORD, now()))).toBe('ok');
    expect(codeOf(await logIn(rig, 3, 'Kim', PASSWORD, now()))).toBe('access.wrongCode');
    await rig.advance(60_000);
    const clockBehind = codeAt(secret, rig.clock.wallMs() - 30_000);
    expect(codeOf(await logIn(rig, 3, 'Kim', PASSWORD, clockBehind))).toBe('ok');
    expect(statSync(join(rig.dataDir, KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(must(await rig.historian.loadState()))).not.toContain(secret);

    // Phone and password gone: the sealed code, as it was printed or without its dashes, once.
    const back = (code: string, name = 'Kim') => rig.ask(7, 'access.recover', { recoveryCode: code, name, password: 'a new heron wades' });
    expect(codeOf(await back('AAAAA-BBBBB'))).toBe('access.wrongRecovery');
    const recovered = await back(recovery.toLowerCase().replaceAll('-', ' '));
    if (!recovered.ok) throw new Error(recovered.error.message);
    expect(recovered.value.status.session).toMatchObject({ name: 'Kim', role: 'administrator', hasCode: false });
    expect(codeOf(await back(recovery))).toBe('access.wrongRecovery');
    expect(codeOf(await logIn(rig, 2, 'Kim'))).toBe('access.wrong');
    expect(codeOf(await logIn(rig, 2, 'Kim', 'a new heron wades'))).toBe('ok');
    const twice = await Promise.all([back(recovered.value.recoveryCode, 'Choi'), back(recovered.value.recoveryCode, 'Park')]);
    expect(twice.map(codeOf)).toEqual(['ok', 'access.wrongRecovery']);
    expect(codeOf(await back('AAAAA-BBBBB'))).not.toBe('ok');
  });

  it('are let out after the time without input, come back after a reload with the token, and are ended with their account', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    const id = await addPerson(rig, 'Lee', 'technician', 2);
    const first = await logIn(rig, 3, 'Lee');
    if (!first.ok) throw new Error(first.error.message);
    await rig.advance(14 * 60_000);
    expect((await rig.ask(3, 'rounds.begin', { who: 'x' } as never)).ok).toBe(true);
    await rig.advance(14 * 60_000);
    await rig.ask(3, 'access.touch', {});
    await rig.advance(14 * 60_000);
    expect((await rig.ask(3, 'access.status', {}))).toMatchObject({ value: { session: { name: 'Lee', leftMs: 60_000 } } });

    rig.access.gone(3);
    const resumed = await rig.ask(4, 'access.resume', { token: first.value.token });
    expect(resumed).toMatchObject({ ok: true, value: { status: { session: { name: 'Lee' } } } });
    expect(codeOf(await rig.ask(5, 'access.resume', { token: 'somebody made this up' }))).toBe('access.sessionOver');
    expect(rig.access.sessions.of(3)).toBeNull();
    await rig.advance(60_000);
    expect(codeOf(await rig.ask(4, 'rounds.begin', { who: 'x' } as never))).toBe('access.loginNeeded');
    expect((await rig.ask(4, 'status.get', {})).ok).toBe(true);
    expect(codeOf(await rig.ask(5, 'access.resume', { token: first.value.token }))).toBe('access.sessionOver');
    const over = must(await rig.historian.audit({ fromMs: null, toMs: null, person: 'Lee', outcome: null, action: 'access.sessionOver', beforeSeq: null, limit: 9 }));
    expect(over).toHaveLength(2);

    // The administrator's own time was over long before.
    await logIn(rig, 1, 'Kim');
    await logIn(rig, 4, 'Lee');
    expect(codeOf(await rig.ask(1, 'access.changePerson', { id, active: false }))).toBe('ok');
    expect(codeOf(await rig.ask(4, 'rounds.begin', { who: 'x' } as never))).toBe('access.loginNeeded');
    expect(codeOf(await logIn(rig, 4, 'Lee'))).toBe('access.wrong');
    const people = must(await rig.ask(1, 'access.people', {}));
    const kim = people.find(({ name }) => name === 'Kim')!;
    for (const change of [{ active: false }, { role: 'viewer' as const }])
      expect(codeOf(await rig.ask(1, 'access.changePerson', { id: kim.id, ...change }))).toBe('access.lastAdministrator');
    expect(codeOf(await rig.ask(1, 'access.changePerson', { id, name: ' kim' }))).toBe('access.nameTaken');
  });

  it('are told apart by what one can read of their names, also when two are added at once', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    const add = (name: string, password = 'first one to go away') => rig.ask(1, 'access.addPerson', { name, role: 'viewer', language: 'ko', password });
    const both = await Promise.all([add('이 영희'), add('이 영희'.normalize('NFD'))]);
    expect(both.map(codeOf).toSorted()).toEqual(['access.nameTaken', 'ok']);
    expect(codeOf(await add('이\u200b 영희'))).toBe('access.nameTaken');
    const long = '왜가리가 물 위를 걷는다 🦆'.repeat(13).slice(0, 190);
    expect(codeOf(await add('긴 비밀번호', long.normalize('NFD')))).toBe('ok');
    expect(codeOf(await logIn(rig, 7, '긴 비밀번호', long))).toBe('ok');
    expect(codeOf(await add('더 긴 비밀번호', `${long}${"a1".repeat(20)}`))).toBe('access.passwordLong');
    // Typed in syllables or in their letters, in any case of the name: the same person.
    expect(codeOf(await add('박 Jun', '물 위의 왜가리 🦆 셋'.normalize('NFD')))).toBe('ok');
    expect(codeOf(await logIn(rig, 5, '박 JUN', '물 위의 왜가리 🦆 셋'))).toBe('ok');
    expect(codeOf(await logIn(rig, 6, '박 Jun', '물 위의 왜가리 🦆  셋'))).toBe('access.wrong');
  });

  it('are not kept out for a year by a clock that ran a year ahead and was put right', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    await addPerson(rig, 'Lee', 'technician', 2);
    for (let i = 0; i < 12; i++) await logIn(rig, 3, 'Lee', 'wrong wrong wrong').then(() => rig.advance(i < 3 ? 0 : 900_000));
    const { tries } = rig.access.book.register;
    const ahead = Object.fromEntries(Object.entries(tries).map(([key, each]) => [key, { ...each, lastMs: each.lastMs + 31_536_000_000, waitUntilMs: each.waitUntilMs + 31_536_000_000 }]));
    await rig.access.book.save({ ...rig.access.book.register, tries: ahead });
    expect(codeOf(await logIn(rig, 3, 'Lee'))).toBe('access.wait');
    await rig.advance(900_000);
    expect(codeOf(await logIn(rig, 3, 'Lee'))).toBe('ok');
  });

  it('choose a password of their own before they do anything', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    const id = await addPerson(rig, 'Lee', 'technician', 2);
    expect(codeOf(await rig.ask(1, 'access.resetPerson', { id, password: 'set by somebody' }))).toBe('ok');
    expect(codeOf(await rig.ask(2, 'rounds.begin', { who: 'x' } as never))).toBe('access.loginNeeded');
    expect(codeOf(await logIn(rig, 2, 'Lee', 'set by somebody'))).toBe('ok');
    expect(codeOf(await rig.ask(2, 'rounds.begin', { who: 'x' } as never))).toBe('access.mustChange');
    expect(codeOf(await rig.ask(2, 'access.ownPassword', { password: 'set by somebody', newPassword: 'set by somebody' }))).toBe('access.passwordSame');
    expect(codeOf(await rig.ask(2, 'access.ownPassword', { password: 'set by somebody', newPassword: PASSWORD }))).toBe('ok');
    expect(codeOf(await rig.ask(2, 'rounds.begin', { who: 'x' } as never))).toBe('ok');
  });
});
