import { PROVENANCE_CODE, QUALITY_CODE } from '#core/signal/sample.ts';
import type { Sample } from '#core/signal/sample.ts';
import type { EventRecord } from '#contract/records.ts';
import type { Effective } from '#core/signal/virtual/estimate.ts';
import type {
  EngineStatus,
  FullSnapshot,
  SnapshotDelta,
  WireEffective,
  WireSample,
} from '#contract/snapshot.ts';

const wireSampleOf = (sample: Sample): WireSample => [
  sample.value,
  QUALITY_CODE[sample.quality],
  PROVENANCE_CODE[sample.provenance],
  sample.sourceTimeMs,
];

/** Only what is not the sensor's own plain reading crosses the wire. */
function wireEffectiveOf(
  effective: ReadonlyMap<string, Effective>,
): Readonly<Record<string, WireEffective>> {
  const record: Record<string, WireEffective> = {};
  for (const [tag, { value, substitute, correction, sd }] of effective)
    if (substitute !== null || correction !== 0)
      record[tag] = [value, substitute ?? 'own', correction, sd];
  return record;
}

/** An unchanged value is sent again when its source time moved on by this much, so that its age is right. */
const AGE_STEP_MS = 10_000;

const worthSending = (sent: Sample | undefined, now: Sample): boolean =>
  sent !== now &&
  (sent === undefined ||
    sent.value !== now.value ||
    sent.quality !== now.quality ||
    sent.provenance !== now.provenance ||
    Math.abs(now.sourceTimeMs - sent.sourceTimeMs) >= AGE_STEP_MS);

/** Keeps the present picture and tells listeners, scan by scan, only what changed. */
export class Publisher {
  #seq = 0;
  #samples: ReadonlyMap<string, Sample> = new Map();
  #effective: Readonly<Record<string, WireEffective>> = {};
  #effectiveText = '{}';
  readonly #sent = new Map<string, Sample>();
  readonly #onDelta = new Set<(delta: SnapshotDelta) => void>();
  readonly #onEvent = new Set<(event: EventRecord) => void>();

  onDelta(listener: (delta: SnapshotDelta) => void): () => void {
    this.#onDelta.add(listener);
    return () => this.#onDelta.delete(listener);
  }

  onEvent(listener: (event: EventRecord) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  /** Everything as it stands; deltas with larger `seq` follow on it. */
  full(status: EngineStatus): FullSnapshot {
    const samples: Record<string, WireSample> = {};
    for (const [tag, sample] of this.#samples) samples[tag] = wireSampleOf(sample);
    return { seq: this.#seq, samples, effective: this.#effective, status };
  }

  scan(
    samples: ReadonlyMap<string, Sample>,
    effective: ReadonlyMap<string, Effective>,
    status: () => EngineStatus,
  ): void {
    this.#seq++;
    this.#samples = samples;
    const standing = wireEffectiveOf(effective);
    const text = JSON.stringify(standing);
    const moved = text !== this.#effectiveText;
    this.#effective = standing;
    this.#effectiveText = text;
    const changed: Record<string, WireSample> = {};
    for (const [tag, sample] of samples) {
      if (!worthSending(this.#sent.get(tag), sample)) continue;
      this.#sent.set(tag, sample);
      changed[tag] = wireSampleOf(sample);
    }
    if (this.#onDelta.size === 0) return;
    const delta: SnapshotDelta = {
      seq: this.#seq,
      samples: changed,
      status: status(),
      ...(moved ? { effective: standing } : {}),
    };
    for (const listener of this.#onDelta) listener(delta);
  }

  event(event: EventRecord): void {
    for (const listener of this.#onEvent) listener(event);
  }
}
