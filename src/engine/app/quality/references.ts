import { z } from 'zod';
import { beyondReference } from '#core/laboratory/check.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { applyCorrections } from '#core/signal/drift/correction.ts';
import { comparisonSchema } from '#core/signal/drift/comparison.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import {
  compareDrift,
  firstDrift,
  presentBias,
  proposal,
  withoutReading,
} from '#core/signal/drift/filter.ts';
import type { DriftState, Proposal } from '#core/signal/drift/filter.ts';
import type { QualityPlan } from '#core/signal/quality-state/plan.ts';
import type { Estimate } from '#core/signal/virtual/estimate.ts';
import type { ReferenceView } from '#contract/data-quality.ts';
import type { QualityLedger } from './ledger.ts';

/** A reading that was stored, changed or withdrawn, with its comparison; null where there is none (any more). */
export interface ComparisonChange {
  readonly readingId: string;
  readonly tag: string;
  readonly reading: Pick<LaboratoryReading, 'how'>;
  readonly comparison: Comparison | null;
}

const keptSchema = z.object({
  tag: z.string(),
  how: z.string(),
  outlier: z.boolean(),
  comparison: comparisonSchema,
  /** What the virtual sensor said then; absent where that was not known. */
  estimate: z.object({ value: z.number(), sd: z.number() }).optional(),
});
const beliefSchema = z.object({
  tsMs: z.number(),
  bias: z.number(),
  ratePerDay: z.number(),
  biasVar: z.number(),
  cov: z.number(),
  rateVar: z.number(),
});
const savedSchema = z.object({
  version: z.literal(1),
  drift: z.record(z.string(), z.unknown()),
  kept: z.array(keptSchema),
});
type Kept = z.infer<typeof keptSchema>;

export const REFERENCES_KEY = 'quality.references';
/** A sensor whose last calibration nobody wrote down is taken to be this long after one at its first comparison. */
const UNKNOWN_MS = 90 * 86_400_000;
/** Comparisons kept of each sensor for lists and charts. */
const KEEP = 120;

/** The filter's memory as it comes from disk; the inner part belongs to the filter itself. */
function driftOf(value: unknown): DriftState | null {
  const parsed = z
    .object({
      tag: z.string(),
      start: beliefSchema.loose(),
      comparisons: z.array(comparisonSchema),
    })
    .safeParse(value);
  return parsed.success ? (value as DriftState) : null;
}

/** Follows the bias of every sensor by what persons brought, and keeps what they brought. */
export class References {
  readonly #plan: QualityPlan;
  readonly #drift = new Map<string, DriftState>();
  #kept: Kept[] = [];

  constructor(plan: QualityPlan) {
    this.#plan = plan;
  }

  clear(): void {
    this.#drift.clear();
    this.#kept = [];
  }

  save(): string {
    return JSON.stringify({
      version: 1,
      drift: Object.fromEntries(this.#drift),
      kept: this.#kept,
    });
  }

  /** False when the text cannot be read; nothing is known then. */
  restore(text: string): boolean {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return false;
    }
    const saved = savedSchema.safeParse(value);
    if (!saved.success) return false;
    for (const [tag, state] of Object.entries(saved.data.drift)) {
      const drift = driftOf(state);
      if (drift !== null && this.#plan.byTag.has(tag)) this.#drift.set(tag, drift);
    }
    this.#kept = saved.data.kept.filter(({ tag }) => this.#plan.byTag.has(tag));
    return true;
  }

  /**
   * Takes a change in.
   * @param calibratedMs last calibration of the sensor; what was compared before it is not held against it
   * @param estimate what the virtual sensor said at the time of sampling, where that is known
   * @returns false when the sensor is not known
   */
  take(
    change: ComparisonChange,
    calibratedMs: number | null,
    estimate: Estimate | null = null,
  ): boolean {
    const { tag, readingId, comparison } = change;
    const sensor = this.#plan.byTag.get(tag);
    if (sensor === undefined) return false;
    this.#kept = this.#kept.filter((each) => each.comparison.readingId !== readingId);
    const before = this.#drift.get(tag);
    const without = before === undefined ? null : withoutReading(before, readingId);
    if (comparison === null) {
      if (without !== null) this.#drift.set(tag, without);
      return true;
    }
    const state =
      without ?? firstDrift(sensor.drift, calibratedMs ?? comparison.sampledMs - UNKNOWN_MS);
    const { state: next, verdict } = compareDrift(sensor.drift, state, comparison);
    this.#drift.set(tag, next);
    const kept: Kept = {
      tag,
      how: change.reading.how,
      outlier: verdict.kind === 'outlier',
      comparison,
      ...(estimate === null ? {} : { estimate }),
    };
    this.#kept = [...this.#kept, kept].sort(
      (a, b) => a.comparison.sampledMs - b.comparison.sampledMs,
    );
    const own = this.#kept.filter((each) => each.tag === tag);
    if (own.length > KEEP) this.#kept = this.#kept.filter((each) => each !== own[0]);
    return true;
  }

  /** A calibration makes the instrument another one: what was known of its bias is void. */
  calibrated(tag: string, doneMs: number): void {
    const sensor = this.#plan.byTag.get(tag);
    if (sensor !== undefined) this.#drift.set(tag, firstDrift(sensor.drift, doneMs));
  }

  /** Bias now and when it was last compared; null before the first comparison. */
  bias(
    tag: string,
    nowMs: number,
  ): { readonly estimate: Estimate; readonly lastMs: number } | null {
    const sensor = this.#plan.byTag.get(tag);
    const state = this.#drift.get(tag);
    const last = state?.comparisons.at(-1);
    if (sensor === undefined || state === undefined || last === undefined) return null;
    return { estimate: presentBias(sensor.drift, state, nowMs), lastMs: last.sampledMs };
  }

  proposal(tag: string, nowMs: number, corrected: number): Proposal | null {
    const sensor = this.#plan.byTag.get(tag);
    const state = this.#drift.get(tag);
    return sensor === undefined || state === undefined
      ? null
      : proposal(sensor.drift, state, nowMs, corrected);
  }

  /** Whether this reading was taken in. */
  has(readingId: string): boolean {
    return this.#kept.some((each) => each.comparison.readingId === readingId);
  }

  /** Comparisons of a sensor in a span, in the order of sampling. */
  list(tag: string, fromMs: number, toMs: number): readonly Kept[] {
    return this.#kept.filter(
      ({ tag: its, comparison }) =>
        its === tag && comparison.sampledMs >= fromMs && comparison.sampledMs < toMs,
    );
  }

  /** The last comparison, held against the sensor as corrected at the time. */
  last(tag: string, ledger: QualityLedger): ReferenceView | null {
    const kept = this.#kept.findLast((each) => each.tag === tag);
    const sensor = this.#plan.byTag.get(tag);
    if (kept === undefined || sensor === undefined) return null;
    const { sampledMs, sensorValue, referenceValue, readingId } = kept.comparison;
    const value = applyCorrections(sensorValue, sampledMs, ledger.corrections(tag)).value;
    return {
      atMs: sampledMs,
      how: kept.how,
      sensor: value,
      reference: referenceValue,
      difference: value - referenceValue,
      percent: referenceValue === 0 ? null : (100 * (value - referenceValue)) / referenceValue,
      beyond: beyondReference(sensor.quality.reference, value, referenceValue),
      readingId,
    };
  }
}
