import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import { notStored } from './round-words.ts';

/** What goes to disk in one piece. */
export interface StorePart {
  readonly entries?: readonly NewEntry[];
  readonly events?: readonly NewEvent[];
  readonly state?: Readonly<Record<string, string>>;
}

const STORED_WITHIN_MS = 10_000;

/** The way to disk: answers when it is there, and tells the lists on screen. */
export class RoundsStore {
  readonly #store: (part: StorePart) => Promise<{ readonly ok: boolean }>;
  readonly #clock: Clock;
  readonly #listeners: ((change: { change: number }) => void)[] = [];
  #change = 0;

  constructor(store: (part: StorePart) => Promise<{ readonly ok: boolean }>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  onChange(listener: (change: { change: number }) => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    this.#change++;
    for (const listener of this.#listeners) listener({ change: this.#change });
  }

  /** What waits for a failing disk is kept in memory and tried again, but nobody is told it is safe. */
  async write(part: StorePart): Promise<Result<null, RpcError>> {
    let cancel = (): void => undefined;
    const tooLate = new Promise<null>((resolve) => {
      cancel = this.#clock.after(STORED_WITHIN_MS, () => resolve(null));
    });
    const outcome = await Promise.race([this.#store(part), tooLate]);
    cancel();
    this.changed();
    return outcome?.ok === true ? ok(null) : err(notStored());
  }
}
