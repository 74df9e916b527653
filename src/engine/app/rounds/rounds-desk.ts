import { z } from 'zod';
import type { EventCode } from '#core/control/codes.ts';
import type { Checklist } from '#core/plant/rounds.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { sensorIn } from '#core/rounds/answer.ts';
import { correctableUntilMs } from '#core/rounds/round-after.ts';
import type { AnswerContext, Round } from '#core/rounds/round.ts';
import { isoDay } from '#core/rounds/schedule.ts';
import type { Calendar, LocalTime } from '#core/rounds/schedule.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RoundView } from '#contract/rounds.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { LaboratoryService } from '../laboratory/laboratory-service.ts';
import { stored } from '../stored-answer.ts';
import { Agenda } from './agenda.ts';
import type { Due } from './agenda.ts';
import type { Consequences } from './follow-up.ts';
import { ListBook } from './list-book.ts';
import { zoneTime } from './local-time.ts';
import { OPEN_KEY, RoundBook, entryOf } from './round-book.ts';
import { readingsOf } from './round-readings.ts';
import { noRound } from './round-words.ts';
import { RoundsStore } from './rounds-store.ts';
import type { StorePart } from './rounds-store.ts';

export interface RoundsOptions extends Consequences {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly store: (part: StorePart) => Promise<{ readonly ok: boolean }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly laboratory: LaboratoryService;
  /** Present usable value of a tag, in its own unit; null without one. */
  readonly live: (tag: string) => number | null;
}

export type Answer<T> = Promise<Result<T, RpcError>>;

const calendarBody = z.object({
  holidays: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      name: z.object({ ko: z.string(), en: z.string() }),
    }),
  ),
  restDays: z.array(z.int()),
});
export const CALENDAR_ID = 'calendar';
/** A stored value of so long before still stood when the round was walked. */
const STOOD_MS = 10 * 60_000;
const LOOK_BACK_DAYS = 130;
const LOOK_AHEAD_DAYS = 101;

/** What all that is done with rounds works on: check lists, rounds, calendar, and the way to disk. */
export class RoundsDesk {
  readonly lists: ListBook;
  readonly book = new RoundBook();
  readonly agenda: Agenda;
  readonly time: LocalTime;
  readonly options: RoundsOptions;
  readonly #out: RoundsStore;
  #loading: Promise<Result<null, RpcError>> | null = null;
  #extra = 0;
  /** Days on which nobody comes, as they stand. */
  present: Calendar;
  /** Nothing was due before the program was there, ms UTC; set by the watch. */
  sinceMs = 0;

  constructor(options: RoundsOptions) {
    this.options = options;
    const { profile, clock, store } = options;
    this.lists = new ListBook(profile);
    this.time = zoneTime(profile.site.timeZone);
    this.present = profile.rounds;
    this.#out = new RoundsStore(store, clock);
    this.agenda = new Agenda({
      lists: this.lists,
      rounds: this.book,
      calendar: () => this.present,
      time: this.time,
      sinceMs: () => this.sinceMs,
      nowMs: () => this.nowMs(),
    });
  }

  onChange(listener: (change: { change: number }) => void): void {
    this.#out.onChange(listener);
  }

  /** Reads everything anew, after a copy of the history was brought back. */
  reload(): void {
    this.#loading = null;
    this.#out.changed();
  }

  /** Check lists, rounds and drafts are read once; asked again after a fault. */
  ready(): Answer<null> {
    this.#loading ??= this.#load().then((outcome) => {
      if (!outcome.ok) this.#loading = null;
      return outcome;
    });
    return this.#loading;
  }

  write(part: StorePart): Answer<null> {
    return this.#out.write(part);
  }

  /** Says something about a round on the event list. */
  tell(
    code: EventCode,
    round: { readonly id: string; readonly checklistId: string },
    priority: number,
  ): Answer<null> {
    return this.store(
      [],
      [this.said(code, round.checklistId, 'engine', priority, { round: round.id })],
    );
  }

  async #load(): Answer<null> {
    const { historian } = this.options;
    const nowMs = this.nowMs();
    const lists = await this.lists.load(historian, nowMs);
    const fault = lists.fault ?? (await this.book.load(historian));
    if (fault !== null) return stored(err(fault));
    const settings = stored(
      await historian.entries({
        kinds: ['calendarSetting'],
        id: CALENDAR_ID,
        versions: 'latest',
        limit: 1,
      }),
    );
    if (!settings.ok) return settings;
    const kept = calendarBody.safeParse(settings.value[0]?.body);
    if (kept.success) this.present = kept.data;
    // The words a round is done with are on disk before the round is.
    return lists.write.length === 0 ? ok(null) : this.#out.write({ entries: lists.write });
  }

  /** A round with readings: entry, readings and event in one piece. */
  async writeWithReadings(
    round: Round,
    list: Checklist,
    who: string,
    code: EventCode,
    reason: string,
  ): Answer<null> {
    const { laboratory } = this.options;
    const loaded = stored(await laboratory.book.load());
    if (!loaded.ok) return loaded;
    const { code: eventCode, params } = this.event(code, round, who);
    const written = await laboratory.writeMany(
      readingsOf(round, list, reason),
      [entryOf(round, actorOf(who), this.nowMs())],
      { code: eventCode, params },
      who,
    );
    if (!written.ok) return written;
    return this.store([], []);
  }

  /** Entries and events together with the open rounds as they stand now. */
  store(entries: readonly NewEntry[], events: readonly NewEvent[]): Answer<null> {
    return this.#out.write({ entries, events, state: { [OPEN_KEY]: this.book.openText() } });
  }

  withList(id: string): Result<{ readonly round: Round; readonly list: Checklist }, RpcError> {
    const round = this.book.get(id);
    if (round === null) return err(noRound(id));
    const version = this.lists.version(round.checklistId, round.version);
    return version === null
      ? err(
          rpcFault(
            'notFound',
            `check list ${round.checklistId} has no version ${String(round.version)}`,
            'rounds.noList',
            { list: round.checklistId },
          ),
        )
      : ok({ round, list: version.list });
  }

  view(round: Round): Result<RoundView, RpcError> {
    const known = this.withList(round.id);
    if (!known.ok) return known;
    return ok({
      round,
      list: known.value.list,
      last: this.book.lastReadings(round.checklistId, round.id),
      correctableUntilMs: correctableUntilMs(round, this.options.profile.rounds.correctionMin),
    });
  }

  /** What stands beside an answer: the sensor at the time of the reading, and the reading of the round before. */
  async beside(
    round: Round,
    list: Checklist,
    itemId: string,
    who: string,
  ): Promise<Result<AnswerContext, RpcError>> {
    const item = list.items.find((each) => each.id === itemId);
    const nowMs = this.nowMs();
    if (item?.kind !== 'reading') return ok({ who, nowMs, sensor: null, last: null });
    const last = this.book.lastReadings(round.checklistId, round.id)[itemId]?.value ?? null;
    const unit = this.options.profile.sensors.find(({ tag }) => tag === item.tag)?.unit;
    if (item.tag === null || unit === undefined) return ok({ who, nowMs, sensor: null, last });
    // What was walked on paper was not read now: the sensor of then is what it is held against.
    const value =
      round.paperMs === null
        ? ok(this.options.live(item.tag))
        : await this.#storedValue(item.tag, round.paperMs);
    return value.ok ? ok({ who, nowMs, sensor: sensorIn(item, value.value, unit), last }) : value;
  }

  /**
   * Value of a tag as it stood in the history at an instant; null when none did, or none to be trusted.
   * A history that cannot be read now is a fault: without the sensor nobody would be asked why.
   */
  async #storedValue(tag: string, atMs: number): Promise<Result<number | null, RpcError>> {
    const answer = stored(await this.options.historian.latest([tag], atMs));
    if (!answer.ok) return answer;
    const [sample] = answer.value;
    return ok(sample?.quality === 'good' && atMs - sample.tsMs <= STOOD_MS ? sample.value : null);
  }

  viewOf(id: string): Result<RoundView, RpcError> {
    const round = this.book.get(id);
    return round === null ? err(noRound(id)) : this.view(round);
  }

  /** A line of the agenda by its id. */
  dueOf(lineId: string, nowMs: number): Due | undefined {
    const today = this.time.dayOf(nowMs);
    return this.agenda
      .due(today - LOOK_BACK_DAYS, today + LOOK_AHEAD_DAYS)
      .find(({ id }) => id === lineId);
  }

  freeId(checklistId: string, atMs: number): string {
    const day = isoDay(this.time.dayOf(atMs)).replaceAll('-', '');
    for (;;) {
      const id = `${checklistId}.${day}.${String(++this.#extra)}`;
      if (this.book.get(id) === null) return id;
    }
  }

  event(
    code: EventCode,
    round: Round,
    who: string,
    priority = 5,
    params: NewEvent['params'] = {},
  ): NewEvent {
    return this.said(code, round.checklistId, who, priority, { round: round.id, ...params });
  }

  said(
    code: EventCode,
    list: string | null,
    who: string,
    priority: number,
    params: NewEvent['params'],
  ): NewEvent {
    return {
      tsMs: this.nowMs(),
      kind: 'round',
      priority,
      code,
      subject: null,
      actor: who === 'engine' ? who : actorOf(who),
      params: { ...params, ...this.#named(list) },
    };
  }

  /** Names of a list in both languages, since lists of persons are in no profile. */
  #named(list: string | null): NewEvent['params'] {
    const name = list === null ? undefined : this.lists.newest(list)?.list.name;
    return name === undefined ? {} : { list, nameKo: name.ko, nameEn: name.en };
  }

  nowMs(): number {
    return this.options.clock.wallMs();
  }
}
