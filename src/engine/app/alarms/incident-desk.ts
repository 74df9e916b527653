import type { ActiveAlarm } from '#core/alarms/alarms.ts';
import type { AlarmDefinition } from '#core/alarms/definition.ts';
import {
  effluentFacts,
  incidentEntry,
  incidentSchema,
  isWorse,
  unsignedState,
} from '#core/alarms/incident.ts';
import type { Incident } from '#core/alarms/incident.ts';
import { INCIDENT_LEVEL } from '#core/alarms/own-alarms.ts';
import type { Occurrence, OccurrenceChangeKind } from '#core/alarms/occurrence.ts';
import type { PlantEvent } from '#core/control/record.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { Engine } from '../engine.ts';
import { stored } from '../stored-answer.ts';
import { withSpan } from './incident-span.ts';

export interface IncidentDeskOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly write: (
    entries: readonly NewEntry[],
    events: readonly PlantEvent[],
    state?: Readonly<Record<string, string>>,
  ) => Promise<Result<Record<string, never>, RpcError>>;
}

/** A worse value is written down at most this often; in between it is kept in memory. */
const WORST_EVERY_MS = 600_000;
const AT_ONCE = 200;
/** A history that does not answer is asked again after this long, and each time after twice as long. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 60_000;
/** Of more that happened meanwhile the oldest are let go; an occurrence that still stands comes again. */
const MOST_EARLY = 2000;

/** Incident reports: started by the effluent's third level, written by people, closed with a signature. */
export class IncidentDesk {
  readonly #options: IncidentDeskOptions;
  /** Open ones by item of the effluent. */
  readonly #open = new Map<string, Incident>();
  readonly #early: (() => void)[] = [];
  #ready = false;
  #worstDueMs = 0;
  #unsaved = new Set<string>();
  #failures = 0;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: IncidentDeskOptions) {
    this.#options = options;
  }

  /** Reads the open reports of earlier runs; what happens before that waits in order. */
  async load(): Promise<void> {
    const answer = await this.#options.engine.historian.entries({
      kinds: ['incident'],
      versions: 'latest',
      limit: AT_ONCE,
    });
    if (!answer.ok) {
      // A report that is open but not known would be opened a second time.
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures++, MOST_PAUSE_MS);
      this.#options.log.error(
        { reason: answer.error.message, pauseMs },
        'open incidents cannot be read yet',
      );
      this.#cancel();
      if (!this.#stopped) this.#cancel = this.#options.clock.after(pauseMs, () => void this.load());
      return;
    }
    this.#failures = 0;
    this.#open.clear();
    for (const { body } of answer.value) {
      const incident = incidentSchema.safeParse(body);
      if (incident.success && incident.data.state !== 'closed')
        this.#open.set(incident.data.item, incident.data);
    }
    this.#ready = true;
    this.#early.splice(0).forEach((run) => run());
  }

  /** Asks the history no more; for a stop of the engine. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Something happened to an occurrence; only the effluent's third level and above matter here. */
  take(
    what: OccurrenceChangeKind,
    occurrence: Occurrence,
    definition: AlarmDefinition | null,
  ): void {
    if (occurrence.code !== 'alarm.effluent' || (definition?.rung ?? 0) < INCIDENT_LEVEL) return;
    if (!this.#ready) {
      this.#early.push(() => this.take(what, occurrence, definition));
      if (this.#early.length > MOST_EARLY) this.#early.shift();
      if (this.#early.length === 1 && this.#failures === 0) void this.load();
      return;
    }
    const facts = effluentFacts(occurrence.params);
    if (facts === null) return;
    const known = this.#open.get(facts.item);
    if (what === 'raised' || what === 'raisedAgain') {
      const atMs = occurrence.lastRaisedMs;
      const before: Incident = known ?? {
        id: `incident-${facts.item}-${String(atMs)}`,
        item: facts.item,
        tag: facts.tag,
        unit: facts.unit,
        min: facts.min,
        max: facts.max,
        openedMs: atMs,
        percent: facts.percent,
        worst: null,
        calmMs: null,
        occurrences: [],
        notes: [],
        told: [],
        cause: '',
        measures: '',
        state: 'open',
        closedMs: null,
        signedBy: null,
        values: [],
        lines: [],
        more: 0,
      };
      const incident: Incident = {
        ...before,
        percent: Math.max(before.percent, facts.percent),
        calmMs: null,
        occurrences: [...new Set([...before.occurrences, occurrence.id])].slice(-AT_ONCE),
      };
      const event =
        known === undefined ? [this.#event('incident.opened', incident, atMs, 'engine', 2)] : [];
      this.#keep(incident, 'engine', event);
    } else if (known !== undefined && known.calmMs === null && !this.#stands(facts.item)) {
      this.#keep(
        { ...known, calmMs: occurrence.clearedMs ?? this.#options.clock.wallMs() },
        'engine',
        [],
      );
    }
  }

  /** Follows the worst value of each open report. */
  watch(active: readonly ActiveAlarm[], nowMs: number): void {
    if (this.#open.size === 0) return;
    for (const { code, params } of active) {
      const facts = code === 'alarm.effluent' ? effluentFacts(params) : null;
      const incident = facts === null ? undefined : this.#open.get(facts.item);
      if (
        facts === null ||
        facts.value === null ||
        incident === undefined ||
        incident.calmMs !== null
      )
        continue;
      if (incident.worst !== null && !isWorse(incident, facts.value, incident.worst.value))
        continue;
      if (incident.worst?.value === facts.value) continue;
      this.#open.set(facts.item, { ...incident, worst: { value: facts.value, tsMs: nowMs } });
      this.#unsaved.add(facts.item);
    }
    if (this.#unsaved.size === 0 || nowMs < this.#worstDueMs) return;
    this.#worstDueMs = nowMs + WORST_EVERY_MS;
    for (const item of [...this.#unsaved]) {
      const incident = this.#open.get(item);
      if (incident !== undefined) this.#keep(incident, 'engine', []);
    }
  }

  async list(limit: number): Promise<Result<ResultOf<'incidents.list'>, RpcError>> {
    const answer = stored(
      await this.#options.engine.historian.entries({
        kinds: ['incident'],
        versions: 'latest',
        order: 'time',
        limit,
      }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.flatMap(({ body }) => {
        const incident = incidentSchema.safeParse(body);
        if (!incident.success) return [];
        const {
          values: _values,
          lines: _lines,
          more: _more,
          ...head
        } = this.#newest(incident.data);
        return [head];
      }),
    );
  }

  async get(id: string): Promise<Result<ResultOf<'incidents.get'>, RpcError>> {
    const found = await this.#find(id);
    if (!found.ok) return found;
    const filled = found.value.state === 'closed' ? found : await this.#filled(found.value);
    return filled.ok ? ok({ incident: filled.value }) : filled;
  }

  async write({
    id,
    cause,
    measures,
    note,
    who,
  }: Params<'incidents.write'>): Promise<Result<Incident, RpcError>> {
    const found = await this.#find(id);
    if (!found.ok) return found;
    const before = found.value;
    const isClosed = before.state === 'closed';
    if (isClosed && (cause !== before.cause || measures !== before.measures))
      return this.#refused('isClosed');
    const tsMs = this.#options.clock.wallMs();
    const incident: Incident = {
      ...before,
      cause,
      measures,
      state: isClosed ? 'closed' : unsignedState({ cause, measures }),
      notes:
        note.trim() === '' ? before.notes : [...before.notes, { tsMs, who, text: note.trim() }],
    };
    return this.#answer(
      incident,
      who,
      this.#event('incident.written', incident, tsMs, actorOf(who), 5),
    );
  }

  /** Writes down who was told of it and when; also after it was signed, since authorities are told late at times. */
  async tell({
    id,
    who,
    name,
    ...told
  }: Params<'incidents.tell'>): Promise<Result<Incident, RpcError>> {
    const found = await this.#find(id);
    if (!found.ok) return found;
    const writtenMs = this.#options.clock.wallMs();
    if (told.tsMs > writtenMs || told.tsMs < found.value.openedMs)
      return this.#refused('toldWhen', {});
    const incident: Incident = {
      ...found.value,
      told: [...found.value.told, { ...told, name, writtenMs, who }],
    };
    const event = this.#event('incident.told', incident, writtenMs, actorOf(who), 5);
    return this.#answer(incident, who, { ...event, params: { ...event.params, name } });
  }

  async close({ id, who }: Params<'incidents.close'>): Promise<Result<Incident, RpcError>> {
    const found = await this.#find(id);
    if (!found.ok) return found;
    const before = found.value;
    if (before.state === 'closed') return this.#refused('isClosed');
    if (before.calmMs === null && this.#stands(before.item))
      return this.#refused('standsStill', { item: before.item });
    if (before.cause.trim() === '' || before.measures.trim() === '')
      return this.#refused('needsCause');
    const closedMs = this.#options.clock.wallMs();
    const filled = await this.#filled({ ...before, calmMs: before.calmMs ?? closedMs });
    if (!filled.ok) return filled;
    const incident: Incident = { ...filled.value, state: 'closed', closedMs, signedBy: who };
    return this.#answer(
      incident,
      who,
      this.#event('incident.closed', incident, closedMs, actorOf(who), 5),
    );
  }

  /** Whether an alarm of the third level or above stands for this item now. */
  #stands(item: string): boolean {
    const { state, snapshot } = this.#options.engine;
    return Object.entries(state.alarms).some(([id, { open }]) => {
      if (open === undefined || open.clearedMs !== null || open.code !== 'alarm.effluent')
        return false;
      const rung = snapshot?.alarmCandidates.get(id)?.definition.rung ?? INCIDENT_LEVEL;
      return open.params['item'] === item && rung >= INCIDENT_LEVEL;
    });
  }

  #newest(incident: Incident): Incident {
    const open = this.#open.get(incident.item);
    return open?.id === incident.id ? open : incident;
  }

  async #find(id: string): Promise<Result<Incident, RpcError>> {
    if (!this.#ready) await this.load();
    for (const incident of this.#open.values()) if (incident.id === id) return ok(incident);
    const answer = stored(
      await this.#options.engine.historian.entries({
        kinds: ['incident'],
        id,
        versions: 'latest',
        limit: 1,
      }),
    );
    if (!answer.ok) return answer;
    const incident = incidentSchema.safeParse(answer.value[0]?.body);
    return incident.success
      ? ok(incident.data)
      : err(rpcFault('notFound', `no incident ${id}`, 'incident.gone', { id }));
  }

  #filled(incident: Incident): Promise<Result<Incident, RpcError>> {
    return withSpan(this.#options.engine.historian, incident, this.#options.clock.wallMs());
  }

  async #answer(
    incident: Incident,
    who: string,
    event: PlantEvent,
  ): Promise<Result<Incident, RpcError>> {
    this.#remember(incident);
    const { clock, write } = this.#options;
    const written = await write([incidentEntry(incident, actorOf(who), clock.wallMs())], [event]);
    if (!written.ok) return written;
    return incident.state === 'closed' ? ok(incident) : this.#filled(incident);
  }

  #keep(incident: Incident, actor: string, events: readonly PlantEvent[]): void {
    this.#remember(incident);
    void this.#options.write(
      [incidentEntry(incident, actor, this.#options.clock.wallMs())],
      events,
    );
  }

  #remember(incident: Incident): void {
    this.#unsaved.delete(incident.item);
    if (incident.state !== 'closed') this.#open.set(incident.item, incident);
    else if (this.#open.get(incident.item)?.id === incident.id) this.#open.delete(incident.item);
  }

  #event(
    code: 'incident.opened' | 'incident.written' | 'incident.told' | 'incident.closed',
    incident: Incident,
    tsMs: number,
    actor: string,
    priority: number,
  ): PlantEvent {
    return {
      tsMs,
      kind: 'report',
      priority,
      code,
      subject: incident.tag,
      actor,
      params: { item: incident.item, percent: incident.percent, incident: incident.id },
    };
  }

  #refused(why: string, params: Record<string, string> = {}): Result<never, RpcError> {
    return err(rpcFault('refused', `incident: ${why}`, `incident.${why}`, params));
  }
}
