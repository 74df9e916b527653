import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { beyondReference } from '#core/laboratory/check.ts';
import {
  agreement,
  compareReading,
  comparisonSpan,
  sensorWindow,
} from '#core/laboratory/compare.ts';
import type { NoComparison, SensorWindow } from '#core/laboratory/compare.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { ComparisonRow } from '#contract/laboratory.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { ReadingBook } from './reading-book.ts';
import { usableMinutes } from './sensor-signal.ts';

export interface ComparisonsOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly clock: Clock;
  readonly book: ReadingBook;
  readonly live: (tag: string) => number | null;
}

/** A sample this young is held against the present reading while its window is still empty. */
const YOUNG_MS = 5 * 60_000;
/** The newest of so many are shown; more points than that tell no more. */
const MOST = 2000;

type Outcome = Result<Comparison, NoComparison>;

/** Readings held against their sensors. What was once worked out over a window that is past is kept. */
export class Comparisons {
  readonly #options: ComparisonsOptions;
  readonly #kept = new Map<string, Outcome>();

  constructor(options: ComparisonsOptions) {
    this.#options = options;
  }

  /** What is known of one reading, or of all, is worked out anew. */
  forget(readingId?: string): void {
    if (readingId === undefined) this.#kept.clear();
    else this.#kept.delete(readingId);
  }

  /** The sensor around the time of sampling; its present reading for a sample of this minute. */
  async sensorAt(
    tag: string,
    sample: { readonly sampledMs: number; readonly compositeFromMs: number | null },
  ): Promise<
    Result<{ readonly window: SensorWindow | null; readonly isPresent: boolean }, HistorianFault>
  > {
    const { historian, clock, live } = this.#options;
    const values = await usableMinutes(historian, tag, comparisonSpan(sample));
    if (!values.ok) return values;
    const window = sensorWindow(values.value);
    if (window !== null) return ok({ window, isPresent: false });
    const present = Math.abs(clock.wallMs() - sample.sampledMs) <= YOUNG_MS ? live(tag) : null;
    return ok(
      present === null
        ? { window: null, isPresent: false }
        : { window: { mean: present, sd: 0, minutes: 1 }, isPresent: true },
    );
  }

  /** One reading against its sensor, or why it says nothing on it; a fault when the history cannot be read, which says neither. */
  async of(reading: LaboratoryReading): Promise<Result<Outcome, HistorianFault>> {
    const kept = this.#kept.get(reading.id);
    if (kept !== undefined) return ok(kept);
    const { profile, clock, live, historian } = this.#options;
    const sensor = profile.sensors.find((each) => each.tag === reading.tag) ?? null;
    const span = comparisonSpan(reading);
    const values =
      sensor === null || reading.state !== 'valid' || reading.qualifier !== 'exact'
        ? ok([])
        : await usableMinutes(historian, sensor.tag, span);
    if (!values.ok) return values;
    const nowMs = clock.wallMs();
    const present =
      values.value.length === 0 &&
      sensor !== null &&
      Math.abs(nowMs - reading.sampledMs) <= YOUNG_MS
        ? live(sensor.tag)
        : null;
    const outcome = compareReading(reading, sensor, present === null ? values.value : [present]);
    // The last minute of a window is on disk a little after it ended.
    if (span.toMs + 2 * 60_000 < nowMs) this.#kept.set(reading.id, outcome);
    return ok(outcome);
  }

  /** All pairs of one sensor in a span, in time order. */
  async rows({
    tag,
    fromMs,
    toMs,
  }: Params<'laboratory.comparisons'>): Promise<
    Result<ResultOf<'laboratory.comparisons'>, HistorianFault>
  > {
    const { book, profile } = this.#options;
    const bound = profile.quality.sensors.find((each) => each.tag === tag)?.reference ?? {
      absolute: null,
      percent: null,
    };
    const isBeyond = (pair: { sensorValue: number; referenceValue: number }): boolean =>
      beyondReference(bound, pair.sensorValue, pair.referenceValue);
    const readings = book
      .newestFirst()
      .filter(
        ({ reading }) =>
          reading.tag === tag &&
          reading.state === 'valid' &&
          reading.sampledMs >= fromMs &&
          reading.sampledMs < toMs,
      )
      .slice(0, MOST);
    const rows: ComparisonRow[] = [];
    const left = new Map<string, number>();
    for (const { reading } of readings) {
      const compared = await this.of(reading);
      if (!compared.ok) return compared;
      const outcome = compared.value;
      if (!outcome.ok) {
        left.set(outcome.error, (left.get(outcome.error) ?? 0) + 1);
        continue;
      }
      const { readingId, sampledMs, sensorValue, sensorSd, referenceValue, referenceSd } =
        outcome.value;
      rows.push({
        readingId,
        sampledMs,
        sensorValue,
        sensorSd,
        referenceValue,
        referenceSd,
        how: reading.how,
        method: reading.method,
        beyond: isBeyond(outcome.value),
      });
    }
    rows.reverse();
    return ok({
      rows,
      agreement: agreement(rows, isBeyond),
      left: [...left].map(([why, count]) => ({ why, count })),
    });
  }

  /** Sensors with readings, most of them first. */
  compared(): ResultOf<'laboratory.compared'> {
    const byTag = new Map<string, { count: number; lastMs: number }>();
    for (const { reading } of this.#options.book.newestFirst()) {
      if (reading.tag === null || reading.state !== 'valid') continue;
      const row = byTag.get(reading.tag);
      byTag.set(reading.tag, {
        count: (row?.count ?? 0) + 1,
        lastMs: row?.lastMs ?? reading.sampledMs,
      });
    }
    return [...byTag].map(([tag, row]) => ({ tag, ...row })).sort((a, b) => b.count - a.count);
  }

  /** Comparisons of every sensor in a span, in time order: what a filter that starts anew begins with. */
  async all(fromMs: number, toMs: number): Promise<Result<readonly Comparison[], HistorianFault>> {
    const loaded = await this.#options.book.load();
    if (!loaded.ok) return loaded;
    const found: Comparison[] = [];
    for (const { reading } of this.#options.book.newestFirst()) {
      if (reading.sampledMs < fromMs || reading.sampledMs >= toMs || reading.tag === null) continue;
      const outcome = await this.of(reading);
      if (!outcome.ok) return outcome;
      if (outcome.value.ok) found.push(outcome.value.value);
    }
    return ok(found.reverse());
  }
}
