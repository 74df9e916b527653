import { createHash } from 'node:crypto';
import type { Clock } from '#core/time/clock.ts';
import { newId } from '#engine/access/index.ts';

interface Ticket {
  readonly callerId: number;
  readonly call: string;
  readonly digest: string;
  readonly untilMonoMs: number;
  signedBy: string | null;
}

const VALID_MS = 180_000;
const MOST_OPEN = 50;

/**
 * Signatures of a second person. A ticket is for one command with these very parameters, from this
 * connection, once, and for three minutes: what was signed is what is done.
 */
export class SecondSignatures {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Ticket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Name of who signed this command; the signature is used up with it. Null when nobody did. */
  take(callerId: number, call: string, params: unknown): string | null {
    const digest = digestOf(params);
    for (const [id, ticket] of this.#tickets) {
      const fits = ticket.callerId === callerId && ticket.call === call && ticket.digest === digest;
      if (!fits || ticket.signedBy === null || ticket.untilMonoMs <= this.#clock.monoMs()) continue;
      this.#tickets.delete(id);
      return ticket.signedBy;
    }
    return null;
  }

  /** A ticket for somebody to sign. */
  ask(callerId: number, call: string, params: unknown): string {
    const now = this.#clock.monoMs();
    for (const [id, { untilMonoMs }] of this.#tickets)
      if (untilMonoMs <= now || this.#tickets.size > MOST_OPEN) this.#tickets.delete(id);
    const id = newId('sign');
    this.#tickets.set(id, { callerId, call, digest: digestOf(params), untilMonoMs: now + VALID_MS, signedBy: null });
    return id;
  }

  /** Command a ticket is for; null when it is over or of another connection. */
  callOf(callerId: number, id: string): string | null {
    const ticket = this.#tickets.get(id);
    return ticket === undefined || ticket.callerId !== callerId || ticket.untilMonoMs <= this.#clock.monoMs() ? null : ticket.call;
  }

  sign(id: string, name: string): void {
    const ticket = this.#tickets.get(id);
    if (ticket !== undefined) ticket.signedBy = name;
  }
}

/** The schema of the call gives its fields in one order, so equal parameters give equal text. */
const digestOf = (params: unknown): string => createHash('sha256').update(JSON.stringify(params)).digest('hex');
