import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#contract/api.ts';
import type { CallName, Params } from '#contract/api.ts';
import { ALWAYS_SIGNED, COMMAND_RULES, QUERY_RIGHTS, SIGNABLE } from '#contract/call-rights.ts';
import { rightOf, rolesWith } from '#core/access/gate.ts';
import { ROLES, ROLE_RIGHTS } from '#core/access/rights.ts';
import { must } from '../../historian/rig.ts';
import { COMMANDS, PASSWORD, accessRig, addPerson, setUp } from './access-rig.ts';
import type { AccessRig } from './access-rig.ts';

const isAccess = (name: string): boolean => name.startsWith('access.');
const OF_ACCESS: Partial<Record<CallName, object>> = {
  'access.newRecoveryCode': { password: PASSWORD },
  'access.addPerson': { name: 'Kim', role: 'viewer', language: 'ko', password: PASSWORD },
  'access.changePerson': { id: 'x' },
  'access.resetPerson': { id: 'x', password: PASSWORD },
  'access.settings': { settings: { idleMinutes: 15, quickHours: 12, second: [] } },
};
const anything = (name: CallName): Params<CallName> =>
  (OF_ACCESS[name] ?? (name === 'intent.submit'
    ? { intent: { type: 'machine', requestId: 'request-1', who: 'somebody else', why: '', unit: 'P-101A', action: 'start' } }
    : { who: 'somebody else', id: 'x' })) as Params<CallName>;
const audit = async (rig: AccessRig) =>
  must(await rig.historian.audit({ fromMs: null, toMs: null, person: null, outcome: null, action: null, beforeSeq: null, limit: 1000 }));

describe('the gate', () => {
  it('lets each role do what it carries and nothing else, says who may, and writes both down', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    let connection = 10;
    for (const role of ROLES) {
      const id = ++connection;
      await addPerson(rig, `one ${role}`, role, id);
      for (const name of COMMANDS) {
        const rule = COMMAND_RULES[name];
        const signed = ALWAYS_SIGNED.includes(name);
        const right = rightOf(rule);
        if (isAccess(name) && right === null) continue;
        rig.reached.length = 0;
        const answer = await rig.ask(id, name, anything(name));
        const may = right === null || ROLE_RIGHTS[role].includes(right);
        const refusal = answer.ok ? null : answer.error.messageCode;
        if (may) expect(refusal, `${role} ${name}`).not.toBe('access.noRight');
        else {
          expect(answer, `${role} ${name}`).toMatchObject({
            ok: false,
            error: { code: 'refused', messageCode: 'access.noRight', params: { right, role, roles: rolesWith(right).join(' '), call: name } },
          });
        }
        // Those on access need parameters of their own; they are tested for themselves.
        if (!isAccess(name)) {
          expect(rig.reached.map((each) => each.name), `${role} ${name}`).toEqual(may && !signed ? [name] : []);
          if (may && signed) expect(refusal, `${role} ${name}`).toBe('access.secondSignature');
          if (may && !signed && rule !== 'open') expect(JSON.stringify(rig.reached[0]?.params)).toContain(`one ${role}`);
        }
      }
      for (const [query, right] of Object.entries(QUERY_RIGHTS)) {
        const answer = await rig.ask(id, query as CallName, anything('status.get'));
        expect(answer.ok || answer.error.messageCode !== 'access.noRight', `${role} ${query}`).toBe(ROLE_RIGHTS[role].includes(right));
      }
    }
    const rows = await audit(rig);
    const written = (role: string, name: string) => rows.find((row) => row.role === role && row.action === name);
    expect(written('viewer', 'intent.submit')).toMatchObject({
      actor: 'person:one viewer', outcome: 'refused', code: 'access.noRight', subject: 'P-101A',
    });
    expect(written('operator', 'intent.submit')).toMatchObject({ outcome: 'done', code: null });
    expect(written('engineer', 'connection.set')).toMatchObject({ before: { kind: 'virtual', speed: 1 } });
    expect(must(await rig.historian.auditCheck())).toMatchObject({ broken: null, rows: rows.length });
  }, 60_000);

  it('takes any command with a name while the virtual plant runs and nobody was set up', async () => {
    const rig = await accessRig({ virtual: true });
    for (const name of COMMANDS.filter((each) => !isAccess(each))) expect((await rig.ask(5, name, anything(name))).ok, name).toBe(true);
    expect(rig.reached.map(({ name }) => name)).toEqual(COMMANDS.filter((each) => !isAccess(each)));
    expect((await rig.ask(5, 'access.status', {})).ok).toBe(true);
    expect((await audit(rig)).every(({ actor, role }) => actor === 'person:somebody else' && role === null)).toBe(true);
    expect(await rig.ask(5, 'access.addPerson', { name: 'x', role: 'viewer', language: 'ko', password: PASSWORD })).toMatchObject({
      error: { messageCode: 'access.notSetUp' },
    });
  });

  it('refuses every command on a real plant until somebody is set up, but shows, sets up, and lets the shell end the engine', async () => {
    const rig = await accessRig({ virtual: false });
    for (const name of COMMANDS.filter((each) => COMMAND_RULES[each] !== 'open'))
      expect(await rig.ask(5, name, anything(name)), name).toMatchObject({ error: { messageCode: 'access.setUpFirst' } });
    expect(rig.reached).toEqual([]);
    for (const query of ['status.get', 'connection.test', 'trend.csv'] as const) expect((await rig.ask(5, query, anything(query))).ok).toBe(true);
    await rig.ask(6, 'hello', { protocol: PROTOCOL_VERSION, client: 'shell' });
    await rig.ask(5, 'hello', { protocol: PROTOCOL_VERSION, client: 'window' });
    await rig.ask(5, 'hello', { protocol: PROTOCOL_VERSION, client: 'shell' });
    expect((await rig.ask(5, 'engine.stop', { who: 'x' })).ok).toBe(false);
    expect((await rig.ask(6, 'engine.stop', { who: 'shell' })).ok).toBe(true);
    await setUp(rig);
    expect((await rig.ask(1, 'engine.stop', { who: 'x' })).ok).toBe(true);
    expect(await rig.ask(5, 'engine.stop', { who: 'x' })).toMatchObject({ error: { messageCode: 'access.loginNeeded' } });
  });

  it('lets nobody through for a register that cannot be read', async () => {
    const rig = await accessRig({ virtual: true, text: '{"format":1,"people":"gone"}' });
    expect(await rig.ask(5, 'intent.submit', anything('intent.submit') as Params<'intent.submit'>)).toMatchObject({
      error: { messageCode: 'access.setUpFirst' },
    });
  });

  it("never lifts somebody else's lock on one person's word while there is another who may", async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    const lift = (id: number) => rig.ask(id, 'lock.liftOthers', { id: 'lock-0001', reason: 'left the plant', who: 'x' });
    expect((await lift(1)).ok).toBe(true);
    await addPerson(rig, 'Park', 'technician', 3);
    expect((await lift(1)).ok).toBe(true);
    await addPerson(rig, 'Lee', 'engineer', 2);
    const asked = await lift(1);
    if (asked.ok) throw new Error('it was lifted without a second signature');
    const ticket = String(asked.error.params['ticket']);
    expect((await rig.ask(1, 'access.countersign', { ticket, name: 'Lee', how: 'password', password: PASSWORD, code: null })).ok).toBe(true);
    expect((await lift(1)).ok).toBe(true);
    expect((await audit(rig)).filter(({ action, outcome }) => action === 'lock.liftOthers' && outcome === 'done').map(({ second }) => second)).toContain('Lee');
  });

  it('asks a second person to sign where it is set: this command, these parameters, once', async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    await addPerson(rig, 'Lee', 'engineer', 2);
    await addPerson(rig, 'Park', 'technician', 3);
    const settings = { idleMinutes: 15, quickHours: 12, second: ['keeping.purge'] };
    expect((await rig.ask(1, 'access.settings', { settings })).ok).toBe(true);
    const purge = (id: number) => rig.ask(id, 'keeping.purge', { who: 'x' });
    const ticketOf = async (id: number): Promise<string> => {
      const answer = await purge(id);
      if (answer.ok) throw new Error('it was not asked for a signature');
      expect(answer.error.messageCode).toBe('access.secondSignature');
      return String(answer.error.params['ticket']);
    };
    const sign = (name: string, ticket: string, password = PASSWORD) =>
      rig.ask(2, 'access.countersign', { ticket, name, how: 'password', password, code: null });
    const ticket = await ticketOf(2);
    expect(await sign('Lee', ticket)).toMatchObject({ error: { messageCode: 'access.sameSigner' } });
    expect(await sign('Park', ticket)).toMatchObject({ error: { messageCode: 'access.signerNoRight' } });
    expect(await sign('Kim', ticket, 'not the password')).toMatchObject({ error: { messageCode: 'access.wrong' } });
    expect((await purge(2)).ok).toBe(false);
    expect((await sign('Kim', ticket)).ok).toBe(true);
    // Signed for Lee's connection, not for the administrator's own, and not for other parameters.
    expect((await purge(1)).ok).toBe(false);
    expect((await purge(2)).ok).toBe(true);
    expect((await purge(2)).ok).toBe(false);
    const late = await ticketOf(2);
    await rig.advance(181_000);
    expect(await sign('Kim', late)).toMatchObject({ error: { messageCode: 'access.ticketOver' } });
    expect((await audit(rig)).find(({ action, outcome }) => action === 'keeping.purge' && outcome === 'done')).toMatchObject({
      actor: 'person:Lee', second: 'Kim',
    });
    expect(SIGNABLE).toContain('keeping.purge');
  });
});
