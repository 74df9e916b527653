import type { EventCode } from '#core/control/codes.ts';
import type { Params } from '#core/control/record.ts';
import type { EntryBody, EntryKind, NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { StoreQueue } from '../store-queue.ts';

const STORED_WITHIN_MS = 10_000;

/** What of the work belongs together on disk. */
export interface WorkBatch {
  readonly entries: readonly NewEntry[];
  readonly events: readonly NewEvent[];
  readonly state?: Readonly<Record<string, string>>;
}

/** The way of orders, locks and stock to disk, and whom to tell. */
export class WorkStore {
  readonly clock: Clock;
  readonly #store: Pick<StoreQueue, 'add'>;
  #change = 0;
  readonly #listeners: ((change: { change: number }) => void)[] = [];

  constructor(store: Pick<StoreQueue, 'add'>, clock: Clock) {
    this.#store = store;
    this.clock = clock;
  }

  /** Told after anything changed, for the lists on screen. */
  onChange(listener: (change: { change: number }) => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    this.#change++;
    for (const listener of this.#listeners) listener({ change: this.#change });
  }

  /** Resolves when the batch is on disk as a whole. What waits for a failing disk is kept and tried again, but nobody is told it is safe. */
  async write({ entries, events, state = {} }: WorkBatch): Promise<Result<null, RpcError>> {
    this.changed();
    const adding = this.#store.add({ grid: [], changes: [], events, receipts: [], state, entries });
    let cancel = (): void => undefined;
    const tooLate = new Promise<null>((resolve) => {
      cancel = this.clock.after(STORED_WITHIN_MS, () => resolve(null));
    });
    const outcome = await Promise.race([adding, tooLate]);
    cancel();
    return outcome?.ok === true
      ? ok(null)
      : err(
          rpcFault(
            'unavailable',
            'not on the disk yet; kept in memory and tried again',
            'work.notStored',
          ),
        );
  }

  entry(
    kind: EntryKind,
    record: { readonly id: string },
    at: { readonly tsMs: number; readonly tag?: string | null; readonly actor: string },
  ): NewEntry {
    return {
      kind,
      id: record.id,
      tsMs: at.tsMs,
      tag: at.tag ?? null,
      actor: at.actor,
      writtenMs: this.clock.wallMs(),
      body: structuredClone(record) as unknown as EntryBody,
    };
  }

  event(
    code: EventCode,
    params: Params,
    at: { readonly actor: string; readonly subject: string | null; readonly priority?: number },
  ): NewEvent {
    return {
      tsMs: this.clock.wallMs(),
      kind: 'work',
      priority: at.priority ?? 5,
      code,
      subject: at.subject,
      params: { ...params },
      actor: at.actor,
    };
  }
}
