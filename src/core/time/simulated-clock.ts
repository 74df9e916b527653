import type { Clock } from './clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

/**
 * A clock that moves only when told to, from timer to timer, so that a season of
 * plant time is a command and not a wait. Equal times fire in the order they were set.
 */
export class SimulatedClock implements Clock {
  #monoMs = 0;
  #order = 0;
  readonly #wallAtStartMs: number;
  /** Binary heap on (atMs, order). */
  readonly #heap: Timer[] = [];
  readonly #cancelled = new Set<number>();

  constructor(wallAtStartMs: number) {
    this.#wallAtStartMs = wallAtStartMs;
  }

  wallMs(): number {
    return this.#wallAtStartMs + this.#monoMs;
  }

  monoMs(): number {
    return this.#monoMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    let live = true;
    const order = this.#order++;
    const fire = (): void => {
      live = false;
      fn();
    };
    this.#push({ atMs: this.#monoMs + Math.max(0, delayMs), order, fn: fire });
    return () => {
      if (live) {
        live = false;
        this.#cancelled.add(order);
      }
    };
  }

  /** Time of the next pending timer, or null when none is set. */
  nextMs(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.atMs ?? null;
  }

  /**
   * Advances by `durationMs`, firing every timer that falls due. `drain` must let
   * pending promise callbacks and I/O of the process run (e.g. a setImmediate turn);
   * it is awaited after each instant at which timers fired.
   */
  async advance(durationMs: number, drain: () => Promise<void>): Promise<void> {
    const endMs = this.#monoMs + durationMs;
    for (;;) {
      const next = this.nextMs();
      if (next === null || next > endMs) break;
      this.#monoMs = next;
      while (this.nextMs() === next) this.#pop()?.fn();
      await drain();
    }
    this.#monoMs = endMs;
  }

  #dropCancelled(): void {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || !this.#cancelled.delete(top.order)) return;
      this.#pop();
    }
  }

  #before(a: Timer, b: Timer): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const p = heap[parent];
      if (p === undefined || !this.#before(timer, p)) break;
      heap[i] = p;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let best = left;
      if (right !== undefined && this.#before(right, left)) {
        best = right;
        child++;
      }
      if (!this.#before(best, last)) break;
      heap[i] = best;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
