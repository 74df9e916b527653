import { NO_QUALITY } from '#core/control/live-quality.ts';
import type { LiveNote, QualityInput } from '#core/control/live-quality.ts';
import type { PlantContext } from '#core/control/plant-context.ts';
import type { Instant } from '#core/control/record.ts';
import type { StepResult } from '#core/control/state.ts';
import { applyCorrections } from '#core/signal/drift/correction.ts';
import { isUsable } from '#core/signal/sample.ts';
import type { Sample } from '#core/signal/sample.ts';
import type { Effective, Estimate, Substitute, Trust } from '#core/signal/virtual/estimate.ts';
import type { QualityLedger } from './ledger.ts';
import type { MinuteJob, MinuteOutput, MinuteRunner } from './minute-runner.ts';
import { RunTracker } from './run-tracker.ts';

/** Critical sensors that the bus reads once a minute are read this often, so that a loss is told within 30 s. */
const MINUTE_MS = 60_000;
const WATCH_EVERY_MS = 15_000;
/** A sensor that jumps all the time is noted at most this often. */
const NOTE_EVERY_MS = 10 * 60_000;

export interface Scanned {
  /** The minute that has just ended; null within one. */
  readonly job: MinuteJob | null;
  readonly notes: readonly MinuteOutput['entries'][number][];
  readonly lostChanged: boolean;
  readonly looks: readonly string[];
}

/** Between the scans and the minutes: hands the scan what the minute said, and the minute what the scans saw. */
export class LiveDesk {
  readonly #runner: MinuteRunner;
  readonly #ledger: QualityLedger;
  readonly #tracker: RunTracker;
  readonly #watched: readonly string[];
  readonly #notedMs = new Map<string, number>();
  #input: QualityInput = NO_QUALITY;
  #samples: ReadonlyMap<string, Sample> = new Map();
  #watchDueMs = 0;
  /** Minute of the plant in which this run began to look. */
  #firstMinuteMs: number | null = null;
  effective: ReadonlyMap<string, Effective> = new Map();
  criticalLost: readonly string[] = [];

  constructor(plant: PlantContext, runner: MinuteRunner, ledger: QualityLedger) {
    this.#runner = runner;
    this.#ledger = ledger;
    this.#tracker = new RunTracker(plant.profile.machines, new Set(plant.tags.keys()));
    // A recording is not a plant: nothing there can be read any sooner.
    this.#watched =
      plant.recordClockTag !== null
        ? []
        : runner.plan.sensors
            .filter(
              ({ tag, quality }) => quality.critical && plant.tags.get(tag)?.pollClass === '1min',
            )
            .map(({ tag }) => tag);
  }

  input(): QualityInput {
    return this.#input;
  }

  isUsable(tag: string): boolean {
    const sample = this.#samples.get(tag);
    return sample !== undefined && isUsable(sample);
  }

  scanned({ snapshot, grid, notes, looks }: StepResult, now: Instant): Scanned {
    this.#firstMinuteMs ??= Math.floor(snapshot.plantMs / MINUTE_MS) * MINUTE_MS;
    const first = grid[0];
    // A minute the run before had begun is closed by this one: it was not watched to its end.
    const watched = first !== undefined && first.tsMs >= this.#firstMinuteMs;
    const job: MinuteJob | null =
      first === undefined
        ? null
        : { tsMs: first.tsMs, rows: grid, running: this.#tracker.take(), watched };
    this.#samples = snapshot.samples;
    this.effective = snapshot.effective;
    for (const tag of this.#tracker.runTags) {
      const sample = snapshot.samples.get(tag);
      const known = sample !== undefined && isUsable(sample) && sample.value !== null;
      this.#tracker.set(tag, known ? sample.value !== 0 : null);
    }
    this.#tracker.note();
    const lostChanged = snapshot.criticalLost.join() !== this.criticalLost.join();
    this.criticalLost = snapshot.criticalLost;
    const due = now.monoMs >= this.#watchDueMs;
    if (due) this.#watchDueMs = now.monoMs + WATCH_EVERY_MS;
    return {
      job,
      notes: notes.flatMap((note) => this.#note(note, now.wallMs) ?? []),
      lostChanged,
      looks: due && this.#watched.length > 0 ? [...looks, ...this.#watched] : looks,
    };
  }

  /** After a minute, or a person's action: what the scans must know. */
  refresh(): void {
    const trust = new Map<string, Exclude<Trust, 'good'>>();
    const standing = new Map<string, Substitute | 'none'>();
    const standIns = new Map<string, Readonly<Partial<Record<Substitute, Estimate>>>>();
    for (const [tag, now] of this.#runner.latest) {
      if (now.trust !== 'good' && !this.#ledger.inMaintenance.has(tag)) trust.set(tag, now.trust);
      standIns.set(tag, now.standIns);
      const source = this.#runner.state.sensors[tag]?.source.standing ?? 'own';
      if (source !== 'own') standing.set(tag, source);
    }
    this.#input = {
      ...this.#input,
      trust,
      standing,
      standIns,
      maintenance: this.#ledger.inMaintenance,
    };
    this.corrected(this.#runner.state.lastMs ?? 0);
  }

  /** What accepted corrections take off from now on. */
  corrected(nowMs: number): void {
    const corrections = new Map<string, Estimate>();
    for (const tag of this.#ledger.correctedTags()) {
      const { correction, sd } = applyCorrections(0, nowMs, this.#ledger.corrections(tag));
      if (correction !== 0) corrections.set(tag, { value: correction, sd });
    }
    this.#input = { ...this.#input, corrections };
  }

  #note(note: LiveNote, nowMs: number): MinuteOutput['entries'][number] | null {
    const key = `${note.tag}/${note.check}`;
    if (nowMs - (this.#notedMs.get(key) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return null;
    this.#notedMs.set(key, nowMs);
    const { tag, check, fromMs, toMs, value, expected, limit } = note;
    return this.#runner.note(
      {
        id: `${tag}/${check}/live/${String(fromMs)}`,
        tag,
        check,
        tier: 1,
        severity: 'note',
        fromMs,
        toMs,
        value,
        expected,
        limit,
        other: null,
      },
      nowMs,
    );
  }
}
