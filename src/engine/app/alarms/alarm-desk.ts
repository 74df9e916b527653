import {
  acknowledge,
  bringBack,
  commentOn,
  reset,
  shelve,
  takeOut,
  unshelve,
} from '#core/alarms/actions.ts';
import type { ActionStep, Acting } from '#core/alarms/actions.ts';
import { alarmPlan } from '#core/alarms/alarm-list.ts';
import type { ExternalAlarm } from '#core/alarms/alarm-list.ts';
import { alarmEvent } from '#core/alarms/alarms.ts';
import { comparedIn } from '#core/alarms/definition.ts';
import type { AlarmDefinition, AlarmSetting } from '#core/alarms/definition.ts';
import { asideAlarms, definitionOf } from '#core/alarms/desk.ts';
import type { AlarmMemories } from '#core/alarms/memory.ts';
import { occurrenceEntry } from '#core/alarms/occurrence.ts';
import type { PlantEvent } from '#core/control/record.ts';
import type { StepResult } from '#core/control/state.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { AsideAlarm } from '#contract/alarms.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { Engine } from '../engine.ts';
import { storable } from '../storable.ts';
import { within } from '../within.ts';
import { AnnunciatorDesk } from './annunciator-desk.ts';
import { IncidentDesk } from './incident-desk.ts';
import { workOf } from './work-of-alarm.ts';
import type { OpenWork } from './work-of-alarm.ts';

const STORED_WITHIN_MS = 10_000;
/** Id of the setting that counts for all alarms together. */
export const FLOOD_SETTING = '*flood';

type Outcome = Promise<Result<Record<string, never>, RpcError>>;

export interface AlarmDeskOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly openWork: OpenWork;
}

/**
 * What people do to alarms, and what alarms set in motion: work orders and incident reports. Each
 * action changes the state of the alarms between two scans and goes to disk in one record with its
 * events, the versions of its occurrences and that state, so that a crash keeps all of it or nothing.
 */
export class AlarmDesk {
  readonly incidents: IncidentDesk;
  readonly annunciator: AnnunciatorDesk;
  readonly #options: AlarmDeskOptions;
  readonly #external = new Map<string, ExternalAlarm>();
  #change = 0;
  readonly #listeners: ((change: { change: number }) => void)[] = [];

  constructor(options: AlarmDeskOptions) {
    this.#options = options;
    const { engine, clock, log } = options;
    this.incidents = new IncidentDesk({
      engine,
      clock,
      log,
      write: (entries, events, state = {}) => this.#write(entries, events, state),
    });
    this.annunciator = new AnnunciatorDesk({
      engine,
      clock,
      nowMs: () => this.nowMs(),
      write: (event, state) => this.#write([], [event], state),
    });
    engine.external = () => [...this.#external.values()];
    engine.onScan = (result) => this.#scanned(result);
  }

  /** Told after anything changed that no status carries. */
  onChange(listener: (change: { change: number }) => void): void {
    this.#listeners.push(listener);
  }

  /** Another part of the engine says that one of its alarms stands (`OWN_ALARMS`); the same again only renews its words. */
  stand(alarm: Omit<ExternalAlarm, 'stands'>): void {
    this.#external.set(alarm.id, { ...alarm, stands: true });
  }

  /** What `stand` said holds no longer. To be said at a start too for whatever does not stand. */
  end(alarm: Pick<ExternalAlarm, 'id' | 'code'>): void {
    const was = this.#external.get(alarm.id);
    this.#external.set(alarm.id, {
      params: was?.params ?? {},
      equipment: was?.equipment ?? null,
      ...alarm,
      stands: false,
    });
  }

  aside(): AsideAlarm[] {
    const { snapshot, state } = this.#options.engine;
    return [...asideAlarms(state.alarms, snapshot?.alarmCandidates ?? new Map())];
  }

  async acknowledge({
    occurrences,
    comment,
    who,
  }: Params<'alarms.acknowledge'>): Promise<Result<ResultOf<'alarms.acknowledge'>, RpcError>> {
    const step = acknowledge(this.#memories(), occurrences, comment, this.#acting(who), (id) =>
      this.definition(id),
    );
    const refused = step.refused.map((each) => ({ ...each }));
    const acknowledged = step.occurrences.map(({ occurrence }) => occurrence.id);
    if (acknowledged.length === 0) return ok({ acknowledged, refused });
    const written = await this.#take(step, who);
    return written.ok ? ok({ acknowledged, refused }) : written;
  }

  comment({ occurrence, text, who }: Params<'alarms.comment'>): Outcome {
    return this.#one(commentOn(this.#memories(), occurrence, text, this.#acting(who)), who);
  }

  shelve({ alarm, minutes, reason, who }: Params<'alarms.shelve'>): Outcome {
    return this.#with(alarm, who, (memories, definition, acting) =>
      shelve(memories, definition, minutes, reason, acting),
    );
  }

  unshelve({ alarm, who }: Params<'alarms.unshelve'>): Outcome {
    return this.#with(alarm, who, unshelve);
  }

  takeOut({ alarm, reason, who }: Params<'alarms.takeOut'>): Outcome {
    return this.#with(alarm, who, (memories, definition, acting) =>
      takeOut(memories, definition, reason, acting),
    );
  }

  bringBack({ alarm, who }: Params<'alarms.bringBack'>): Outcome {
    return this.#with(alarm, who, bringBack);
  }

  reset({ alarm, who }: Params<'alarms.reset'>): Outcome {
    return this.#with(alarm, who, reset);
  }

  async configure({ alarm, setting, why, who }: Params<'alarms.configure'>): Outcome {
    const definition = this.definition(alarm);
    if (definition === null) return this.#refused('unknown');
    const { settings } = this.#options.engine.state.alarmPlan;
    const before = settings.alarms[alarm] ?? null;
    const given = setting === null ? null : { ...setting, limit: setting.limit ?? null };
    const next = given === null || isEmpty(given) ? null : given;
    const range = next?.limit == null ? null : this.#limitRange(alarm);
    if (range !== null && next?.limit != null && (next.limit < range.min || next.limit > range.max))
      return err(
        rpcFault(
          'badRequest',
          `alarms.configure: limit ${String(next.limit)} lies outside ${String(range.min)} to ${String(range.max)}`,
          'alarmDesk.limitRange',
          range,
        ),
      );
    if (JSON.stringify(before) === JSON.stringify(next)) return this.#refused('unchanged');
    const { [alarm]: _was, ...others } = settings.alarms;
    const alarms = next === null ? others : { ...others, [alarm]: next };
    return this.#set({ ...settings, alarms }, alarm, next, why, who, definition);
  }

  configureFlood({ above, why, who }: Params<'alarms.configureFlood'>): Outcome {
    const { settings } = this.#options.engine.state.alarmPlan;
    if (settings.flood.above === above) return Promise.resolve(this.#refused('unchanged'));
    return this.#set({ ...settings, flood: { above } }, FLOOD_SETTING, { above }, why, who, null);
  }

  definition(id: string): AlarmDefinition | null {
    const { snapshot, state } = this.#options.engine;
    return definitionOf(state.alarmPlan, snapshot?.alarmCandidates ?? new Map(), id);
  }

  /** Time of the plant: our own, but that of the recording while one is played. */
  nowMs(): number {
    const { engine, clock } = this.#options;
    const recorded = engine.state.plant.recordClockTag !== null;
    return recorded ? (engine.snapshot?.plantMs ?? clock.wallMs()) : clock.wallMs();
  }

  #scanned(result: StepResult): void {
    if (result.occurrences.length === 0) {
      this.incidents.watch(result.snapshot.alarms, result.snapshot.plantMs);
      return;
    }
    const { openWork, log } = this.#options;
    for (const { what, occurrence } of result.occurrences) {
      const definition = this.definition(occurrence.alarm);
      if (what === 'raised' && definition?.opensWork === true) {
        const request = workOf(this.#options.engine.profile, occurrence);
        if (request !== null)
          void openWork(request).then((opened) => {
            if (!opened.ok)
              log.error({ alarm: occurrence.alarm, reason: opened.error.message }, 'no work order');
          });
      }
      this.incidents.take(what, occurrence, definition);
    }
    this.incidents.watch(result.snapshot.alarms, result.snapshot.plantMs);
    this.#changed();
  }

  #memories(): AlarmMemories {
    return this.#options.engine.state.alarms;
  }

  #acting(who: string): Acting {
    return { who, actor: actorOf(who), nowMs: this.nowMs() };
  }

  #with(
    alarm: string,
    who: string,
    act: (memories: AlarmMemories, definition: AlarmDefinition, acting: Acting) => ActionStep,
  ): Outcome {
    const definition = this.definition(alarm);
    if (definition === null) return Promise.resolve(this.#refused('unknown'));
    return this.#one(act(this.#memories(), definition, this.#acting(who)), who);
  }

  /** An action on one alarm: refused as a whole or done as a whole. */
  #one(step: ActionStep, who: string): Outcome {
    const [refusal] = step.refused;
    if (refusal !== undefined) return Promise.resolve(this.#refused(refusal.why));
    return this.#take(step, who);
  }

  #take(step: ActionStep, who: string): Outcome {
    const state = this.#options.engine.changeAlarms({ alarms: step.memories });
    const writtenMs = this.#options.clock.wallMs();
    const entries = step.occurrences.map(({ occurrence }) =>
      occurrenceEntry(occurrence, actorOf(who), writtenMs),
    );
    for (const { what, occurrence } of step.occurrences)
      this.incidents.take(what, occurrence, this.definition(occurrence.alarm));
    return this.#write(entries, step.events, state);
  }

  #set(
    settings: Parameters<typeof alarmPlan>[1],
    id: string,
    setting: AlarmSetting | { readonly above: number } | null,
    why: string,
    who: string,
    definition: AlarmDefinition | null,
  ): Outcome {
    const { engine, clock } = this.#options;
    const nowMs = this.nowMs();
    const actor = actorOf(who);
    const state = engine.changeAlarms({ alarmPlan: alarmPlan(engine.state.plant, settings) });
    const entry: NewEntry = {
      kind: 'alarmSetting',
      id,
      tsMs: nowMs,
      tag: null,
      actor,
      writtenMs: clock.wallMs(),
      body: { setting: setting === null ? null : { ...setting }, why },
    };
    const subject = {
      alarm: id,
      code: definition === null ? 'alarmDesk.floodSetting' : definition.code,
      equipment: definition?.equipment ?? null,
      params: {},
    };
    const event = alarmEvent('alarm.configured', subject, 5, nowMs, actor, { reason: why });
    return this.#write([entry], [event], state);
  }

  /** What the sensor of an alarm can show; nothing beyond it could ever ring. */
  #limitRange(id: string): { min: number; max: number } {
    const { profile } = this.#options.engine;
    const alarm = profile.alarms.find((each) => each.id === id);
    const tag = alarm === undefined ? undefined : comparedIn(alarm.when)?.tag;
    const range = profile.sensors.find((sensor) => sensor.tag === tag)?.range;
    return range === undefined ? { min: -1e6, max: 1e6 } : { min: range.min, max: range.max };
  }

  #refused(why: string): Result<never, RpcError> {
    return err(
      rpcFault(why === 'unknown' ? 'notFound' : 'refused', `alarm: ${why}`, `alarmDesk.${why}`),
    );
  }

  /** Answers once it is on disk. What waits for a failing disk counts already and is tried again, but nobody is told it is safe. */
  async #write(
    entries: readonly NewEntry[],
    events: readonly PlantEvent[],
    state: Readonly<Record<string, string>>,
  ): Outcome {
    const { engine, clock } = this.#options;
    this.#changed();
    const record = {
      grid: [],
      changes: [],
      receipts: [],
      entries,
      events: events.map(storable),
      state,
    };
    const outcome = await within(clock, STORED_WITHIN_MS, engine.store.add(record));
    // Once more: who did it and why is read from the disk, where it stands only now.
    this.#changed();
    return outcome?.ok === true
      ? ok({})
      : err(rpcFault('unavailable', 'done, but not on disk yet', 'alarmDesk.notStored'));
  }

  #changed(): void {
    this.#change++;
    for (const listener of this.#listeners) listener({ change: this.#change });
  }
}

const isEmpty = (setting: AlarmSetting): boolean =>
  Object.values(setting).every((value) => value === null);
