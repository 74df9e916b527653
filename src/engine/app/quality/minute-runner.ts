import { DateTime } from 'luxon';
import type { NewEntry, DerivedValue } from '#core/records/entry.ts';
import type { PlantEvent } from '#core/control/record.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import type { Estimate } from '#core/signal/virtual/estimate.ts';
import { anchorVirtual } from '#core/signal/virtual/virtual.ts';
import { isUsable } from '#core/signal/sample.ts';
import type { Finding, MinuteRow, MinuteSample } from '#core/signal/qa/finding.ts';
import { lifeOf } from '#core/signal/quality-state/day-book.ts';
import type { DayBook } from '#core/signal/quality-state/day-book.ts';
import { advanceQuality } from '#core/signal/quality-state/minute.ts';
import type { MinuteResult, SensorNow } from '#core/signal/quality-state/minute.ts';
import type { QualityPlan } from '#core/signal/quality-state/plan.ts';
import { noteFinding } from '#core/signal/quality-state/state.ts';
import type { QualityState } from '#core/signal/quality-state/state.ts';
import type { DATA_QUALITY_CHANGES } from '#contract/data-quality.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { bodyOf, qualityEvent } from './ledger.ts';
import type { QualityLedger } from './ledger.ts';
import type { References } from './references.ts';

/** One minute to look at. */
export interface MinuteJob {
  readonly tsMs: number;
  readonly rows: readonly StoredSample[];
  readonly running: ReadonlyMap<string, boolean>;
  /** False: the engine did not run in this minute. */
  readonly watched: boolean;
}

export type QualityChange = (typeof DATA_QUALITY_CHANGES)[number];

/** What a minute has to say, before it is known whether it was said already. */
export interface MinuteOutput {
  readonly entries: readonly { readonly entry: NewEntry; readonly event: PlantEvent | null }[];
  readonly derived: readonly DerivedValue[];
  readonly changes: readonly QualityChange[];
  /** A local day is over. */
  readonly dayOver: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ESTIMATES_KEPT = 1440;
/** Estimate of a sensor at a minute: [ms, value, sd]. */
export type EstimatePoint = readonly [number, number, number];

/** Moves the quality of the data on by a minute, and says what must be written down. */
export class MinuteRunner {
  readonly plan: QualityPlan;
  readonly #ledger: QualityLedger;
  readonly #references: References;
  readonly #offsetOf: (tsMs: number) => number;
  readonly #estimates = new Map<string, EstimatePoint[]>();
  readonly #life = new Map<string, { readonly atMs: number; readonly leftDays: number | null }>();
  #latest: ReadonlyMap<string, SensorNow> = new Map();
  state: QualityState;
  /** Figures of every day, for trends and sensor life. */
  days: DayBook = {};

  constructor(
    plan: QualityPlan,
    state: QualityState,
    ledger: QualityLedger,
    references: References,
  ) {
    this.plan = plan;
    this.state = state;
    this.#ledger = ledger;
    this.#references = references;
    this.#offsetOf = offsets(plan.profile.site.timeZone);
  }

  /** How every sensor stands after the last minute. */
  get latest(): ReadonlyMap<string, SensorNow> {
    return this.#latest;
  }

  /**
   * Days a sensor's sensing part will still serve; null when nothing says when. Its age counts from
   * when it was first read, since nobody notes when it was put in.
   */
  lifeLeftDays(tag: string, nowMs: number): number | null {
    const known = this.#life.get(tag);
    if (known !== undefined && Math.abs(nowMs - known.atMs) < DAY_MS) return known.leftDays;
    const sensor = this.plan.byTag.get(tag);
    const firstMs = this.state.sensors[tag]?.firstMs ?? null;
    if (sensor === undefined || firstMs === null) return null;
    const { leftDays } = lifeOf(this.days, sensor, firstMs, nowMs);
    this.#life.set(tag, { atMs: nowMs, leftDays });
    return leftDays;
  }

  estimates(tag: string): readonly EstimatePoint[] {
    return this.#estimates.get(tag) ?? [];
  }

  advance(job: MinuteJob): MinuteOutput {
    const { tsMs, watched } = job;
    const corrections = new Map<string, readonly Correction[]>(
      [...this.#ledger.correctedTags()].map((tag) => [tag, this.#ledger.corrections(tag)]),
    );
    const bias = new Map(
      this.plan.sensors.flatMap(({ tag }) => {
        const known = this.#references.bias(tag, tsMs);
        return known === null ? [] : [[tag, known] as const];
      }),
    );
    const result = advanceQuality(this.plan, this.state, {
      row: rowOf(job),
      context: {
        inCare: this.#ledger.inMaintenance,
        running: job.running,
        utcOffsetMin: this.#offsetOf(tsMs),
      },
      corrections,
      bias,
      lastCalibrationMs: (tag) => this.#ledger.lastCalibrationMs(tag),
      watched,
      days: this.days,
    });
    this.#latest = result.sensors;
    this.#keepEstimates(tsMs, result);
    return outputOf(result, tsMs);
  }

  /** Takes in a finding of another test than those of the minute, e.g. against the laboratory. */
  note(finding: Finding, nowMs: number): MinuteOutput['entries'][number] {
    noteFinding(this.state, finding, nowMs);
    return findingEntry(finding, finding.toMs === null ? 'opened' : 'closed', nowMs);
  }

  /** What the virtual sensor said at an instant of the last day; null where it said nothing or that is forgotten. */
  estimateAt(
    tag: string,
    tsMs: number,
  ): { readonly atMs: number; readonly estimate: Estimate } | null {
    const then = this.estimates(tag).findLast(([atMs]) => atMs <= tsMs);
    return then === undefined || tsMs - then[0] >= 2 * MINUTE_MS
      ? null
      : { atMs: then[0], estimate: { value: then[1], sd: then[2] } };
  }

  /**
   * A portable or laboratory reading shifts the virtual sensor of a sensor that something stands in
   * for; without an estimate at the time of sampling (of the last day) nothing can be told.
   */
  anchor({ tag, sampledMs, referenceValue, referenceSd }: Comparison): void {
    if ((this.state.sensors[tag]?.source.standing ?? 'own') === 'own') return;
    const then = this.estimateAt(tag, sampledMs);
    if (then === null) return;
    this.state.virtual = anchorVirtual(this.plan.virtual, this.state.virtual, {
      tag,
      sampledMs: then.atMs,
      estimated: then.estimate,
      reference: { value: referenceValue, sd: referenceSd },
    });
  }

  #keepEstimates(tsMs: number, { sensors }: MinuteResult): void {
    for (const [tag, { estimate }] of sensors) {
      if (estimate === null) continue;
      const list = this.#estimates.get(tag) ?? [];
      list.push([tsMs, estimate.value, estimate.sd]);
      if (list.length > ESTIMATES_KEPT) list.shift();
      this.#estimates.set(tag, list);
    }
  }
}

/** Local time minus UTC, min; worked out again each quarter of an hour. */
function offsets(zone: string): (tsMs: number) => number {
  let quarter = Number.NaN;
  let offset = 0;
  return (tsMs) => {
    const now = Math.floor(tsMs / 900_000);
    if (now !== quarter) {
      quarter = now;
      offset = DateTime.fromMillis(tsMs, { zone }).offset;
    }
    return offset;
  };
}

function rowOf({ tsMs, rows }: MinuteJob): MinuteRow {
  const samples = new Map<string, MinuteSample>();
  for (const { tag, value, quality, provenance } of rows) {
    const usable = isUsable({ value, quality, provenance, sourceTimeMs: tsMs });
    samples.set(tag, { value: usable ? value : null, fresh: usable && provenance !== 'held' });
  }
  return { tsMs, samples };
}

export function findingEntry(
  finding: Finding,
  change: 'opened' | 'updated' | 'closed',
  nowMs: number,
): MinuteOutput['entries'][number] {
  const { id, tag, check, severity, fromMs, toMs } = finding;
  const entry: NewEntry = {
    kind: 'finding',
    id,
    tsMs: fromMs,
    tag,
    actor: 'engine',
    writtenMs: nowMs,
    body: bodyOf(finding),
  };
  // A note is there for who looks it up; nobody is called for it.
  if (severity === 'note' || change === 'updated') return { entry, event: null };
  const over = change === 'closed' || toMs !== null;
  return {
    entry,
    event: qualityEvent(
      over && change === 'closed' ? 'quality.findingEnded' : 'quality.finding',
      tag,
      { tag, check, severity, value: finding.value, expected: finding.expected },
      'engine',
      over && change === 'closed' ? (toMs ?? nowMs) : nowMs,
      severity === 'bad' && !over ? 3 : 4,
    ),
  };
}

function outputOf(result: MinuteResult, tsMs: number): MinuteOutput {
  const nowMs = tsMs + 60_000;
  const entries: MinuteOutput['entries'][number][] = result.findings.map(({ finding, change }) =>
    findingEntry(finding, change, nowMs),
  );
  for (const { tag, substitution, toMs, effective } of result.substitutions) {
    const { id, kind, fromMs, reason } = substitution;
    entries.push({
      entry: {
        kind: 'substitution',
        id,
        tsMs: fromMs,
        tag,
        actor: 'engine',
        writtenMs: nowMs,
        body: { kind, fromMs, toMs, reason },
      },
      event:
        toMs === null
          ? qualityEvent(
              'quality.substituted',
              tag,
              { tag, substitute: kind, why: reason, value: effective.value, sd: effective.sd },
              'engine',
              nowMs,
              kind === 'none' ? 3 : 4,
            )
          : effective.substitute === null && effective.value !== null
            ? qualityEvent('quality.ownBack', tag, { tag }, 'engine', nowMs, 5)
            : null,
    });
  }
  if (result.hour !== null) {
    const { startMs, body } = result.hour;
    entries.push({
      entry: {
        kind: 'score',
        id: `hour/${String(startMs)}`,
        tsMs: startMs,
        tag: null,
        actor: 'engine',
        writtenMs: nowMs,
        body: bodyOf(body),
      },
      event: null,
    });
  }
  const changes: QualityChange[] = ['scores'];
  if (result.findings.length > 0) changes.push('findings');
  if (result.substitutions.length > 0) changes.push('substitution');
  return { entries, derived: result.derived, changes, dayOver: result.dayOver };
}
