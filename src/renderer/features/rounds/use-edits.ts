import { useState } from 'react';

const MOST_STEPS = 100;

interface Edits<T> {
  readonly value: T;
  readonly set: (value: T) => void;
  /** One step back, or forth again; null when there is none. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  /** Back to what stands on disk; can itself be taken back. */
  readonly discard: () => void;
}

interface Steps<T> {
  readonly past: readonly T[];
  readonly value: T;
  readonly future: readonly T[];
}

/** A draft whose changes can be taken back one by one. */
export function useEdits<T>(first: T): Edits<T> {
  const [{ past, value, future }, setSteps] = useState<Steps<T>>({ past: [], value: first, future: [] });
  const set = (next: T): void => setSteps({ past: [...past.slice(1 - MOST_STEPS), value], value: next, future: [] });
  const before = past.at(-1);
  const [after] = future;
  return {
    value,
    set,
    undo: before === undefined ? null : () => setSteps({ past: past.slice(0, -1), value: before, future: [value, ...future] }),
    redo: after === undefined ? null : () => setSteps({ past: [...past, value], value: after, future: future.slice(1) }),
    discard: () => set(first),
  };
}
