import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { PlantContext } from '#core/control/plant-context.ts';
import type { Clock } from '#core/time/clock.ts';
import type {
  CalibrationView,
  CorrectionView,
  DataQualityOverview,
  SensorTrust,
} from '#contract/data-quality.ts';
import type { EventData, Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { decide, dismissCalibration, recordCalibration, setMaintenance } from './decisions.ts';
import type { CalibrationDone, Decision, Done } from './decisions.ts';
import { QualityLedger } from './ledger.ts';
import type { Written } from './ledger.ts';

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

/**
 * Keeps the trust in every sensor: looks at each finished minute, decides what stands in for a
 * sensor that cannot be trusted, follows its bias, and writes all of it down.
 */
export class QualityService {
  readonly #options: QualityOptions;
  readonly #ledger = new QualityLedger();
  readonly #listeners = new Set<(change: Change) => void>();
  #updatedMs: number;

  constructor(options: QualityOptions) {
    this.#options = options;
    this.#updatedMs = options.clock.wallMs();
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  overview(): DataQualityOverview {
    const { quality } = this.#options.plant.profile;
    return {
      sensors: quality.sensors.map(({ tag }) => this.#trustOf(tag)),
      criticalLost: [],
      criticalLimit: quality.criticalLost,
      updatedMs: this.#updatedMs,
      catchingUp: null,
    };
  }

  comparisons(
    _query: Params<'dataQuality.comparisons'>,
  ): Result<ResultOf<'dataQuality.comparisons'>, RpcError> {
    return ok([]);
  }

  async series(query: Params<'dataQuality.series'>): Answer<ResultOf<'dataQuality.series'>> {
    const { tag } = query;
    return Promise.resolve(
      ok({ tag, bucketMs: 60_000, points: [], derived: [], estimates: [], derivedCut: false }),
    );
  }

  decide(to: 'accepted' | 'rejected' | 'undone', decision: Decision): Answer<CorrectionView> {
    return this.#write(decide(this.#ledger, to, decision, this.#nowMs()), ['correction']);
  }

  recordCalibration(done: CalibrationDone): Answer<CalibrationView> {
    const unknown = this.#unknown(done.tag);
    if (unknown !== null) return Promise.resolve(err(unknown));
    return this.#write(recordCalibration(this.#ledger, done, this.#nowMs()), [
      'calibration',
      'correction',
    ]);
  }

  dismissCalibration(decision: Decision): Answer<CalibrationView> {
    return this.#write(dismissCalibration(this.#ledger, decision, this.#nowMs()), ['calibration']);
  }

  async setMaintenance(setting: Params<'sensor.maintenance'>): Answer<SensorTrust> {
    const unknown = this.#unknown(setting.tag);
    if (unknown !== null) return err(unknown);
    const outcome = await this.#write(setMaintenance(this.#ledger, setting, this.#nowMs()), [
      'maintenance',
    ]);
    return outcome.ok ? ok(this.#trustOf(setting.tag)) : outcome;
  }

  #nowMs(): number {
    return this.#options.clock.wallMs();
  }

  #unknown(tag: string): RpcError | null {
    return this.#options.plant.profile.quality.sensors.some((each) => each.tag === tag)
      ? null
      : rpcFault('notFound', `the profile has no sensor ${tag}`, 'trend.unknownTag', { tag });
  }

  /** A person's action counts when it is on disk; one that is not there yet is said so, and goes there later. */
  async #write<T>(outcome: Result<Done<T>, RpcError>, changes: Change['changes']): Answer<T> {
    if (!outcome.ok) return outcome;
    const { value, written } = outcome.value;
    const stored = await this.#store(written, changes);
    return stored
      ? ok(value)
      : err(
          rpcFault(
            'unavailable',
            'done, but not on disk yet: the history cannot be written just now; it will be as soon as it can',
            'dataQuality.notRecorded',
          ),
        );
  }

  async #store(written: Written, changes: Change['changes']): Promise<boolean> {
    const tags = written.entries.flatMap(({ tag }) => tag ?? []);
    this.#tell(changes, tags);
    const outcome = await this.#options.store(written);
    return outcome.ok;
  }

  #tell(changes: Change['changes'], tags: readonly string[]): void {
    this.#updatedMs = this.#nowMs();
    const change = {
      changes,
      tags: [...new Set(tags)],
      criticalLost: [],
      updatedMs: this.#updatedMs,
    };
    for (const listener of this.#listeners) listener(change);
  }

  #trustOf(tag: string): SensorTrust {
    const sensor = this.#options.plant.profile.quality.sensors.find((each) => each.tag === tag);
    const ledger = this.#ledger;
    return {
      tag,
      critical: sensor?.critical ?? false,
      score: null,
      deductions: [],
      state: ledger.maintenance(tag) === null ? 'learning' : 'maintenance',
      openFindings: [],
      estimate: null,
      noEstimate: null,
      effective: { value: null, substitute: null, correction: 0, sd: null },
      substitution: null,
      correction: ledger.acting(tag),
      proposal: ledger.proposal(tag),
      lastReference: null,
      lastCalibrationMs: ledger.lastCalibrationMs(tag),
      nextCalibrationMs: null,
      openCalibration: ledger.openCalibration(tag),
      maintenance: ledger.maintenance(tag),
      lifeLeftDays: null,
      missingShare24h: 0,
      bias: null,
    };
  }
}
