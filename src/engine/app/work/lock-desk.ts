import { bit } from '#core/control/facts.ts';
import type { EngineState } from '#core/control/state.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import {
  LOCKS_KEY,
  hangingLocks,
  isOverdue,
  lockRecord,
  saveLocks,
  shiftsOver,
} from '#core/work/lock.ts';
import type { LockRecord, MachineLock, MachineLocks } from '#core/work/lock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { RecordBook } from './record-book.ts';
import { OLD_LOCK } from './work-alarms.ts';
import type { WorkAlarms } from './work-alarms.ts';
import type { WorkStore } from './work-store.ts';

export interface LockDeskOptions {
  readonly historian: Historian;
  readonly log: Log;
  readonly records: WorkStore;
  readonly state: () => EngineState;
  /** Puts locks in force for every command judged from now on. */
  readonly setLocks: (locks: MachineLocks) => void;
  /** Resolves when the command that is under way has ended. */
  readonly settled: () => Promise<void>;
  readonly alarms: WorkAlarms;
}

export type LockRequest = Omit<LockRecord, 'owner' | 'placedMs' | 'lifted'> & {
  readonly who: string;
};

const WATCH_EVERY_MS = 1000;
const without = (locks: NonNullable<MachineLocks>, id: string): NonNullable<MachineLocks> =>
  Object.fromEntries(
    Object.entries(locks).flatMap(([unit, list]) => {
      const rest = list.filter((lock) => lock.id !== id);
      return rest.length === 0 ? [] : [[unit, rest] as const];
    }),
  );

/**
 * Locks with a tag on motors. A lock is in force from the call that places it, before it is on disk;
 * one that is lifted stays in force until its end is on disk.
 */
export class LockDesk {
  readonly book: RecordBook<LockRecord>;
  readonly #options: LockDeskOptions;
  /** Writes follow one another, so that the saved text is always that of the newest set. */
  #tail: Promise<unknown> = Promise.resolve();
  #told = new Set<string>();
  /** Shifts each lock had outlived when it was asked after last. */
  #asked = new Map<string, number>();
  /** Motors whose lock stood in the alarm list as too old, or does. */
  readonly #rung = new Set<string>();
  /** Locks whose end is on its way to disk. */
  readonly #lifting = new Set<string>();
  #stopWatch: () => void = () => undefined;

  constructor(options: LockDeskOptions) {
    this.#options = options;
    this.book = new RecordBook('lock', lockRecord, options.historian, options.log);
  }

  /** Reads the locks from the history and looks each second whether a locked motor runs. */
  start(): void {
    void this.takeOver();
    // What stood at the last stop ends too when its lock is gone by now.
    for (const id of Object.keys(this.#options.state().alarms))
      if (id.startsWith(OLD_LOCK)) this.#rung.add(id.slice(OLD_LOCK.length));
    this.#watch();
  }

  stop(): void {
    this.#stopWatch();
  }

  /**
   * Brings history and memory together: what is in force stays so, also when a copy of the history
   * that knows less was brought back; where nothing was known the history tells.
   */
  async takeOver(): Promise<void> {
    const remembered = this.book.all();
    this.book.forget();
    const loaded = await this.book.load();
    if (!loaded.ok) {
      for (const record of remembered) this.book.put(record);
      return;
    }
    const { records, setLocks, state, log } = this.#options;
    const missing = remembered.filter(
      (record) => JSON.stringify(this.book.get(record.id)) !== JSON.stringify(record),
    );
    for (const record of missing) this.book.put(record);
    const hanging = hangingLocks(this.book.all());
    const known = state().locks;
    if (known !== null && remembered.length === 0 && saveLocks(hanging) !== saveLocks(known))
      log.warn({}, 'the saved locks differ from their records; both stay in force');
    setLocks(known === null ? hanging : joined(known, hanging, this.book));
    if (missing.length > 0)
      void this.#write(
        missing.map((record) => this.#entry(record)),
        [],
      );
    records.changed();
  }

  /** Places a lock. The same id again answers with the lock that hangs. */
  async place(request: LockRequest): Promise<Result<LockRecord, RpcError>> {
    const { records, state, setLocks, settled } = this.#options;
    const { who, ...rest } = request;
    const before = state().locks;
    const { plant } = state();
    if (before === null)
      return err(rpcFault('unavailable', 'the locks are not known yet', 'lock.notLoaded'));
    if (!plant.units.has(request.unit))
      return err(
        rpcFault('badRequest', `this plant has no ${request.unit}`, 'lock.unknownUnit', {
          unit: request.unit,
        }),
      );
    const all = Object.values(before).flat();
    const known = this.book.get(request.id);
    if (known !== undefined) return ok(known);
    const twin = all.find((lock) => lock.lockTag === request.lockTag);
    if (twin !== undefined)
      return err(
        rpcFault('refused', `tag ${request.lockTag} hangs on ${twin.unit}`, 'lock.tagInUse', {
          lockTag: twin.lockTag,
          unit: twin.unit,
        }),
      );
    const nowMs = records.clock.wallMs();
    if (request.expectedEndMs !== null && request.expectedEndMs <= nowMs)
      return err(rpcFault('badRequest', 'expectedEndMs lies in the past', 'lock.endPast'));
    const lock: LockRecord = {
      ...rest,
      owner: who,
      placedMs: nowMs,
      lifted: null,
    };
    const hanging = hangingLocks([lock])[lock.unit] ?? [];
    setLocks({ ...before, [lock.unit]: [...(before[lock.unit] ?? []), ...hanging] });
    this.book.put(lock);
    // What was allowed before the lock is over when this answers.
    await settled();
    const written = await this.#write(
      [this.#entry(lock)],
      [
        records.event('lock.placed', paramsOf(lock), {
          actor: actorOf(who),
          subject: lock.unit,
          priority: 3,
        }),
      ],
    );
    return written.ok ? ok(lock) : written;
  }

  /** Lifts one's own lock. */
  lift(id: string, who: string): Promise<Result<LockRecord, RpcError>> {
    return this.#lift(id, who, '', (owner) =>
      owner === who
        ? null
        : rpcFault('refused', `lock ${id} belongs to ${owner}`, 'lock.notOwner', { owner }),
    );
  }

  /** Lifts somebody else's lock, with the reason. */
  liftOthers(id: string, who: string, reason: string): Promise<Result<LockRecord, RpcError>> {
    return this.#lift(id, who, reason, (owner) =>
      owner === who ? rpcFault('refused', `lock ${id} is one's own`, 'lock.owner', {}) : null,
    );
  }

  async #lift(
    id: string,
    who: string,
    reason: string,
    refuse: (owner: string) => RpcError | null,
  ): Promise<Result<LockRecord, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const { records, state, setLocks } = this.#options;
    const lock = this.book.get(id);
    // Two people at once: the first one's name stands.
    if (lock === undefined || lock.lifted !== null || this.#lifting.has(id))
      return err(rpcFault('notFound', `no lock ${id} hangs`, 'lock.gone'));
    const refusal = refuse(lock.owner);
    if (refusal !== null) return err(refusal);
    const lifted: LockRecord = {
      ...lock,
      lifted: { by: who, atMs: records.clock.wallMs(), reason },
    };
    const own = lock.owner === who;
    this.#lifting.add(id);
    const written = await this.#write(
      [this.#entry(lifted)],
      [
        records.event(
          own ? 'lock.lifted' : 'lock.liftedByOther',
          { ...paramsOf(lock), reason },
          { actor: actorOf(who), subject: lock.unit, priority: own ? 5 : 3 },
        ),
      ],
      id,
    );
    this.#lifting.delete(id);
    if (!written.ok) return written;
    this.book.put(lifted);
    const now = state().locks;
    if (now !== null) setLocks(without(now, id));
    if ((state().locks?.[lock.unit] ?? []).length === 0)
      this.#options.alarms.lockedRuns(lock, false);
    this.#ringOld(lock.unit);
    records.changed();
    return ok(lifted);
  }

  /** Versions and events with the text of the set that hangs, in the order of the calls. */
  #write(
    entries: Parameters<WorkStore['write']>[0]['entries'],
    events: Parameters<WorkStore['write']>[0]['events'],
    liftedId: string | null = null,
  ): Promise<Result<null, RpcError>> {
    const { records, state } = this.#options;
    const writing = this.#tail.then(() => {
      const locks = state().locks ?? {};
      const text = saveLocks(liftedId === null ? locks : without(locks, liftedId));
      return records.write({ entries, events, state: { [LOCKS_KEY]: text } });
    });
    this.#tail = writing;
    return writing;
  }

  #entry(lock: LockRecord): ReturnType<WorkStore['entry']> {
    return this.#options.records.entry('lock', lock, {
      tsMs: lock.placedMs,
      actor: actorOf(lock.lifted?.by ?? lock.owner),
    });
  }

  /** A lock from the shift before may have been forgotten, or somebody may still be inside: one question each shift. */
  #askAfter(lock: MachineLock): void {
    const { records } = this.#options;
    const nowMs = records.clock.wallMs();
    const shifts = shiftsOver(lock, nowMs);
    const before = this.#asked.get(lock.id);
    this.#asked.set(lock.id, shifts);
    // After a start what was asked before is not known: only the shift that ends now asks again.
    if (before === undefined || shifts <= before) return;
    const hours = Math.floor((nowMs - lock.placedMs) / 3_600_000);
    const event = records.event(
      'lock.old',
      { ...paramsOf(lock), hours },
      { actor: 'engine', subject: lock.unit, priority: 3 },
    );
    void records.write({ entries: [], events: [event] });
  }

  /** The oldest lock on a motor that hangs longer than was said stands in the alarm list until it is lifted. */
  #ringOld(unit: string): void {
    const { records, state, alarms } = this.#options;
    const nowMs = records.clock.wallMs();
    const old = (state().locks?.[unit] ?? []).filter((lock) => isOverdue(lock, nowMs));
    const [first] = old.toSorted((a, b) => a.placedMs - b.placedMs);
    if (first !== undefined) {
      this.#rung.add(unit);
      alarms.lockOld(first, nowMs);
    } else if (this.#rung.has(unit)) alarms.noLockOld(unit);
  }

  /** A locked motor that runs was started at its own switch or by the PLC: whoever works on it must know at once. */
  #watch(): void {
    const { records, state, alarms } = this.#options;
    const { samples, locks } = state();
    const running = new Set<string>();
    if (locks !== null)
      for (const unit of new Set([...this.#rung, ...Object.keys(locks)])) this.#ringOld(unit);
    for (const lock of Object.values(locks ?? {}).flat()) {
      this.#askAfter(lock);
      const runs = bit(samples, `${lock.unit}.run`) === true;
      alarms.lockedRuns(lock, runs);
      if (!runs) continue;
      running.add(lock.id);
      if (this.#told.has(lock.id)) continue;
      const event = records.event('lock.unitRuns', paramsOf(lock), {
        actor: 'engine',
        subject: lock.unit,
        priority: 1,
      });
      void records.write({ entries: [], events: [event] });
    }
    this.#told = running;
    this.#stopWatch = records.clock.after(WATCH_EVERY_MS, () => this.#watch());
  }
}

const paramsOf = ({
  unit,
  owner,
  lockTag,
  reason,
}: Pick<MachineLock, 'unit' | 'owner' | 'lockTag' | 'reason'>): {
  unit: string;
  owner: string;
  lockTag: string;
  reason: string;
} => ({ unit, owner, lockTag, reason });

/** What either side holds as hanging, less what the records say was lifted. */
function joined(
  known: NonNullable<MachineLocks>,
  hanging: NonNullable<MachineLocks>,
  book: RecordBook<LockRecord>,
): NonNullable<MachineLocks> {
  const byId = new Map<string, MachineLock>();
  for (const lock of [...Object.values(hanging).flat(), ...Object.values(known).flat()]) {
    const record = book.get(lock.id);
    if (record?.lifted == null) byId.set(lock.id, lock);
  }
  const result: Record<string, MachineLock[]> = {};
  for (const lock of byId.values()) (result[lock.unit] ??= []).push(lock);
  return result;
}
