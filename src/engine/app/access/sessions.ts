import type { Clock } from '#core/time/clock.ts';
import { newId, newToken, tokenHash } from '#engine/access/index.ts';

export interface Session {
  readonly id: string;
  readonly personId: string;
  readonly how: 'password' | 'pin';
  readonly sinceMs: number;
}

/** Why a session ended: by its person, for want of input, by the next person, or because the person may no longer. */
export type SessionEnd = 'logout' | 'idle' | 'changed' | 'removed';

interface Held extends Session {
  /** Connection it belongs to; null while the window is being loaded again. */
  callerId: number | null;
  tokenHash: string;
  lastInputMonoMs: number;
  cancel: () => void;
}

interface SessionsOptions {
  readonly clock: Clock;
  readonly idleMs: () => number;
  readonly onEnd: (session: Session, why: SessionEnd) => void;
}

/**
 * Who is logged in on which connection. It lives in the engine's memory only: after a restart of the
 * engine everybody logs in again. A session whose connection is gone waits, until its time without
 * input is over, for the window to come back with the token.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Begins a session on a connection; one that was there before ends. The token is in this answer only. */
  begin(callerId: number, personId: string, how: Session['how']): { readonly session: Session; readonly token: string } {
    const before = this.#on(callerId);
    if (before !== undefined) this.#end(before, 'changed');
    const { clock } = this.#options;
    const token = newToken();
    const held: Held = {
      id: newId('s'), personId, how, sinceMs: clock.wallMs(), callerId, tokenHash: tokenHash(token),
      lastInputMonoMs: clock.monoMs(), cancel: () => undefined,
    };
    this.#held.set(held.id, held);
    this.#watch(held);
    return { session: held, token };
  }

  of(callerId: number): Session | null {
    return this.#on(callerId) ?? null;
  }

  /**
   * Takes the session of a token over to another connection; null when it is over or unknown. The token
   * stays the same: an answer with a new one could be lost in the very reload it is there for.
   */
  resume(callerId: number, token: string): Session | null {
    const hash = tokenHash(token);
    const held = [...this.#held.values()].find((each) => each.tokenHash === hash);
    if (held === undefined) return null;
    const before = this.#on(callerId);
    if (before !== undefined && before !== held) this.#end(before, 'changed');
    held.callerId = callerId;
    return held;
  }

  /** Somebody gave input on this connection. */
  touch(callerId: number): void {
    const held = this.#on(callerId);
    if (held !== undefined) held.lastInputMonoMs = this.#options.clock.monoMs();
  }

  /** Time until the session ends without input, ms. */
  leftMs(session: Session): number {
    const held = this.#held.get(session.id);
    return held === undefined ? 0 : Math.max(0, this.#options.idleMs() - (this.#options.clock.monoMs() - held.lastInputMonoMs));
  }

  detach(callerId: number): void {
    const held = this.#on(callerId);
    if (held !== undefined) held.callerId = null;
  }

  end(callerId: number, why: SessionEnd): void {
    const held = this.#on(callerId);
    if (held !== undefined) this.#end(held, why);
  }

  /** Ends every session of a person but, if given, the one of a connection. */
  endOf(personId: string, exceptCallerId: number | null = null): void {
    for (const held of [...this.#held.values()])
      if (held.personId === personId && (exceptCallerId === null || held.callerId !== exceptCallerId)) this.#end(held, 'removed');
  }

  has(personId: string): boolean {
    return [...this.#held.values()].some((held) => held.personId === personId && held.callerId !== null);
  }

  /** The time without input was set anew. */
  rewatch(): void {
    for (const held of this.#held.values()) this.#watch(held);
  }

  stop(): void {
    for (const held of this.#held.values()) held.cancel();
    this.#held.clear();
  }

  #on(callerId: number): Held | undefined {
    return [...this.#held.values()].find((held) => held.callerId === callerId);
  }

  #watch(held: Held): void {
    held.cancel();
    held.cancel = this.#options.clock.after(this.leftMs(held), () => {
      if (this.leftMs(held) > 0) this.#watch(held);
      else this.#end(held, 'idle');
    });
  }

  #end(held: Held, why: SessionEnd): void {
    held.cancel();
    if (this.#held.delete(held.id)) this.#options.onEnd(held, why);
  }
}
