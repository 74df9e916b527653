/**
 * Lets plant time follow real time at a factor. When the machine cannot keep the factor the
 * plant goes slower; what could not be done is dropped and never piles up.
 */
export interface Pace {
  stop(): void;
  /** Plant seconds per real second over the last seconds. */
  reached(): number;
}

export interface PaceOptions {
  readonly speed: number;
  advance(plantMs: number): void;
  /** Monotonic real time, ms. */
  monoMs(): number;
}

const TICK_MS = 50;
/** Longest time spent in one go, so that requests are answered in between. */
const BUSY_MS = 35;
/** Plant time done between two looks at the clock, ms. */
const CHUNK_MS = 1000;
/** More than this behind is given up, in ticks. */
const MOST_BEHIND_TICKS = 20;

export function startPace(options: PaceOptions): Pace {
  let before = options.monoMs();
  let owedMs = 0;
  let reached = options.speed;
  const timer = setInterval(() => {
    const now = options.monoMs();
    const elapsed = now - before;
    before = now;
    owedMs = Math.min(
      owedMs + elapsed * options.speed,
      MOST_BEHIND_TICKS * TICK_MS * options.speed,
    );
    let done = 0;
    while (owedMs - done >= 1) {
      const chunk = Math.min(CHUNK_MS, owedMs - done);
      options.advance(chunk);
      done += chunk;
      if (options.monoMs() - now >= BUSY_MS) break;
    }
    owedMs -= done;
    if (elapsed > 0) reached += (done / elapsed - reached) * 0.05;
  }, TICK_MS);
  return { stop: () => clearInterval(timer), reached: () => reached };
}
