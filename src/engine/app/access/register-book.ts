import { EMPTY_REGISTER, hasAdministrator, registerSchema } from '#core/access/people.ts';
import type { KnownPerson, Register } from '#core/access/people.ts';
import type { NewAudit } from '#core/access/audit.ts';
import type { EntryBody, NewEntry } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import type { NewEvent, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';

export const REGISTER_KEY = 'access.register';
/** An answer waits so long for the disk; the rows are stored in any case, in order. */
const STORED_WITHIN_MS = 2000;

/** What goes to disk with a change. */
export interface Told {
  readonly events?: readonly NewEvent[];
  readonly entries?: readonly NewEntry[];
  readonly audit?: readonly NewAudit[];
}

export interface RegisterBookOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: (scan: ScanRecord) => Promise<unknown>;
  /** Stored text; undefined where nobody was set up yet. */
  readonly text: string | undefined;
}

/** What a person is, for lists and records: without any secret. */
export const personBody = ({ name, role, language, active, mustChange, pin, totp }: KnownPerson): EntryBody => ({
  name, role, language, active, mustChange, hasPin: pin !== null, hasCode: totp !== null,
});

/**
 * The people of the site as they stand, in memory and, as one text, in the engine's state: there it is
 * also found while the history is being brought back. What changed lies beside it as versions without
 * secrets, so that old hashes are not kept.
 */
export class RegisterBook {
  readonly #options: RegisterBookOptions;
  #register: Register = EMPTY_REGISTER;
  /** The stored text cannot be read: nobody is let through for it. */
  readonly isBroken: boolean;

  constructor(options: RegisterBookOptions) {
    this.#options = options;
    const { text, log } = options;
    let broken = false;
    if (text !== undefined) {
      const parsed = registerSchema.safeParse(parseJson(text));
      if (parsed.success) this.#register = parsed.data;
      else {
        broken = true;
        log.error({ problem: parsed.error.message.slice(0, 300) }, 'the register of people cannot be read');
      }
    }
    this.isBroken = broken;
  }

  get register(): Register {
    return this.#register;
  }

  get isSetUp(): boolean {
    return hasAdministrator(this.#register);
  }

  /** Puts the register as it shall be from now on to disk, with what is told of it. */
  async save(next: Register, told: Told = {}): Promise<void> {
    this.#register = next;
    await this.#store({ [REGISTER_KEY]: JSON.stringify(next) }, told);
  }

  /** Only tells. */
  async tell(told: Told): Promise<void> {
    await this.#store({}, told);
  }

  /** Versions of a person for the records. */
  entryOf(person: KnownPerson, actor: string): NewEntry {
    const nowMs = this.#options.clock.wallMs();
    return { kind: 'user', id: person.id, tsMs: nowMs, tag: null, actor, writtenMs: nowMs, body: personBody(person) };
  }

  async #store(state: Readonly<Record<string, string>>, { events = [], entries = [], audit = [] }: Told): Promise<void> {
    const { store, clock } = this.#options;
    const stored = store({ grid: [], changes: [], events, receipts: [], state, entries, audit });
    await new Promise<void>((resolve) => {
      const cancel = clock.after(STORED_WITHIN_MS, resolve);
      void stored.then(() => {
        cancel();
        resolve();
      });
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
