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
  readonly future: readonly T[];
}

/** Takes the changes of a value that somebody else holds back one by one. */
export function useEdits<T>([value, hold]: readonly [T, (value: T) => void], first: T): Edits<T> {
  const [{ past, future }, setSteps] = useState<Steps<T>>({ past: [], future: [] });
  const go = (next: T, steps: Steps<T>): void => {
    setSteps(steps);
    hold(next);
  };
  const set = (next: T): void => go(next, { past: [...past.slice(1 - MOST_STEPS), value], future: [] });
  const before = past.at(-1);
  const [after] = future;
  return {
    value,
    set,
    undo: before === undefined ? null : () => go(before, { past: past.slice(0, -1), future: [value, ...future] }),
    redo: after === undefined ? null : () => go(after, { past: [...past, value], future: future.slice(1) }),
    discard: () => set(first),
  };
}
