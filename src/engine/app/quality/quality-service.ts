import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { QualityInput } from '#core/control/live-quality.ts';
import type { PlantContext } from '#core/control/plant-context.ts';
import type { Instant } from '#core/control/record.ts';
import type { StepResult } from '#core/control/state.ts';
import type { Clock } from '#core/time/clock.ts';
import { qualityPlan } from '#core/signal/quality-state/plan.ts';
import type { QualityPlan } from '#core/signal/quality-state/plan.ts';
import { firstQualityState } from '#core/signal/quality-state/state.ts';
import type { EventData, Params, ResultOf } from '#contract/api.ts';
import type {
  CalibrationView,
  CorrectionView,
  DataQualityOverview,
  SensorTrust,
} from '#contract/data-quality.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { ComparisonDesk } from './comparison-desk.ts';
import { DailyJobs } from './daily-jobs.ts';
import { decide, dismissCalibration, recordCalibration, setMaintenance } from './decisions.ts';
import type { CalibrationDone, Decision, Done, Opening } from './decisions.ts';
import { SaidBefore } from './said-before.ts';
import { QualityLedger, bothWritten, qualityEvent } from './ledger.ts';
import type { Written } from './ledger.ts';
import { LiveDesk } from './live-desk.ts';
import { DAYS_KEY, MinuteQueue, STATE_KEY } from './minute-queue.ts';
import { MinuteRunner } from './minute-runner.ts';
import type { MinuteWhen } from './minute-queue.ts';
import type { MinuteJob, MinuteOutput, QualityChange } from './minute-runner.ts';
import { References, REFERENCES_KEY } from './references.ts';
import type { ComparisonChange } from './references.ts';
import { restoreReferences } from './restore-references.ts';
import type { ComparisonSource } from './restore-references.ts';
import { RunTracker } from './run-tracker.ts';
import { qualitySeriesOf } from './series.ts';
import { trustOf } from './trust-view.ts';

export interface QualityOptions {
  readonly plant: PlantContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly historian: Historian;
  /** Brings records to disk in the order of the scans. */
  readonly store: (part: Partial<ScanRecord>) => Promise<Result<CommitInfo, HistorianFault>>;
}

type Change = EventData<'dataQuality'>;
type Answer<T> = Promise<Result<T, RpcError>>;
type Comparisons = Result<ResultOf<'dataQuality.comparisons'>, RpcError>;

/** While the history cannot be read the start is tried again this often. */
const AGAIN_MS = 5000;
const WRITTEN_WITHIN_MS = 10_000;

/**
 * Keeps the trust in every sensor: looks at each reading and each finished minute, decides what
 * stands in for a sensor that cannot be trusted, follows its bias, and writes all of it down. Nothing
 * of it holds up a scan: minutes are worked on between the scans, in slices.
 */
export class QualityService {
  readonly plan: QualityPlan;
  readonly #options: QualityOptions;
  readonly #ledger = new QualityLedger();
  readonly #references: References;
  readonly #runner: MinuteRunner;
  readonly #queue: MinuteQueue;
  readonly #jobs: DailyJobs;
  readonly #live: LiveDesk;
  readonly #compared: ComparisonDesk;
  readonly #said = new SaidBefore();
  readonly #listeners = new Set<(change: Change) => void>();
  #source: ComparisonSource | null = null;
  #loading: Promise<void> = Promise.resolve();
  #begun = false;
  #stopped = false;
  #cancel: () => void = () => undefined;
  #updatedMs: number;

  constructor(options: QualityOptions) {
    const { plant, clock, log, historian } = options;
    this.#options = options;
    this.plan = qualityPlan(plant.profile);
    this.#updatedMs = clock.wallMs();
    this.#references = new References(this.plan);
    this.#runner = new MinuteRunner(
      this.plan,
      firstQualityState(this.plan, this.#updatedMs),
      this.#ledger,
      this.#references,
    );
    this.#jobs = new DailyJobs(this.#runner, this.#ledger, this.#references);
    this.#live = new LiveDesk(plant, this.#runner, this.#ledger);
    this.#compared = new ComparisonDesk(this.#runner, this.#ledger, this.#references);
    this.#queue = new MinuteQueue({
      runner: this.#runner,
      clock,
      log,
      historian,
      tracker: new RunTracker(plant.profile.machines, new Set(plant.tags.keys())),
      gridTags: plant.profile.tags.filter(({ store }) => store === 'grid').map(({ id }) => id),
      output: (output, job, when) => this.#minuteDone(output, job, when),
      learningAnew: (reason) => this.#learnAnew(reason),
    });
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads back what is known and goes through the minutes since then, in the background; tries again while the history is not there. */
  start(): void {
    this.#loading = this.#begin();
  }

  /** The history was exchanged for another one, e.g. a backup: what is known must be what stands there. */
  reload(): void {
    this.#queue.hold();
    this.#begun = false;
    this.#loading = this.#loading.then(() => {
      this.#ledger.clear();
      this.#references.clear();
      this.#runner.days = {};
      this.#runner.state = firstQualityState(this.plan, this.#nowMs());
      return this.#begin();
    });
  }

  /** What must be on disk when the engine ends. */
  stop(): Readonly<Record<string, string>> {
    this.#stopped = true;
    this.#cancel();
    this.#queue.stop();
    const saved = this.#queue.save();
    return saved === null ? {} : { [STATE_KEY]: saved, [REFERENCES_KEY]: this.#references.save() };
  }

  /** Everything that is stored, and every minute that has ended, has been looked at. */
  get isCaughtUp(): boolean {
    return this.#begun && this.#queue.idle;
  }

  /** For the scan: what the last minute said. */
  input(): QualityInput {
    return this.#live.input();
  }

  /**
   * Takes a scan in.
   * @returns tags to read again at once
   */
  scanned(result: StepResult, now: Instant): readonly string[] {
    const { job, notes, lostChanged, looks } = this.#live.scanned(result, now);
    if (job !== null) this.#queue.push(job);
    if (notes.length > 0)
      this.#store({ entries: notes.map(({ entry }) => entry), events: [] }, ['findings']);
    if (lostChanged) this.#tell(['criticalLost'], result.snapshot.criticalLost);
    return looks;
  }

  /** Readings of persons to hold the sensors against; to be set before `start`. */
  compareWith(source: ComparisonSource): void {
    this.#source = source;
    source.onComparison((change) => this.onComparison(change));
  }

  /** A reading of a person was stored, changed or withdrawn. */
  onComparison(change: ComparisonChange): void {
    const taken = this.#compared.take(change, this.#nowMs());
    if (taken === null) return;
    this.#store(taken.written, taken.changes, [change.tag]);
  }

  overview(): DataQualityOverview {
    const { quality } = this.plan.profile;
    return {
      sensors: quality.sensors.map(({ tag }) => this.#trustOf(tag)),
      criticalLost: [...this.#live.criticalLost],
      criticalLimit: quality.criticalLost,
      updatedMs: this.#updatedMs,
      catchingUp: this.#begun ? this.#queue.catchingUp : 0,
    };
  }

  comparisons(asked: Params<'dataQuality.comparisons'>): Comparisons {
    const { tag, fromMs, toMs } = asked;
    const unknown = this.#unknown(tag);
    if (unknown !== null) return err(unknown);
    return ok(
      this.#references.list(tag, fromMs, toMs).map(({ comparison, outlier, estimate }) => {
        const { tag: _tag, ...rest } = comparison;
        return { ...rest, outlier, estimate: estimate ?? null };
      }),
    );
  }

  async series(query: Params<'dataQuality.series'>): Answer<ResultOf<'dataQuality.series'>> {
    const unknown = this.#unknown(query.tag);
    if (unknown !== null) return err(unknown);
    return qualitySeriesOf(this.#options.historian, query, {
      corrections: this.#ledger.corrections(query.tag),
      estimates: this.#runner.estimates(query.tag),
    });
  }

  async decide(to: 'accepted' | 'rejected' | 'undone', decision: Decision): Answer<CorrectionView> {
    const nowMs = this.#nowMs();
    const outcome = decide(this.#ledger, to, decision, nowMs);
    if (outcome.ok) this.#live.corrected(nowMs);
    return this.#write(outcome, ['correction']);
  }

  async recordCalibration(done: CalibrationDone): Answer<CalibrationView> {
    const unknown = this.#unknown(done.tag);
    if (unknown !== null) return err(unknown);
    const nowMs = this.#nowMs();
    const outcome = recordCalibration(this.#ledger, done, nowMs);
    if (!outcome.ok) return outcome;
    const closed = this.#compared.calibrated(done.tag, done.doneMs, nowMs);
    this.#live.corrected(nowMs);
    const written = bothWritten(outcome.value.written, closed);
    const kept = { [REFERENCES_KEY]: this.#references.save() };
    const recorded = ok({ ...outcome.value, written });
    return this.#write(recorded, ['calibration', 'correction', 'findings'], kept);
  }

  /** A calibration that a round asks for; one that is open already stands for it. */
  async askCalibration(tag: string, opening: Opening): Answer<null> {
    const written = this.#compared.asked(tag, opening, this.#nowMs());
    return written === null ? ok(null) : this.#write(ok({ value: null, written }), ['calibration']);
  }

  async dismissCalibration(decision: Decision): Answer<CalibrationView> {
    return this.#write(dismissCalibration(this.#ledger, decision, this.#nowMs()), ['calibration']);
  }

  async setMaintenance(setting: Params<'sensor.maintenance'>): Answer<SensorTrust> {
    const unknown = this.#unknown(setting.tag);
    if (unknown !== null) return err(unknown);
    const outcome = setMaintenance(this.#ledger, setting, this.#nowMs());
    if (outcome.ok) this.#live.refresh();
    const written = await this.#write(outcome, ['maintenance']);
    return written.ok ? ok(this.#trustOf(setting.tag)) : written;
  }

  async #begin(): Promise<void> {
    const { historian, clock, log, plant } = this.#options;
    const nowMs = this.#nowMs();
    const parts = { references: this.#references, ledger: this.#ledger, source: this.#source };
    const state = await historian.loadState();
    const fault = state.ok
      ? ((await this.#ledger.load(historian)) ??
        (await this.#said.load(historian, nowMs)) ??
        (await restoreReferences(state.value[REFERENCES_KEY], nowMs, parts)))
      : state.error;
    if (this.#stopped) return;
    if (fault !== null || !state.ok) {
      log.warn({ reason: fault?.message }, 'what is known of the signals cannot be read yet');
      this.#cancel = clock.after(AGAIN_MS, () => this.start());
      return;
    }
    this.#queue.restoreDays(state.value[DAYS_KEY]);
    await this.#queue.begin(state.value[STATE_KEY], plant.recordClockTag !== null);
    const open = this.#said.stillOpen();
    if (open.length > 0) void this.#options.store({ entries: open });
    // What was found against readings of persons since the last save.
    for (const finding of this.#said.openReferenceFindings()) this.#runner.note(finding, nowMs);
    this.#said.forget();
    this.#begun = true;
    this.#live.refresh();
    if (!this.#stopped) this.#tell(['scores', 'findings', 'substitution'], []);
  }

  #learnAnew(learnReason: 'none' | 'profile' | 'unreadable'): void {
    // A first start has nothing to say about what was learnt before.
    if (learnReason === 'none') return;
    const event = qualityEvent(
      'quality.learningAnew',
      null,
      { learnReason },
      'engine',
      this.#nowMs(),
    );
    this.#store({ entries: [], events: [event] }, ['scores']);
  }

  #minuteDone(output: MinuteOutput, job: MinuteJob, when: MinuteWhen): void {
    this.#live.refresh();
    if (when === 'learning') {
      this.#said.learn(output.entries.map(({ entry }) => entry));
      return;
    }
    const replayed = when === 'again';
    const fresh = replayed
      ? output.entries.filter(({ entry }) => !this.#said.was(entry))
      : output.entries;
    const writtenMs = this.#nowMs();
    const jobs = replayed ? null : this.#jobs.minute(job.tsMs);
    const entries = fresh.map(({ entry }) => ({ ...entry, writtenMs }));
    const events = fresh.flatMap(({ event }) => event ?? []);
    const hourOver = !replayed && output.entries.some(({ entry }) => entry.kind === 'score');
    const saved = hourOver ? this.#queue.save() : null;
    const part: Partial<ScanRecord> = {
      ...bothWritten({ entries, events }, jobs),
      derived: output.derived,
      state: {
        ...(saved === null ? {} : { [STATE_KEY]: saved }),
        ...(output.dayOver ? { [DAYS_KEY]: this.#queue.saveDays() } : {}),
      },
    };
    const changes: QualityChange[] = [...output.changes];
    if (jobs !== null) changes.push('calibration', 'report');
    const something =
      (part.entries?.length ?? 0) + (part.events?.length ?? 0) + output.derived.length > 0;
    if (something || saved !== null || output.dayOver) void this.#options.store(part);
    if (!replayed)
      this.#tell(
        changes,
        entries.flatMap(({ tag }) => tag ?? []),
      );
  }

  #nowMs(): number {
    return this.#options.clock.wallMs();
  }

  #unknown(tag: string): RpcError | null {
    return this.plan.byTag.has(tag)
      ? null
      : rpcFault('notFound', `the profile has no sensor ${tag}`, 'trend.unknownTag', { tag });
  }

  /** A person's action counts when it is on disk; one that is not there yet is said so, and goes there later. */
  async #write<T>(
    outcome: Result<Done<T>, RpcError>,
    changes: readonly QualityChange[],
    state: Readonly<Record<string, string>> = {},
  ): Answer<T> {
    if (!outcome.ok) return outcome;
    const { value, written } = outcome.value;
    this.#tell(
      changes,
      written.entries.flatMap(({ tag }) => tag ?? []),
    );
    const storing = this.#options.store({ ...written, state });
    let cancel = (): void => undefined;
    const tooLate = new Promise<null>((resolve) => {
      cancel = this.#options.clock.after(WRITTEN_WITHIN_MS, () => resolve(null));
    });
    const stored = await Promise.race([storing, tooLate]);
    cancel();
    return stored?.ok === true
      ? ok(value)
      : err(
          rpcFault(
            'unavailable',
            'done, but not on disk yet: the history cannot be written just now; it will be as soon as it can',
            'dataQuality.notRecorded',
          ),
        );
  }

  #store(written: Written, changes: readonly QualityChange[], tags: readonly string[] = []): void {
    const state = changes.includes('comparison')
      ? { [REFERENCES_KEY]: this.#references.save() }
      : {};
    void this.#options.store({ ...written, state });
    this.#tell(changes, [...tags, ...written.entries.flatMap(({ tag }) => tag ?? [])]);
  }

  #tell(changes: readonly QualityChange[], tags: readonly string[]): void {
    this.#updatedMs = this.#nowMs();
    const change: Change = {
      changes: [...changes],
      tags: [...new Set(tags)],
      criticalLost: [...this.#live.criticalLost],
      updatedMs: this.#updatedMs,
    };
    for (const listener of this.#listeners) listener(change);
  }

  #trustOf(tag: string): SensorTrust {
    return trustOf(tag, {
      runner: this.#runner,
      ledger: this.#ledger,
      references: this.#references,
      effective: this.#live.effective.get(tag) ?? null,
      usable: this.#live.isUsable(tag),
      nowMs: this.#nowMs(),
    });
  }
}
