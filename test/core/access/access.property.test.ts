import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forAudit } from '#core/access/audit.ts';
import { judgeCall, rolesWith } from '#core/access/gate.ts';
import { ALL_RULE, NO_TRIES, PERSON_RULE, byThisClock, waitLeft, wrongTry } from '#core/access/lockout.ts';
import { EMPTY_REGISTER, changedPerson, foldName, hasAdministrator, withPerson } from '#core/access/people.ts';
import type { KnownPerson } from '#core/access/people.ts';
import { RIGHTS, ROLES, ROLE_RIGHTS } from '#core/access/rights.ts';
import { checkPassword, checkPin } from '#core/access/secret-rules.ts';

const hash = { kind: 'scrypt', N: 2, r: 1, p: 1, saltBase64: '', hashBase64: '' } as const;
const person = (id: string, role: KnownPerson['role'], active: boolean): KnownPerson => ({
  id, name: id, role, language: 'ko', active, mustChange: false, password: hash, pin: null, wrongPins: 0, totp: null, fullLoginMs: null, addedMs: 0,
});

describe('waiting after wrong tries', () => {
  it('never grows shorter while tries go on, and never passes the longest, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 30 }), fc.constantFrom(PERSON_RULE, ALL_RULE), fc.integer(), (pauses, rule, jumpMs) => {
        let nowMs = 1_000_000_000;
        let tries = NO_TRIES;
        let longest = 0;
        for (const pauseMs of pauses) {
          nowMs += Math.max(pauseMs, waitLeft(tries, nowMs, rule));
          tries = wrongTry(tries, nowMs, rule);
          const wait = waitLeft(tries, nowMs, rule);
          expect(wait).toBeGreaterThanOrEqual(longest);
          expect(wait).toBeLessThanOrEqual(rule.mostWaitMs);
          longest = wait;
        }
        expect(waitLeft(tries, nowMs + jumpMs, rule)).toBeLessThanOrEqual(rule.mostWaitMs);
        expect(tries.wrong).toBe(pauses.length);
      }),
    );
  });

  it('gives the same wait by a clock that was set back, once, and no more tries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 1e12 }), fc.constantFrom(PERSON_RULE, ALL_RULE), (count, backMs, rule) => {
        const nowMs = 2e12;
        let tries = NO_TRIES;
        for (let i = 0; i < count; i++) tries = wrongTry(tries, nowMs, rule);
        const earlier = nowMs - backMs;
        const moved = byThisClock(tries, earlier);
        const waitMs = waitLeft(tries, nowMs, rule);
        expect(waitLeft(moved, earlier, rule)).toBe(waitMs);
        expect(waitLeft(moved, earlier + waitMs, rule)).toBe(0);
        expect(wrongTry(moved, earlier + waitMs, rule).wrong).toBe(count + 1);
      }),
    );
  });
});

describe('names', () => {
  it('are the same whatever nobody sees: case, width, order of letters, signs of no width', () => {
    const name = '김 Min-수';
    for (const other of [name.normalize('NFD'), ' 김  MIN-수 ', '김\u200b Min-\u2060수', '김\u3000Ｍｉｎ-수', '\u202e김 min-수\u3164'])
      expect(foldName(other)).toBe(foldName(name));
    expect(foldName('김 Min-슈')).not.toBe(foldName(name));
  });
});

describe('the last administrator', () => {
  it('stays, whatever is changed in whatever order', () => {
    const change = fc.record({ who: fc.nat(4), role: fc.constantFrom(...ROLES), active: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let register = ROLES.slice(0, 5).reduce((all, role, i) => withPerson(all, person(String(i), i === 0 ? 'administrator' : role, true)), EMPTY_REGISTER);
        for (const { who, role, active } of changes) {
          const after = changedPerson(register, String(who), { role, active });
          if (after.ok) register = withPerson(register, after.value);
          expect(hasAdministrator(register)).toBe(true);
        }
      }),
    );
  });
});

describe('the gate', () => {
  it('lets nobody but a role with the right through once people are set up', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHTS), fc.constantFrom(null, ...ROLES), fc.boolean(), fc.boolean(), (right, role, mustChange, needsSecond) => {
        const { pass } = judgeCall({ state: 'people', rule: right, role, mustChange, needsSecond });
        expect(pass).toBe(role !== null && ROLE_RIGHTS[role].includes(right) && !mustChange && !needsSecond);
        expect(judgeCall({ state: 'setUpFirst', rule: right, role, mustChange, needsSecond }).pass).toBe(false);
        expect(rolesWith(right)).toContain('administrator');
      }),
    );
  });
});

describe('passwords and PINs', () => {
  it('are judged by length before anything, and a fit one has what the rules ask', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'binary' }), fc.string({ maxLength: 20 }), (password, name) => {
        const checked = checkPassword(password, name);
        if ([...password.normalize('NFKC')].length < 10) expect(checked).toMatchObject({ ok: false, error: { code: 'access.passwordShort' } });
        if (checked.ok) expect(new Set(password).size).toBeGreaterThanOrEqual(5);
      }),
    );
    fc.assert(fc.property(fc.string({ maxLength: 10 }), (pin) => { expect(!checkPin(pin).ok || /^\d{4,8}$/.test(pin)).toBe(true); }));
    for (const common of ['password123', 'Muljigi2026!', 'qwertyuiop', '1234567890', 'administrator']) expect(checkPassword(common, 'Kim').ok, common).toBe(false);
    expect(checkPassword('방류수왜가리'.normalize('NFD'), 'Kim'), 'six syllables in their letters').toMatchObject({ ok: false, error: { code: 'access.passwordShort', params: { length: 6 } } });
    for (const good of ['brown heron wades', '방류수 위의 왜가리 둘', 'tr0ub4dor&3xyz']) expect(checkPassword(good, 'Kim').ok, good).toBe(true);
  });
});

describe('what the audit log holds', () => {
  it('is JSON, bounded, and without any secret', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 8, withDate: true, withBigInt: false }), fc.string({ minLength: 12 }), (value, secret) => {
        const kept = JSON.stringify(forAudit({ value, password: secret, deep: { pin: secret, list: [{ passphrase: secret }] } }));
        expect(JSON.parse(kept)).toMatchObject({ password: '***', deep: { pin: '***', list: [{ passphrase: '***' }] } });
        expect(kept.length).toBeLessThan(5_000_000);
      }),
    );
    expect(JSON.stringify(forAudit({ base64: 'x'.repeat(1_000_000), rows: Array.from({ length: 5000 }, (_, i) => i) })).length).toBeLessThan(1500);
  });
});
