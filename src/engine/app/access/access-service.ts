import { accessState } from '#core/access/gate.ts';
import type { AccessState } from '#core/access/gate.ts';
import type { NewAudit } from '#core/access/audit.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { KnownPerson, Register } from '#core/access/people.ts';
import { ROLE_RIGHTS } from '#core/access/rights.ts';
import type { Right } from '#core/access/rights.ts';
import { NO_TRIES } from '#core/access/lockout.ts';
import type { EntryValue } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import type { AccessStatus, LoggedIn, PersonView, SessionView } from '#contract/access.ts';
import { SCRYPT, openSeal } from '#engine/access/index.ts';
import type { ScryptCost, Seal } from '#engine/access/index.ts';
import type { NewEvent, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { LogIn } from './log-in.ts';
import { RegisterBook } from './register-book.ts';
import type { Told } from './register-book.ts';
import { SecondSignatures } from './second-signature.ts';
import { Sessions } from './sessions.ts';
import type { Session, SessionEnd } from './sessions.ts';

export interface AccessOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly siteName: string;
  readonly store: (scan: ScanRecord) => Promise<unknown>;
  /** Register as it is stored; undefined where nobody was set up yet. */
  readonly register: string | undefined;
  /** Whether the plant is the built-in virtual one. */
  readonly isVirtual: () => boolean;
  /** Cost of a hash; only tests take a lower one. */
  readonly cost?: ScryptCost;
}

/** Who works on this plant: the register, sessions, signatures, and what is told of them. */
export class AccessService {
  readonly book: RegisterBook;
  readonly sessions: Sessions;
  readonly signatures: SecondSignatures;
  readonly logIn: LogIn;
  readonly seal: Seal;
  readonly cost: ScryptCost;
  readonly siteName: string;
  readonly #options: AccessOptions;
  readonly #listeners = new Set<(change: { change: number }) => void>();
  #changes = 0;

  constructor(options: AccessOptions) {
    const { clock, log, store, register, dataDir } = options;
    this.#options = options;
    this.siteName = options.siteName;
    this.cost = options.cost ?? SCRYPT;
    this.seal = openSeal(dataDir);
    this.book = new RegisterBook({ clock, log, store, text: register });
    this.signatures = new SecondSignatures(clock);
    this.sessions = new Sessions({
      clock,
      idleMs: () => this.book.register.settings.idleMinutes * 60_000,
      onEnd: (session, why) => this.#ended(session, why),
    });
    this.logIn = new LogIn({
      book: this.book, clock, seal: this.seal, cost: this.cost,
      tellWrong: (person, how, waitMs) => this.#wrong(person, how, waitMs),
    });
  }

  get nowMs(): number {
    return this.#options.clock.wallMs();
  }

  /** A register that cannot be read lets nobody through, as if a real plant stood behind it. */
  get state(): AccessState {
    return accessState(this.book.isSetUp, this.#options.isVirtual() && !this.book.isBroken);
  }

  onChange(listener: (change: { change: number }) => void): void {
    this.#listeners.add(listener);
  }

  /** Windows ask for the status again. */
  changed(): void {
    this.#changes++;
    for (const listener of this.#listeners) listener({ change: this.#changes });
  }

  /** Person and session of a connection; a person who may no longer is nobody. */
  personOf(callerId: number): { readonly person: KnownPerson; readonly session: Session } | null {
    const session = this.sessions.of(callerId);
    const person = session === null ? undefined : this.book.register.people.find(({ id }) => id === session.personId);
    return session === null || person?.active !== true ? null : { person, session };
  }

  /** Whether somebody else than this person works here who carries a right. */
  othersWho(right: Right | null, personId: string): boolean {
    return this.book.register.people.some(({ id, active, role }) => active && id !== personId && (right === null || ROLE_RIGHTS[role].includes(right)));
  }

  status(callerId: number): AccessStatus {
    const found = this.personOf(callerId);
    const { people, settings } = this.book.register;
    return {
      state: this.state,
      session: found === null ? null : this.#sessionView(found.person, found.session),
      persons: people
        .filter(({ active }) => active)
        .map((person) => ({
          id: person.id, name: person.name, role: person.role, quick: this.logIn.isQuick(person), code: person.totp !== null,
        })),
      settings,
    };
  }

  view(person: KnownPerson): PersonView {
    const { id, name, role, language, active, mustChange, pin, totp, addedMs, fullLoginMs } = person;
    return {
      id, name, role, language, active, mustChange, addedMs,
      hasPin: pin !== null,
      hasCode: totp !== null,
      lastLoginMs: fullLoginMs,
      waitMs: this.logIn.waitMs(person),
      loggedIn: this.sessions.has(id),
    };
  }

  /** Begins a session and tells of it. */
  async enter(callerId: number, person: KnownPerson, how: Session['how'], action: string): Promise<LoggedIn> {
    const { session, token } = this.sessions.begin(callerId, person.id, how);
    await this.book.tell({
      events: [this.event('person.loggedIn', person.name, { name: person.name, role: person.role, how })],
      audit: [this.row(action, 'done', { person, session, subject: person.name, after: { how } })],
    });
    this.changed();
    return { status: this.status(callerId), token };
  }

  /** An event by a person. */
  event(code: EventCode, who: string, params: NewEvent['params'], priority = 5): NewEvent {
    return { tsMs: this.nowMs, kind: 'person', priority, code, subject: null, params, actor: who === 'engine' ? 'engine' : `person:${who}` };
  }

  /** A row of the audit log on what somebody did to prove who they are. */
  row(
    action: string,
    outcome: NewAudit['outcome'],
    about: {
      readonly person?: KnownPerson | null;
      readonly session?: Session | null;
      readonly code?: string | null;
      readonly subject?: string | null;
      readonly second?: string | null;
      readonly before?: EntryValue;
      readonly after?: EntryValue;
    },
  ): NewAudit {
    const { person = null, session = null, code = null, subject = null, second = null, before = null, after = null } = about;
    return {
      tsMs: this.nowMs,
      actor: person === null ? 'nobody' : `person:${person.name}`,
      role: person?.role ?? null,
      session: session?.id ?? null,
      second, action, outcome, code, subject, before, after,
    };
  }

  /** Saves the register, tells of it and lets windows ask again. */
  async save(next: Register, told: Told): Promise<void> {
    await this.book.save(next, told);
    this.changed();
  }

  /** The history was exchanged for an earlier one: the people of today stay those who may. */
  async keepPeople(): Promise<void> {
    if (this.book.isSetUp) await this.book.save(this.book.register);
  }

  /** A connection is over; its session waits for the window to come back. */
  gone(callerId: number): void {
    this.sessions.detach(callerId);
  }

  stop(): void {
    this.sessions.stop();
  }

  #sessionView({ id, name, role, language, mustChange, pin, totp }: KnownPerson, session: Session): SessionView {
    return {
      personId: id, name, role, language, mustChange,
      how: session.how,
      sinceMs: session.sinceMs,
      leftMs: this.sessions.leftMs(session),
      hasPin: pin !== null,
      hasCode: totp !== null,
    };
  }

  #ended(session: Session, why: SessionEnd): void {
    const person = this.book.register.people.find(({ id }) => id === session.personId) ?? null;
    const name = person?.name ?? session.personId;
    const idle = why === 'idle';
    void this.book.tell({
      events: [
        idle
          ? this.event('person.sessionOver', name, { name, minutes: this.book.register.settings.idleMinutes })
          : this.event('person.loggedOut', name, { name }),
      ],
      audit: [this.row(idle ? 'access.sessionOver' : 'access.logout', 'done', { person, session, subject: name, after: { why } })],
    });
    this.changed();
  }

  #wrong(person: KnownPerson | null, how: string, waitMs: number): Told {
    const seconds = Math.ceil(waitMs / 1000);
    const wrong = person === null ? 0 : (this.book.register.tries[person.id] ?? NO_TRIES).wrong + 1;
    const action = how === 'recovery' ? 'access.recover' : how === 'pin' ? 'access.pin' : 'access.login';
    return {
      events:
        seconds > 0
          ? [this.event('person.lockedOut', 'engine', { name: person?.name ?? null, seconds }, 3)]
          : [this.event('person.wrongTry', 'engine', { name: person?.name ?? null }, 4)],
      // A name nobody has may be a password typed into the wrong field: it is not written down.
      audit: [this.row(action, 'refused', { code: 'access.wrong', subject: person?.name ?? null, after: { how, wrong, waitS: seconds } })],
    };
  }
}
