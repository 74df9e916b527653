import { ok, type Result } from '#core/result.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { listOf } from '#core/alarms/alarms.ts';
import type { ExternalAlarm } from '#core/alarms/alarm-list.ts';
import { occurrenceEntry } from '#core/alarms/occurrence.ts';
import { plantContext } from '#core/control/plant-context.ts';
import type { Params, PlantEvent } from '#core/control/record.ts';
import { afterCommand } from '#core/control/history.ts';
import { firstState } from '#core/control/state.ts';
import type { AlarmChange, CommandDone, EngineState } from '#core/control/state.ts';
import type { PlantSnapshot, StepResult } from '#core/control/state.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { step } from '#core/control/step.ts';
import type { EventCode } from '#core/control/codes.ts';
import { LOCKS_KEY, restoreLocks } from '#core/work/lock.ts';
import type { MachineLocks } from '#core/work/lock.ts';
import type { Demand } from '#core/safety/authorise.ts';
import type { Connection } from '#contract/connection.ts';
import type { ReceiptRecord } from '#contract/records.ts';
import type { EngineStatus } from '#contract/snapshot.ts';
import { GENESIS_HASH } from '#engine/historian/index.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { HistorianStats, ScanRecord } from '#engine/ports/historian.ts';
import { Acquisition } from './acquisition.ts';
import { CommandPath } from './command-path.ts';
import type { EngineOptions } from './engine-options.ts';
import { engineStatus } from './engine-status.ts';
import { Feedback } from './feedback.ts';
import { plantDays } from './plant-day.ts';
import type { PlantSource } from './plant-source.ts';
import type { TwinAnswer, TwinFault } from './twin-channel.ts';
import { noticeEvent } from './virtual-plant-events.ts';
import { Publisher } from './publisher.ts';
import { QualityService } from './quality/quality-service.ts';
import { STATE_KEY, restoreState, saveState } from './saved-state.ts';
import { ScanLoop } from './scan-loop.ts';
import { SelfWatch } from './self-watch.ts';
import { StoreQueue } from './store-queue.ts';
import { storable } from './storable.ts';
import { within } from './within.ts';

const RUN_KEY = 'engine.run';
export const CONNECTION_KEY = 'engine.connection';
const STATS_EVERY_MS = 30_000;
const STATE_EVERY_MS = 60_000;
const FLUSH_WITHIN_MS = 5000;
const RECEIPT_WITHIN_MS = 2000;

/** Everything of the engine without its window's socket: polls, steps, stores, publishes, commands. */
export class Engine {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly publisher = new Publisher();
  readonly acquisition: Acquisition;
  readonly commands: CommandPath;
  readonly store: StoreQueue;
  readonly quality: QualityService;
  readonly startedMs: number;
  /** Alarms of other parts of the engine, and what became of each occurrence; set by the alarm desk. */
  external: () => readonly ExternalAlarm[] = () => [];
  onScan: (result: StepResult) => void = () => undefined;
  readonly #options: EngineOptions;
  readonly #loop: ScanLoop;
  readonly #selfWatch: SelfWatch;
  readonly #feedback = new Feedback();
  readonly #dayOf: ReturnType<typeof plantDays>;
  #state: EngineState;
  #snapshot: PlantSnapshot | null = null;
  #connection: Connection;
  #source: PlantSource;
  #pendingEvents: PlantEvent[] = [];
  #pendingState: Record<string, string> = {};
  #heartbeatOkMonoMs: number | null = null;
  #heartbeatBusy = false;
  #stats: HistorianStats | null = null;
  #statsDueMs = 0;
  #stateDueMs = 0;
  #switching: Promise<unknown> = Promise.resolve();
  #stopped = false;

  private constructor(options: EngineOptions, state: EngineState, lastHash: string) {
    const { profile, historian, clock, log } = options;
    this.#options = options;
    this.profile = profile;
    this.historian = historian;
    this.#state = state;
    this.#connection = options.connection;
    this.#source = options.source(options.connection);
    this.startedMs = clock.wallMs();
    this.#dayOf = plantDays(profile.site.timeZone, profile.display.dayStartsAt);
    this.#loop = new ScanLoop(clock, () => this.#scan());
    this.acquisition = new Acquisition({
      plant: state.plant,
      clock,
      log,
      onFastRound: () => this.#loop.roundDone(),
    });
    this.store = new StoreQueue({
      historian,
      clock,
      log,
      onCommitted: (scan, info) =>
        scan.events.forEach((event, i) => {
          const seq = info.eventSeqs[i];
          if (seq !== undefined) this.publisher.event({ ...event, seq });
        }),
    });
    this.quality = new QualityService({
      plant: state.plant,
      clock,
      log,
      historian,
      store: (part) =>
        this.store.add({ grid: [], changes: [], events: [], receipts: [], state: {}, ...part }),
    });
    this.#selfWatch = new SelfWatch({
      store: this.store,
      scans: () => this.#loop.counters(),
      tell: (code, params, priority) => this.#event(code, params, priority),
    });
    this.commands = new CommandPath({
      clock,
      log,
      lastHash,
      state: () => this.#state,
      bus: () => this.acquisition.bus,
      store: (receipt, events) => this.#storeReceipt(receipt, events),
      written: (done, demand, atMs) => this.#written(done, demand, atMs),
    });
  }

  /** Brings the last state back from the historian; nothing runs before `start`. */
  static async create(options: EngineOptions): Promise<Result<Engine, HistorianFault>> {
    const { interim = null, historian } = options;
    const stored = interim === null ? await historian.loadState() : ok(interim.state);
    if (!stored.ok) return stored;
    const receipts = interim === null ? await historian.receipts({ limit: 1 }) : ok([]);
    if (!receipts.ok) return receipts;
    const lastHash = interim?.lastReceiptHash ?? receipts.value[0]?.hash ?? GENESIS_HASH;
    const { state, restored } = restoreState(
      firstState(plantContext(options.profile)),
      stored.value[STATE_KEY],
    );
    // Where not even the journal tells, nothing may be started until the history is back.
    const locks = interim?.lastReceiptHash === null ? null : restoreLocks(stored.value[LOCKS_KEY]);
    const engine = new Engine(options, { ...state, locks }, lastHash);
    if (interim !== null && interim.lastReceiptHash === null) void engine.commands.pause();
    engine.store.know(stored.value);
    engine.#event('system.started', { restored, connection: engine.#source.text });
    if (stored.value[RUN_KEY] === 'running') engine.#event('system.restoredAfterCrash', {}, 4);
    engine.#pendingState[RUN_KEY] = 'running';
    return ok(engine);
  }

  get state(): EngineState {
    return this.#state;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Puts the locks on motors in force, before anything else is judged. */
  setLocks(locks: MachineLocks): void {
    this.#state = { ...this.#state, locks };
  }

  start(): void {
    this.#startSource();
    this.#loop.start();
    this.quality.start();
  }

  /** Ends in order: no more polling, last state and events to disk, bus and virtual plant closed. True when all is stored. */
  async stop(): Promise<boolean> {
    if (this.#stopped) return true;
    this.#stopped = true;
    this.#loop.stop();
    this.#event('system.stopped', {});
    await this.acquisition.detach();
    await this.#source.stop();
    this.#pendingState[RUN_KEY] = 'stopped';
    Object.assign(this.#pendingState, this.quality.stop());
    this.#pendingState[STATE_KEY] = saveState(this.#state, this.#options.clock.wallMs());
    void this.#commit();
    const flushed = await this.store.flush(FLUSH_WITHIN_MS);
    await this.historian.close();
    return flushed;
  }

  /** Polls another plant from now on and remembers it, on disk as soon as the disk lets it. */
  async setConnection(connection: Connection, who: string): Promise<void> {
    await this.apart(() => {
      this.#connection = connection;
      this.#source = this.#options.source(connection);
      this.#pendingState[CONNECTION_KEY] = JSON.stringify(connection);
      const [kind, text] = [connection.kind, this.#source.text];
      this.#event('setting.connection', { kind, connection: text }, 5, 'setting', who);
    });
    await within(this.#options.clock, RECEIPT_WITHIN_MS, this.#commit());
  }

  /** Lets go of the plant's wire for some work, and takes it up again whatever comes of it. */
  apart<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#switching
      .then(() => this.acquisition.detach())
      .then(() => this.#source.stop())
      .then(work)
      .finally(() => (this.#stopped ? undefined : this.#startSource()));
    this.#switching = turn.catch(() => undefined);
    return turn;
  }

  /** Asks the virtual plant on its control channel; refused when the connection is another one. */
  askVirtualPlant(command: object): Promise<Result<TwinAnswer, TwinFault>> {
    return this.#source.ask(command);
  }

  /** Puts on the event list what was done to the virtual plant, so that nobody takes it for a real fault. */
  noteVirtualPlant(event: Pick<PlantEvent, 'code' | 'params' | 'actor' | 'subject'>): void {
    this.#pendingEvents.push({
      tsMs: this.#options.clock.wallMs(),
      kind: 'system',
      priority: 5,
      ...event,
    });
  }

  status(): EngineStatus {
    return engineStatus({
      state: this.#state,
      snapshot: this.#snapshot,
      wallMs: this.#options.clock.wallMs(),
      startedMs: this.startedMs,
      scan: this.#loop.counters(),
      bus: this.acquisition.bus,
      store: this.store.status(),
      stats: this.#stats,
      connection: this.#source.text,
    });
  }

  /** The last scan as the core gave it; null before the first. */
  get snapshot(): PlantSnapshot | null {
    return this.#snapshot;
  }

  /**
   * Takes over what a person did to the alarms between two scans, shows it at once, and answers with
   * the state as it is to be stored together with the record of what was done.
   */
  changeAlarms(change: AlarmChange): Record<string, string> {
    this.#state = { ...this.#state, ...change };
    if (this.#snapshot !== null) {
      const { alarmCandidates } = this.#snapshot;
      this.#snapshot = { ...this.#snapshot, alarms: listOf(this.#state.alarms, alarmCandidates) };
      const { samples, effective } = this.#snapshot;
      this.publisher.scan(samples, effective, () => this.status());
    }
    return { [STATE_KEY]: saveState(this.#state, this.#options.clock.wallMs()) };
  }

  #startSource(): void {
    this.#source.start(
      (bus, cost) => {
        const attach = this.#switching.then(async () => {
          await this.acquisition.detach();
          if (this.#stopped) await bus.close();
          else this.acquisition.attach(bus, cost);
        });
        this.#switching = attach.catch(() => undefined);
      },
      (reason) => this.#event('system.virtualPlantRestarted', { reason }, 4),
      (notice) => this.noteVirtualPlant(noticeEvent(notice)),
    );
  }

  #event(
    code: EventCode,
    params: Params,
    priority = 5,
    kind: PlantEvent['kind'] = 'system',
    actor = 'engine',
  ): void {
    this.#pendingEvents.push({
      tsMs: this.#options.clock.wallMs(),
      kind,
      priority,
      code,
      subject: null,
      params,
      actor,
    });
  }

  #scan(): void {
    const { clock } = this.#options;
    const now = { wallMs: clock.wallMs(), monoMs: clock.monoMs() };
    this.#selfWatch.check(now);
    const bus = this.acquisition.bus?.status() ?? null;
    // A loss shorter than a scan is still a loss: it is told now, and its end with the next scan.
    const wasDown = this.acquisition.takeWasDown();
    const result = step(
      this.#state,
      {
        ...this.acquisition.drain(),
        link:
          bus === null
            ? { state: 'connecting', detail: null, slaves: [] }
            : {
                state: wasDown ? 'disconnected' : bus.state,
                detail: bus.detail,
                slaves: bus.slaves.map(({ slave, state }) => ({ slave, state })),
              },
        heartbeat: { lastOkMonoMs: this.#heartbeatOkMonoMs },
        day: this.#dayOf(this.#snapshot?.plantMs ?? now.wallMs),
        historian: this.store.status().state,
        freeDiskBytes: this.#stats?.freeDiskBytes ?? null,
        quality: this.quality.input(),
        external: this.external(),
      },
      now,
    );
    this.#state = result.state;
    this.#snapshot = result.snapshot;
    for (const demand of result.demands) void this.#beat(demand);
    if (result.saveState || now.monoMs >= this.#stateDueMs) {
      this.#stateDueMs = now.monoMs + STATE_EVERY_MS;
      this.#pendingState[STATE_KEY] = saveState(this.#state, now.wallMs);
    }
    const feedback = this.#feedback.check(result.snapshot.samples, now.wallMs, now.monoMs);
    const entries = result.occurrences.map(({ occurrence }) =>
      occurrenceEntry(occurrence, 'engine', now.wallMs),
    );
    void this.#commit(result.grid, result.changes, [...result.events, ...feedback], entries);
    this.onScan(result);
    this.publisher.scan(result.snapshot.samples, result.snapshot.effective, () => this.status());
    this.acquisition.readNow(this.quality.scanned(result, now));
    if (now.monoMs >= this.#statsDueMs) {
      this.#statsDueMs = now.monoMs + STATS_EVERY_MS;
      void this.#readStats();
    }
  }

  #commit(
    grid: ScanRecord['grid'] = [],
    changes: ScanRecord['changes'] = [],
    events: readonly PlantEvent[] = [],
    entries: readonly NewEntry[] = [],
  ): Promise<unknown> {
    const all = [...this.#pendingEvents.splice(0), ...events].map(storable);
    const state = this.#pendingState;
    if (
      grid.length + changes.length + all.length + entries.length + Object.keys(state).length ===
      0
    )
      return Promise.resolve();
    this.#pendingState = {};
    return this.store.add({ grid, changes, events: all, receipts: [], state, entries });
  }

  async #storeReceipt(receipt: ReceiptRecord, events: readonly PlantEvent[]): Promise<boolean> {
    const { clock } = this.#options;
    const stored = this.store.add({
      grid: [],
      changes: [],
      events: events.map(storable),
      receipts: [receipt],
      state: {},
    });
    const outcome = await within(clock, RECEIPT_WITHIN_MS, stored);
    this.#feedback.expect(receipt, clock.monoMs());
    return outcome?.ok === true;
  }

  #written(done: CommandDone | null, demand: Demand, confirmedAtWallMs: number): void {
    const confirmed =
      confirmedAtWallMs === 0
        ? null
        : { tag: demand.tag, value: demand.value, sourceTimeMs: confirmedAtWallMs };
    this.#state = afterCommand(this.#state, done, confirmed);
    this.#stateDueMs = 0;
    if (confirmed !== null)
      this.acquisition.inject({ ...confirmed, monoMs: this.#options.clock.monoMs() });
  }

  async #beat(demand: Demand): Promise<void> {
    if (demand.purpose === 'annunciator') void this.commands.tell(demand);
    if (this.#heartbeatBusy || demand.purpose !== 'heartbeat') return;
    this.#heartbeatBusy = true;
    if (await this.commands.beat(demand)) this.#heartbeatOkMonoMs = this.#options.clock.monoMs();
    this.#heartbeatBusy = false;
  }

  async #readStats(): Promise<void> {
    const stats = await this.historian.stats();
    if (stats.ok) this.#stats = stats.value;
  }
}
