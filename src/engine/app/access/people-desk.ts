import { changedPerson, personNamed, withPerson } from '#core/access/people.ts';
import type { AccessSettings, KnownPerson, PersonChange, SecretHash } from '#core/access/people.ts';
import type { Role } from '#core/access/rights.ts';
import { checkPassword, checkPin } from '#core/access/secret-rules.ts';
import type { SecretFault } from '#core/access/secret-rules.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { AccessStatus, LoggedIn, PersonView } from '#contract/access.ts';
import type { RpcError } from '#contract/wire.ts';
import { codeAddress, hashSecret, newCodeSecret, newId, newRecoveryCode, plainRecoveryCode, stepOfCode } from '#engine/access/index.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Caller } from '#engine/rpc/handlers.ts';
import type { AccessService } from './access-service.ts';
import { personBody } from './register-book.ts';

type Answer<T> = Promise<Result<T, RpcError>>;

const refuse = (code: string, message: string, params: RpcError['params'] = {}): Result<never, RpcError> =>
  err(rpcFault('refused', message, code, params));

const unfit = ({ code, params }: SecretFault): Result<never, RpcError> =>
  err(rpcFault('badRequest', `this cannot be taken: ${code}`, code, { ...params }));

const nobodyIn = (): Result<never, RpcError> => refuse('access.loginNeeded', 'log in first');

interface NewPerson {
  readonly name: string;
  readonly role: Role;
  readonly language: KnownPerson['language'];
  readonly password: string;
}

/** Making and changing people, one's own secrets, the sealed code, and settings of access. */
export class PeopleDesk {
  readonly #access: AccessService;
  /** Second factors that were begun and not yet confirmed, by person. */
  readonly #begun = new Map<string, string>();

  constructor(access: AccessService) {
    this.#access = access;
  }

  /** The first administrator, with the recovery code that is shown once. */
  async setUp(name: string, password: string, language: KnownPerson['language'], caller: Caller): Answer<LoggedIn & { recoveryCode: string }> {
    const { book } = this.#access;
    if (book.isSetUp) return refuse('access.isSetUp', 'an administrator was set up already; log in');
    const fit = checkPassword(password, name);
    if (!fit.ok) return unfit(fit.error);
    const person = await this.#newPerson({ name, role: 'administrator', language, password }, false);
    const recoveryCode = await this.#newCode();
    // Asked again: the hashes took a while, and only one can be the first.
    if (book.isSetUp) return refuse('access.isSetUp', 'an administrator was set up already; log in');
    return this.#asAdministrator(person, recoveryCode, 'person.administratorSet', 'access.setUp', caller);
  }

  /** Back in with the sealed code: the administrator of that name gets the password, or becomes one. */
  async recover(typed: string, name: string, password: string, caller: Caller): Answer<LoggedIn & { recoveryCode: string }> {
    const { book, logIn, sessions } = this.#access;
    if (!book.isSetUp) return refuse('access.notSetUp', 'no administrator was set up yet');
    const fit = checkPassword(password, name);
    if (!fit.ok) return unfit(fit.error);
    const before = personNamed(book.register, name);
    if (before !== undefined && before.role !== 'administrator')
      return refuse('access.recoverOnlyAdministrator', `${name} is not an administrator; give an administrator's name or a new one`, { name });
    const sealed = book.register.recovery;
    const known = await logIn.byRecoveryCode(plainRecoveryCode(typed));
    if (!known.ok) return known;
    const fresh = await this.#newPerson({ name, role: 'administrator', language: before?.language ?? 'ko', password }, false);
    const person: KnownPerson = before === undefined ? fresh : { ...fresh, id: before.id, name: before.name, addedMs: before.addedMs };
    const recoveryCode = await this.#newCode();
    // The hashes took a while: the same code, sent twice at once, is spent with the first.
    if (book.register.recovery !== sealed) return refuse('access.wrongRecovery', 'this recovery code was used already');
    sessions.endOf(person.id);
    return this.#asAdministrator(person, recoveryCode, 'person.recovered', 'access.recover', caller);
  }

  async newRecoveryCode(password: string, caller: Caller): Answer<{ recoveryCode: string }> {
    const access = this.#access;
    const own = await this.#own(caller, password);
    if (!own.ok) return own;
    const { code, hash } = await this.#newCode();
    await access.save(
      { ...access.book.register, recovery: { hash, madeMs: access.nowMs } },
      { events: [access.event('person.newRecoveryCode', own.value.name, { name: own.value.name }, 4)] },
    );
    return ok({ recoveryCode: code });
  }

  async add(draft: NewPerson, caller: Caller): Answer<PersonView> {
    const access = this.#access;
    const by = access.personOf(caller.id)?.person;
    if (by === undefined) return this.#nobody();
    if (personNamed(access.book.register, draft.name) !== undefined)
      return refuse('access.nameTaken', `somebody is called ${draft.name} already`, { name: draft.name });
    const fit = checkPassword(draft.password, draft.name);
    if (!fit.ok) return unfit(fit.error);
    const person = await this.#newPerson(draft, true);
    // Asked again: while the hash was made somebody else may have taken the name.
    if (personNamed(access.book.register, draft.name) !== undefined)
      return refuse('access.nameTaken', `somebody is called ${draft.name} already`, { name: draft.name });
    caller.note?.({ subject: person.name, before: null, after: personBody(person) });
    await this.#put(person, by, 'person.added', 4);
    return ok(access.view(person));
  }

  async change(id: string, change: PersonChange, caller: Caller): Answer<PersonView> {
    const access = this.#access;
    const by = access.personOf(caller.id)?.person;
    if (by === undefined) return this.#nobody();
    const before = access.book.register.people.find((person) => person.id === id);
    const after = changedPerson(access.book.register, id, change);
    if (!after.ok) return refuse(after.error.code, `the change is not possible: ${after.error.code}`, { ...after.error.params });
    const person = after.value;
    caller.note?.({ subject: person.name, before: before === undefined ? null : personBody(before), after: personBody(person) });
    if (!person.active) access.sessions.endOf(id);
    await this.#put(person, by, 'person.changed', 4);
    return ok(access.view(person));
  }

  /** A password for somebody who forgot it: PIN and second factor go with the old one, and so does the waiting. */
  async reset(id: string, password: string, caller: Caller): Answer<PersonView> {
    const access = this.#access;
    const by = access.personOf(caller.id)?.person;
    if (by === undefined) return this.#nobody();
    const before = access.book.register.people.find((person) => person.id === id);
    if (before === undefined) return refuse('access.nobody', `there is nobody with the number ${id}`, { id });
    const fit = checkPassword(password, before.name);
    if (!fit.ok) return unfit(fit.error);
    const hash = await hashSecret(password, access.cost);
    const person: KnownPerson = {
      ...this.#fresh(before),
      password: hash,
      pin: null, totp: null, wrongPins: 0, fullLoginMs: null, mustChange: by.id !== id,
    };
    caller.note?.({ subject: person.name, before: personBody(before), after: personBody(person) });
    access.sessions.endOf(id, caller.id);
    const { [id]: _, ...tries } = access.book.register.tries;
    await access.save(withPerson({ ...access.book.register, tries }, person), this.#told(person, by, 'person.reset', 4));
    return ok(access.view(person));
  }

  async ownPassword(password: string, newPassword: string, caller: Caller): Answer<AccessStatus> {
    const access = this.#access;
    const own = await this.#own(caller, password);
    if (!own.ok) return own;
    const fit = checkPassword(newPassword, own.value.name);
    if (!fit.ok) return unfit(fit.error);
    if (newPassword === password) return refuse('access.passwordSame', 'the new password is the old one');
    const hash = await hashSecret(newPassword, access.cost);
    const person: KnownPerson = { ...this.#fresh(own.value), password: hash, mustChange: false };
    access.sessions.endOf(person.id, caller.id);
    await this.#put(person, person, 'person.ownPassword');
    return ok(access.status(caller.id));
  }

  async ownPin(password: string, pin: string | null, caller: Caller): Answer<AccessStatus> {
    const access = this.#access;
    const own = await this.#own(caller, password);
    if (!own.ok) return own;
    if (pin !== null) {
      const fit = checkPin(pin);
      if (!fit.ok) return unfit(fit.error);
    }
    const hash = pin === null ? null : await hashSecret(pin, access.cost);
    const person: KnownPerson = { ...this.#fresh(own.value), wrongPins: 0, pin: hash };
    await this.#put(person, person, pin === null ? 'person.pinOff' : 'person.pinOn');
    return ok(access.status(caller.id));
  }

  async codeBegin(password: string, caller: Caller): Answer<{ address: string; secret: string }> {
    const own = await this.#own(caller, password);
    if (!own.ok) return own;
    const secret = newCodeSecret();
    this.#begun.set(own.value.id, secret);
    return ok({ address: codeAddress(secret, own.value.name, this.#access.siteName), secret });
  }

  /** The second factor counts from the moment one code of it was right. */
  async codeConfirm(code: string, caller: Caller): Answer<AccessStatus> {
    const access = this.#access;
    const own = access.personOf(caller.id)?.person;
    if (own === undefined) return nobodyIn();
    const secret = this.#begun.get(own.id);
    if (secret === undefined) return refuse('access.codeNotBegun', 'begin with the second factor first');
    const usedStep = stepOfCode(secret, code, access.nowMs, 0);
    if (usedStep === null) return refuse('access.wrongCode', 'this is not the present code; look at the clock of phone and PC');
    this.#begun.delete(own.id);
    await this.#put({ ...own, totp: { sealed: access.seal.seal(secret), usedStep } }, own, 'person.codeOn');
    return ok(access.status(caller.id));
  }

  async codeOff(password: string, caller: Caller): Answer<AccessStatus> {
    const own = await this.#own(caller, password);
    if (!own.ok) return own;
    await this.#put({ ...own.value, totp: null }, own.value, 'person.codeOff');
    return ok(this.#access.status(caller.id));
  }

  async settings(settings: AccessSettings, caller: Caller): Answer<AccessStatus> {
    const access = this.#access;
    const by = access.personOf(caller.id)?.person;
    if (by === undefined) return this.#nobody();
    const { register } = access.book;
    caller.note?.({ subject: 'settings', before: { ...register.settings }, after: { ...settings } });
    await access.save(
      { ...register, settings },
      {
        events: [access.event('person.settings', by.name, { minutes: settings.idleMinutes, hours: settings.quickHours, count: settings.second.length }, 4)],
        entries: [{ kind: 'accessSetting', id: 'settings', tsMs: access.nowMs, tag: null, actor: `person:${by.name}`, writtenMs: access.nowMs, body: { ...settings } }],
      },
    );
    access.sessions.rewatch();
    return ok(access.status(caller.id));
  }

  async #asAdministrator(
    chosen: KnownPerson,
    { code: recoveryCode, hash }: { readonly code: string; readonly hash: SecretHash },
    code: 'person.administratorSet' | 'person.recovered',
    action: string,
    caller: Caller,
  ): Answer<LoggedIn & { recoveryCode: string }> {
    const access = this.#access;
    const { register } = access.book;
    const person: KnownPerson = { ...chosen, fullLoginMs: access.nowMs };
    await access.book.save(
      { ...withPerson(register, person), recovery: { hash, madeMs: access.nowMs }, tries: {} },
      {
        events: [access.event(code, person.name, { name: person.name }, 3)],
        entries: [access.book.entryOf(person, `person:${person.name}`)],
      },
    );
    return ok({ ...(await access.enter(caller.id, person, 'password', action)), recoveryCode });
  }

  async #newPerson({ name, role, language, password }: NewPerson, mustChange: boolean): Promise<KnownPerson> {
    const { nowMs, cost } = this.#access;
    return {
      id: newId('p'), name, role, language, active: true, mustChange,
      password: await hashSecret(password, cost),
      pin: null, wrongPins: 0, totp: null, fullLoginMs: null, addedMs: nowMs,
    };
  }

  /** A person as they stand now: while a hash was made somebody may have changed them. */
  #fresh(person: KnownPerson): KnownPerson {
    return this.#access.book.register.people.find(({ id }) => id === person.id) ?? person;
  }

  async #newCode(): Promise<{ readonly code: string; readonly hash: SecretHash }> {
    const code = newRecoveryCode();
    return { code, hash: await hashSecret(plainRecoveryCode(code), this.#access.cost) };
  }

  async #own(caller: Caller, password: string): Answer<KnownPerson> {
    const access = this.#access;
    const own = access.personOf(caller.id)?.person;
    if (own === undefined) return nobodyIn();
    const again = await access.logIn.again(own, password);
    if (!again.ok) return again;
    return ok(access.personOf(caller.id)?.person ?? own);
  }

  #nobody(): Result<never, RpcError> {
    return this.#access.book.isSetUp ? nobodyIn() : refuse('access.notSetUp', 'set up the first administrator before others');
  }

  #told(person: KnownPerson, by: KnownPerson, code: Parameters<AccessService['event']>[0], priority = 5) {
    const { name, role } = person;
    return {
      events: [this.#access.event(code, by.name, { name, role, active: person.active }, priority)],
      entries: [this.#access.book.entryOf(person, `person:${by.name}`)],
    };
  }

  async #put(person: KnownPerson, by: KnownPerson, code: Parameters<AccessService['event']>[0], priority = 5): Promise<void> {
    const access = this.#access;
    await access.save(withPerson(access.book.register, person), this.#told(person, by, code, priority));
  }
}
