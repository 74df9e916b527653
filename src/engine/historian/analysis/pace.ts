import { performance } from 'node:perf_hooks';

/** Thrown inside a working thread when the caller has called the work off. */
export class CalledOff extends Error {}

const WORK_MS = 25;
const REST_MS = 4;
const TELL_MS = 150;

/**
 * Keeps long work in a thread polite: it rests a little after every stretch, so that commits and
 * trends find the disk and a core free, tells how far it is, and notices at once when it is called off.
 */
export class Pace {
  readonly #off: Int32Array;
  readonly #tell: (share: number, rows: number) => void;
  #workingSinceMs = performance.now();
  #toldMs = 0;

  /** `off` is shared with the caller: anything but 0 calls the work off. */
  constructor(off: Int32Array, tell: (share: number, rows: number) => void) {
    this.#off = off;
    this.#tell = tell;
  }

  /** To be called after every slice. Throws `CalledOff`. */
  step(share: number, rows = 0): void {
    const nowMs = performance.now();
    if (nowMs - this.#workingSinceMs > WORK_MS) {
      // Wakes up at once when the caller sets the flag.
      Atomics.wait(this.#off, 0, 0, REST_MS);
      this.#workingSinceMs = performance.now();
    }
    if (Atomics.load(this.#off, 0) !== 0) throw new CalledOff('called off');
    if (nowMs - this.#toldMs < TELL_MS) return;
    this.#toldMs = nowMs;
    this.#tell(Math.max(0, Math.min(1, share)), rows);
  }

  /** The same work as a part of a larger one, from one share of it to another. */
  part(from: number, to: number): (share: number, rows?: number) => void {
    return (share, rows) => this.step(from + (to - from) * share, rows);
  }
}
