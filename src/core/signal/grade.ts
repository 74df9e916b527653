import { POLL_PERIOD_MS } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';
import { NEVER_READ } from './sample.ts';
import type { Provenance, Sample } from './sample.ts';

/** A reading older than this many poll periods of its class is stale. */
export const STALE_AFTER_PERIODS = 3;

/** A decoded reading as the bus delivered it. */
export interface Reading {
  readonly tag: string;
  /** Engineering value; NaN or infinite when the registers held no number. */
  readonly value: number;
  readonly sourceTimeMs: number;
  /** Monotonic time of the answer. */
  readonly monoMs: number;
}

/** A tag that could not be read. `config`: the PLC has no such register; `comm`: no usable answer. */
export interface ReadFault {
  readonly tag: string;
  readonly kind: 'comm' | 'config';
}

/** What is kept of each tag between scans. */
export interface TagMemory {
  /** Last finite value. */
  readonly value: number | null;
  readonly sourceTimeMs: number;
  /** When it was last read by this run; null when it comes from the run before. */
  readonly readMonoMs: number | null;
  readonly fault: ReadFault['kind'] | null;
  /** The last answer held no number (NaN, infinite). */
  readonly nonsense: boolean;
}

export const NO_MEMORY: TagMemory = Object.freeze({
  value: null,
  sourceTimeMs: 0,
  readMonoMs: null,
  fault: null,
  nonsense: false,
});

/** Takes a reading in; a value that is no number leaves the last one standing. */
export function remember(memory: TagMemory, reading: Reading): TagMemory {
  const finite = Number.isFinite(reading.value);
  return {
    value: finite ? reading.value : memory.value,
    sourceTimeMs: finite ? reading.sourceTimeMs : memory.sourceTimeMs,
    readMonoMs: reading.monoMs,
    fault: null,
    nonsense: !finite,
  };
}

/**
 * Grades a tag's last reading: physical range of the tag list, age in poll periods,
 * faults of the bus (seed 8.3.1 layer 3, items 1 and 2). The worst cause wins. A value
 * that is not fresh is shown as held, never as measured.
 */
export function grade(tag: Tag, memory: TagMemory, nowMonoMs: number, fresh: Provenance): Sample {
  const held = (quality: Sample['quality']): Sample => ({
    value: memory.value,
    quality,
    provenance: memory.value === null ? fresh : 'held',
    sourceTimeMs: memory.sourceTimeMs,
  });
  if (memory.fault === 'config') return held('configError');
  if (memory.fault === 'comm') return held('commFault');
  if (memory.readMonoMs === null) return memory.value === null ? NEVER_READ : held('stale');
  if (nowMonoMs - memory.readMonoMs > STALE_AFTER_PERIODS * POLL_PERIOD_MS[tag.pollClass])
    return held('stale');
  if (memory.nonsense) return held('outOfRange');
  const { value } = memory;
  const outside =
    value !== null &&
    ((tag.min !== null && value < tag.min) || (tag.max !== null && value > tag.max));
  return {
    value,
    quality: outside ? 'outOfRange' : 'good',
    provenance: fresh,
    sourceTimeMs: memory.sourceTimeMs,
  };
}
