import { ALL_RULE, NO_TRIES, PERSON_RULE, PIN_TRIES, byThisClock, waitLeft, wrongTry } from '#core/access/lockout.ts';
import { foldName, personNamed, withPerson } from '#core/access/people.ts';
import type { KnownPerson, Register } from '#core/access/people.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import { isSecret, stepOfCode, tokenHash } from '#engine/access/index.ts';
import type { ScryptCost, Seal } from '#engine/access/index.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { RegisterBook, Told } from './register-book.ts';

const HOUR_MS = 3_600_000;
/** Names nobody has, of whose wrong tries is kept count. */
const MOST_UNKNOWN = 50;

export interface LogInOptions {
  readonly book: RegisterBook;
  readonly clock: Clock;
  readonly seal: Seal;
  readonly cost: ScryptCost;
  /** Event and audit row of a wrong try, to be stored with it. */
  readonly tellWrong: (person: KnownPerson | null, how: string, waitMs: number) => Told;
}

const refuse = (code: string, message: string, params: RpcError['params'] = {}): Result<never, RpcError> =>
  err(rpcFault('refused', message, code, params));

/**
 * Finds out whether somebody is who they say. Tries are taken one after the other, so that nobody
 * gains more of them by sending many at once; what was counted is on disk before the answer.
 */
export class LogIn {
  readonly #options: LogInOptions;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: LogInOptions) {
    this.#options = options;
  }

  /** Name, password and, where it is set up, the code of the second factor. */
  byPassword(name: string, password: string, code: string | null): Promise<Result<KnownPerson, RpcError>> {
    return this.#next(async () => {
      const { clock, seal, cost } = this.#options;
      const person = this.#active(name);
      const key = keyOf(person, name);
      const wait = await this.#waiting(key);
      if (wait !== null) return wait;
      const isRight = await isSecret(password, person?.password ?? null, cost);
      if (person === null || !isRight) return this.#wrong(key, person, 'password');
      if (person.totp === null) return this.#right(key, person, null);
      if (code === null || code === '') return refuse('access.codeNeeded', 'this person has a second factor; give its code too');
      const secret = seal.open(person.totp.sealed);
      if (secret === null)
        return refuse('access.codeKeyLost', 'the key of the data folder does not open the second factor; an administrator has to reset it');
      const step = stepOfCode(secret, code, clock.wallMs(), person.totp.usedStep);
      return step === null
        ? this.#wrong(key, person, 'code')
        : this.#right(key, person, step);
    });
  }

  /** PIN of somebody who logged in with the password not long ago. */
  byPin(name: string, pin: string): Promise<Result<KnownPerson, RpcError>> {
    return this.#next(async () => {
      const { book, cost } = this.#options;
      const person = this.#active(name);
      const key = keyOf(person, name);
      const wait = await this.#waiting(key);
      if (wait !== null) return wait;
      if (person === null || !this.isQuick(person))
        return refuse('access.pinNotNow', 'a PIN is taken only some hours after a log-in with the password', { hours: book.register.settings.quickHours });
      if (!(await isSecret(pin, person.pin, cost))) {
        await book.save(withPerson(book.register, { ...person, wrongPins: person.wrongPins + 1 }));
        return this.#wrong(key, { ...person, wrongPins: person.wrongPins + 1 }, 'pin');
      }
      return this.#right(key, person, null, true);
    });
  }

  /** The sealed code. Wrong ones count for all together. */
  byRecoveryCode(plain: string): Promise<Result<null, RpcError>> {
    return this.#next(async () => {
      const { book, cost } = this.#options;
      const key = 'recovery';
      const wait = await this.#waiting(key);
      if (wait !== null) return wait;
      const isRight = await isSecret(plain, book.register.recovery?.hash ?? null, cost);
      return isRight ? ok(null) : this.#wrong(key, null, 'recovery');
    });
  }

  /** One's own password once more, before it or what hangs on it is changed. */
  again(person: KnownPerson, password: string): Promise<Result<null, RpcError>> {
    return this.#next(async () => {
      const wait = await this.#waiting(person.id);
      if (wait !== null) return wait;
      const isRight = await isSecret(password, person.password, this.#options.cost);
      return isRight ? ok(null) : this.#wrong(person.id, person, 'password');
    });
  }

  /** Whether the PIN of a person is enough now. */
  isQuick(person: KnownPerson): boolean {
    const { book, clock } = this.#options;
    const sinceMs = person.fullLoginMs === null ? Infinity : clock.wallMs() - person.fullLoginMs;
    return (
      person.active && person.pin !== null && person.wrongPins < PIN_TRIES &&
      sinceMs >= 0 && sinceMs < book.register.settings.quickHours * HOUR_MS
    );
  }

  /** Wait before the next try of a person, ms. */
  waitMs(person: KnownPerson): number {
    const { book, clock } = this.#options;
    const nowMs = clock.wallMs();
    return waitLeft(byThisClock(book.register.tries[person.id] ?? NO_TRIES, nowMs), nowMs, PERSON_RULE);
  }

  #active(name: string): KnownPerson | null {
    const person = personNamed(this.#options.book.register, name);
    return person?.active === true ? person : null;
  }

  #next<T>(run: () => Promise<T>): Promise<T> {
    const answer = this.#tail.then(run);
    this.#tail = answer.catch(() => undefined);
    return answer;
  }

  async #waiting(key: string): Promise<Result<never, RpcError> | null> {
    const { book, clock } = this.#options;
    const nowMs = clock.wallMs();
    const before = book.register.tries;
    if (Object.values(before).some(({ lastMs }) => lastMs > nowMs)) {
      const moved = Object.entries(before).map(([each, tries]) => [each, byThisClock(tries, nowMs)] as const);
      await book.save({ ...book.register, tries: Object.fromEntries(moved) });
    }
    const { tries } = book.register;
    const leftMs = Math.max(waitLeft(tries[key] ?? NO_TRIES, nowMs, PERSON_RULE), waitLeft(tries[''] ?? NO_TRIES, nowMs, ALL_RULE));
    return leftMs === 0 ? null : waitFault(leftMs);
  }

  async #wrong(key: string, person: KnownPerson | null, how: string): Promise<Result<never, RpcError>> {
    const { book, clock, tellWrong } = this.#options;
    const nowMs = clock.wallMs();
    const { tries } = book.register;
    const own = wrongTry(tries[key] ?? NO_TRIES, nowMs, PERSON_RULE);
    const all = wrongTry(tries[''] ?? NO_TRIES, nowMs, ALL_RULE);
    const waitMs = Math.max(own.waitUntilMs, all.waitUntilMs) - nowMs;
    await book.save({ ...book.register, tries: trimmed({ ...tries, [key]: own, '': all }, book.register) }, tellWrong(person, how, waitMs));
    const seconds = Math.ceil(waitMs / 1000);
    return seconds > 0
      ? refuse('access.wrongWait', `name, password or code are wrong; the next try is taken in ${String(seconds)} s`, { seconds, how })
      : refuse(how === 'pin' ? 'access.wrongPin' : how === 'code' ? 'access.wrongCode' : how === 'recovery' ? 'access.wrongRecovery' : 'access.wrong', 'name, password or code are wrong');
  }

  async #right(key: string, known: KnownPerson, usedStep: number | null, byPin = false): Promise<Result<KnownPerson, RpcError>> {
    const { book, clock } = this.#options;
    // While the hash was made somebody may have changed or ended this person.
    const person = book.register.people.find(({ id }) => id === known.id);
    if (person?.active !== true) return refuse('access.wrong', 'name, password or code are wrong');
    const { [key]: _, ...tries } = book.register.tries;
    const after: KnownPerson = {
      ...person,
      wrongPins: 0,
      fullLoginMs: byPin ? person.fullLoginMs : clock.wallMs(),
      totp: person.totp === null || usedStep === null ? person.totp : { ...person.totp, usedStep },
    };
    await book.save(withPerson({ ...book.register, tries }, after));
    return ok(after);
  }
}

const keyOf = (person: KnownPerson | null, name: string): string =>
  person?.id ?? `?${tokenHash(foldName(name)).slice(0, 16)}`;

const waitFault = (leftMs: number): Result<never, RpcError> => {
  const seconds = Math.ceil(leftMs / 1000);
  return refuse('access.wait', `too many wrong tries; the next one is taken in ${String(seconds)} s`, { seconds });
};

/** Keeps the tries of people, and of unknown names only the newest. */
function trimmed(tries: Register['tries'], { people }: Register): Register['tries'] {
  const known = new Set(['', 'recovery', ...people.map(({ id }) => id)]);
  const unknown = Object.entries(tries).filter(([key]) => !known.has(key)).sort(([, a], [, b]) => b.lastMs - a.lastMs);
  return Object.fromEntries([...Object.entries(tries).filter(([key]) => known.has(key)), ...unknown.slice(0, MOST_UNKNOWN)]);
}
