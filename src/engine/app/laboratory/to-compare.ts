import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { StoreQueue } from '../store-queue.ts';
import type { Comparisons } from './comparisons.ts';

/** A reading was entered, corrected or withdrawn: what it now says on its sensor, or null for nothing. */
export interface ComparisonChange {
  readonly readingId: string;
  readonly reading: LaboratoryReading;
  readonly tag: string;
  readonly comparison: Comparison | null;
}

export interface ToCompareOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<StoreQueue, 'add'>;
  readonly comparisons: Pick<Comparisons, 'of' | 'forget'>;
  readonly tell: (change: ComparisonChange) => void;
}

/** A history that does not answer is asked again after this long, and each time after twice as long. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 300_000;
/** After so many failures in a row, some two minutes, people are told once. */
const TOLD_AFTER = 7;
/** Of more than the newest file holds, the oldest are let go. */
const MOST_WAITING = 4000;

/**
 * Readings that are to be held against their sensors, one after the other in the order they came. A
 * history that cannot be read now says nothing on a sensor: the reading waits and is asked about again.
 */
export class ToCompare {
  readonly #options: ToCompareOptions;
  readonly #waiting: LaboratoryReading[] = [];
  #isBusy = false;
  #failures = 0;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(options: ToCompareOptions) {
    this.#options = options;
  }

  add(readings: readonly LaboratoryReading[]): void {
    this.#waiting.push(...readings);
    const tooMany = this.#waiting.length - MOST_WAITING;
    if (tooMany > 0) {
      this.#waiting.splice(0, tooMany);
      this.#say(tooMany, 'laboratory.notCompared');
    }
    void this.#work();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #work(): Promise<void> {
    if (this.#isBusy || this.#stopped) return;
    this.#isBusy = true;
    const { clock, comparisons, tell, log } = this.#options;
    for (let [reading] = this.#waiting; reading !== undefined; [reading] = this.#waiting) {
      comparisons.forget(reading.id);
      const { tag } = reading;
      const compared = tag === null ? null : await comparisons.of(reading);
      if (this.#stopped) break;
      if (compared?.ok === false && compared.error.kind !== 'badQuery') {
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, MOST_PAUSE_MS);
        this.#failures++;
        log.warn(
          { reading: reading.id, reason: compared.error.message, pauseMs },
          'a reading cannot be compared yet',
        );
        if (this.#failures === TOLD_AFTER)
          this.#say(this.#waiting.length, 'laboratory.compareLater');
        this.#cancel = clock.after(pauseMs, () => void this.#work());
        break;
      }
      this.#failures = 0;
      // It may have been let go of meanwhile, as the oldest of too many.
      if (this.#waiting[0] === reading) this.#waiting.shift();
      if (tag === null) continue;
      const outcome = compared?.ok === true ? compared.value : null;
      const comparison = outcome?.ok === true ? outcome.value : null;
      tell({ readingId: reading.id, reading, tag, comparison });
    }
    this.#isBusy = false;
  }

  #say(count: number, code: 'laboratory.compareLater' | 'laboratory.notCompared'): void {
    const tsMs = this.#options.clock.wallMs();
    const event = {
      tsMs,
      kind: 'quality' as const,
      priority: 4,
      subject: null,
      actor: 'engine',
      code,
      params: { count },
    };
    void this.#options.store.add({
      grid: [],
      changes: [],
      events: [event],
      receipts: [],
      state: {},
    });
  }
}
