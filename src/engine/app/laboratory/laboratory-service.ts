import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { checkReading } from '#core/laboratory/check.ts';
import type { ReadingContext } from '#core/laboratory/check.ts';
import { breaksLimit, dischargeLimit, sensorsAt } from '#core/laboratory/places.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { LaboratoryReading, ReadingDraft } from '#core/laboratory/reading.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import type { ResultOf, Params } from '#contract/api.ts';
import type { ReadingFilter, StoredReading } from '#contract/laboratory.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import type { StoreQueue } from '../store-queue.ts';
import { Comparisons } from './comparisons.ts';
import { ReadingBook, storedOf } from './reading-book.ts';
import { askWhy, earlierValues, entryOf, notStored, refused } from './reading-words.ts';
import { ToCompare } from './to-compare.ts';
import type { ComparisonChange } from './to-compare.ts';

export type { ComparisonChange };

export interface LaboratoryOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly store: Pick<StoreQueue, 'add'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Present usable value of a tag, for a sample taken this very minute; null without one. */
  readonly live: (tag: string) => number | null;
}

const STORED_WITHIN_MS = 10_000;
const MANY_WITHIN_MS = 50_000;
const EARLIER = 30;
/** Readings put in their place at a time, between which scans go on. */
const SLICE = 500;
/** Of a file of ten years only the newest readings say anything on the sensors of today. */
const MOST_TOLD = 2000;
const between = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Keeps the readings of persons: takes them in, keeps every version, finds duplicates, and holds
 * each against its sensor. Readings go to disk through the engine's store queue like everything else.
 */
export class LaboratoryService {
  readonly profile: PlantProfile;
  readonly book: ReadingBook;
  readonly comparisons: Comparisons;
  readonly #options: LaboratoryOptions;
  readonly #toCompare: ToCompare;
  #change = 0;
  #onComparison: ((change: ComparisonChange) => void)[] = [];
  #onChange: ((change: { change: number }) => void)[] = [];

  constructor(options: LaboratoryOptions) {
    this.#options = options;
    this.profile = options.profile;
    this.book = new ReadingBook(options.historian, options.log);
    this.comparisons = new Comparisons({ ...options, book: this.book });
    this.#toCompare = new ToCompare({
      clock: options.clock,
      log: options.log,
      store: options.store,
      comparisons: this.comparisons,
      tell: (change) => {
        for (const listener of this.#onComparison) listener(change);
      },
    });
  }

  /** Lets go of what still waits to be compared; for a stop of the engine. */
  stop(): void {
    this.#toCompare.stop();
  }

  /** Told after each reading that was stored, changed or withdrawn, once it is on its way to disk. */
  onComparison(listener: (change: ComparisonChange) => void): void {
    this.#onComparison.push(listener);
  }

  /** Told after anything changed, for the lists on screen. */
  onChange(listener: (change: { change: number }) => void): void {
    this.#onChange.push(listener);
  }

  /** Reads everything anew, after a copy of the history was brought back. */
  reload(): void {
    this.book.forget();
    this.comparisons.forget();
    this.#changed();
  }

  async list({
    filter,
    skip,
    limit,
  }: Params<'laboratory.readings'>): Promise<Result<ResultOf<'laboratory.readings'>, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const found = this.book.newestFirst().filter((row) => this.#passes(row, filter));
    return ok({ readings: found.slice(skip, skip + limit), total: found.length });
  }

  async versions(id: string): Promise<Result<ResultOf<'laboratory.versions'>, RpcError>> {
    const answer = stored(
      await this.#options.historian.entries({
        kinds: ['reading'],
        id,
        versions: 'all',
        limit: 1000,
      }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value
        .flatMap((entry) => storedOf(entry) ?? [])
        .map(({ reading, actor, writtenMs, seq }) => ({ reading, actor, writtenMs, seq })),
    );
  }

  /** What a person sees beside the field while typing. */
  async beside(
    query: Params<'laboratory.beside'>,
  ): Promise<Result<ResultOf<'laboratory.beside'>, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const { tag, item, point, sampledMs, compositeFromMs } = query;
    const window =
      tag === null
        ? ok({ window: null, isPresent: false })
        : await this.comparisons.sensorAt(tag, { sampledMs, compositeFromMs });
    if (!window.ok) return stored(window);
    const same = this.#earlier(item, point, tag, sampledMs);
    return ok({
      sensor: window.value.window,
      isPresent: window.value.isPresent,
      last: same[0] ?? null,
      earlier: earlierValues(same, item),
    });
  }

  /** Stores a new reading. The same id again answers with what was stored. */
  async enter(draft: ReadingDraft, who: string): Promise<Result<StoredReading, RpcError>> {
    const ready = await this.#ready(draft);
    if (!ready.ok) return ready;
    const known = this.book.get(draft.id);
    if (known !== undefined) return ok(known);
    const twin = this.book.sameAs(draft);
    if (twin !== undefined)
      return err(
        rpcFault(
          'refused',
          `the same value of the same sample stands as ${twin.reading.id}`,
          'laboratory.duplicate',
          { person: twin.reading.person },
        ),
      );
    const reading: LaboratoryReading = readingSchema.parse({
      ...draft,
      origin: null,
      state: 'valid',
      reason: '',
    });
    return this.#write(reading, who, 1, 'laboratory.entered', {});
  }

  /** A new version in place of the present one; the one before stays in the history of versions. */
  async correct(
    draft: ReadingDraft,
    who: string,
    reason: string,
  ): Promise<Result<StoredReading, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const before = this.#standing(draft.id);
    if (!before.ok) return before;
    const { origin, state } = before.value.reading;
    const reading: LaboratoryReading = readingSchema.parse({ ...draft, origin, state, reason });
    if (
      JSON.stringify({ ...reading, reason: '' }) ===
      JSON.stringify({ ...before.value.reading, reason: '' })
    )
      return err(rpcFault('badRequest', 'nothing was changed', 'laboratory.unchanged'));
    const ready = await this.#ready(draft);
    if (!ready.ok) return ready;
    const twin = this.book.sameAs(draft);
    if (twin !== undefined && twin.reading.id !== draft.id)
      return err(
        rpcFault(
          'refused',
          `the same value of the same sample stands as ${twin.reading.id}`,
          'laboratory.duplicate',
          { person: twin.reading.person },
        ),
      );
    return this.#write(reading, who, before.value.version + 1, 'laboratory.corrected', {
      before: before.value.reading.value,
      reason,
    });
  }

  async withdraw(
    id: string,
    who: string,
    reason: string,
  ): Promise<Result<StoredReading, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const before = this.#standing(id);
    if (!before.ok) return before;
    return this.#write(
      { ...before.value.reading, state: 'withdrawn', reason },
      who,
      before.value.version + 1,
      'laboratory.withdrawn',
      { reason },
    );
  }

  /** Readings of a file, or their withdrawal, in one transaction with the entry of the import itself. */
  async writeMany(
    readings: readonly LaboratoryReading[],
    extra: readonly NewEntry[],
    event: Pick<NewEvent, 'code' | 'params'>,
    who: string,
  ): Promise<Result<null, RpcError>> {
    const nowMs = this.#options.clock.wallMs();
    const actor = actorOf(who);
    const entries = [...readings.map((reading) => entryOf(reading, actor, nowMs)), ...extra];
    const events: NewEvent[] = [
      { tsMs: nowMs, kind: 'quality', priority: 5, subject: null, actor, ...event },
    ];
    const outcome = await this.#store(entries, events, MANY_WITHIN_MS);
    for (const [i, reading] of readings.entries()) {
      if (i % SLICE === SLICE - 1) await between();
      const before = this.book.get(reading.id);
      this.book.put({
        reading,
        seq: outcome.seqs[i] ?? 0,
        actor,
        writtenMs: nowMs,
        version: (before?.version ?? 0) + 1,
      });
    }
    this.#changed();
    // One after the other, the oldest first: each asks the history for its few minutes.
    const newest = [...readings].sort((a, b) => b.sampledMs - a.sampledMs).slice(0, MOST_TOLD);
    this.#toCompare.add(newest.reverse());
    return outcome.onDisk ? ok(null) : err(notStored());
  }

  sensorOf(tag: string | null): Sensor | null {
    return tag === null ? null : (this.profile.sensors.find((each) => each.tag === tag) ?? null);
  }

  #standing(id: string): Result<StoredReading, RpcError> {
    const row = this.book.get(id);
    if (row === undefined) return err(rpcFault('notFound', `no reading ${id}`, 'laboratory.gone'));
    if (row.reading.state === 'withdrawn')
      return err(rpcFault('refused', `reading ${id} is withdrawn`, 'laboratory.isWithdrawn'));
    return ok(row);
  }

  /** Everything a reading must pass before it is stored. */
  async #ready(draft: ReadingDraft): Promise<Result<null, RpcError>> {
    const loaded = stored(await this.book.load());
    if (!loaded.ok) return loaded;
    const { tag, item, point, sampledMs } = draft;
    if (tag !== null && !sensorsAt(this.profile, point, item).some((each) => each.tag === tag))
      return err(
        rpcFault(
          'badRequest',
          `no sensor ${tag} measures ${item} at ${point}`,
          'laboratory.unknownTag',
          { tag },
        ),
      );
    const sensor = this.sensorOf(tag);
    const window = sensor === null ? null : await this.comparisons.sensorAt(sensor.tag, draft);
    if (window !== null && !window.ok) return stored(window);
    const context: ReadingContext = {
      nowMs: this.#options.clock.wallMs(),
      sensor,
      quality: this.profile.quality.sensors.find((each) => each.tag === tag) ?? null,
      limit: dischargeLimit(this.profile, point, item),
      sensorValue: window?.value.window?.mean ?? null,
      earlier: earlierValues(
        this.#earlier(item, point, tag, sampledMs).filter(({ reading }) => reading.id !== draft.id),
        item,
      ),
    };
    const [worst] = checkReading(draft, context);
    if (worst === undefined || worst.severity === 'note') return ok(null);
    if (worst.severity === 'ask')
      return draft.explanation.trim() === '' ? err(askWhy(worst)) : ok(null);
    return err(refused(worst));
  }

  #earlier(
    item: string,
    point: string,
    tag: string | null,
    beforeMs: number,
  ): readonly StoredReading[] {
    const found: StoredReading[] = [];
    for (const row of this.book.newestFirst()) {
      const { reading } = row;
      if (reading.state !== 'valid' || reading.item !== item || reading.point !== point) continue;
      if (reading.tag !== tag || reading.sampledMs > beforeMs) continue;
      found.push(row);
      if (found.length >= EARLIER) break;
    }
    return found;
  }

  async #write(
    reading: LaboratoryReading,
    who: string,
    version: number,
    code: string,
    params: NewEvent['params'],
  ): Promise<Result<StoredReading, RpcError>> {
    const writtenMs = this.#options.clock.wallMs();
    const actor = actorOf(who);
    const { item, value, unit, point, tag } = reading;
    const event: NewEvent = {
      tsMs: writtenMs,
      kind: 'quality',
      priority: 5,
      code,
      subject: tag ?? point,
      actor,
      params: { item, value, unit, ...params },
    };
    const outcome = await this.#store([entryOf(reading, actor, writtenMs)], [event]);
    const row: StoredReading = { reading, seq: outcome.seqs[0] ?? 0, actor, writtenMs, version };
    this.book.put(row);
    this.#changed();
    this.#toCompare.add([reading]);
    // What waits for a failing disk is not lost, but nobody is told it is safe.
    return outcome.onDisk ? ok(row) : err(notStored());
  }

  async #store(
    entries: readonly NewEntry[],
    events: readonly NewEvent[],
    withinMs = STORED_WITHIN_MS,
  ): Promise<{ readonly onDisk: boolean; readonly seqs: readonly number[] }> {
    const { store, clock } = this.#options;
    const adding = store.add({ grid: [], changes: [], events, receipts: [], state: {}, entries });
    let cancel = (): void => undefined;
    const tooLate = new Promise<null>((resolve) => {
      cancel = clock.after(withinMs, () => resolve(null));
    });
    const outcome = await Promise.race([adding, tooLate]);
    cancel();
    return outcome?.ok === true
      ? { onDisk: true, seqs: outcome.value.entrySeqs }
      : { onDisk: false, seqs: [] };
  }

  #changed(): void {
    this.#change++;
    for (const listener of this.#onChange) listener({ change: this.#change });
  }

  #passes({ reading }: StoredReading, filter: ReadingFilter): boolean {
    if (!filter.withdrawn && reading.state !== 'valid') return false;
    if (filter.fromMs !== null && reading.sampledMs < filter.fromMs) return false;
    if (filter.toMs !== null && reading.sampledMs >= filter.toMs) return false;
    if (filter.item !== null && reading.item !== filter.item) return false;
    if (filter.point !== null && reading.point !== filter.point) return false;
    if (filter.how !== null && reading.how !== filter.how) return false;
    if (filter.person !== null && reading.person !== filter.person) return false;
    if (filter.importId !== null && reading.origin?.importId !== filter.importId) return false;
    if (!filter.overLimit) return true;
    const limit = dischargeLimit(this.profile, reading.point, reading.item);
    return limit !== null && breaksLimit(limit, reading);
  }
}
