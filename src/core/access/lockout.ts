/**
 * Waiting after wrong tries: a few are free, then each one doubles the wait. It is kept on disk, so
 * that ending the engine brings no new tries.
 */
export interface Tries {
  readonly wrong: number;
  /** No further try before, ms UTC. */
  readonly waitUntilMs: number;
  readonly lastMs: number;
}

export interface LockoutRule {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
  /** Tries older than this are forgotten. */
  readonly forgetMs: number;
}

/** One person: three free, then 15 s, 30 s, ... up to a quarter of an hour. */
export const PERSON_RULE: LockoutRule = { free: 3, firstWaitMs: 15_000, mostWaitMs: 900_000, forgetMs: 86_400_000 };
/** All together, against trying name after name: short enough that nobody is kept out of an emergency. */
export const ALL_RULE: LockoutRule = { free: 10, firstWaitMs: 5_000, mostWaitMs: 60_000, forgetMs: 3_600_000 };
/** Wrong PINs after which only the password helps. */
export const PIN_TRIES = 5;

export const NO_TRIES: Tries = { wrong: 0, waitUntilMs: 0, lastMs: 0 };

/** The count after one more wrong try. A clock set back counts as no time passed. */
export function wrongTry(tries: Tries, nowMs: number, rule: LockoutRule): Tries {
  const wrong = (nowMs - tries.lastMs > rule.forgetMs ? 0 : tries.wrong) + 1;
  const waitMs = wrong < rule.free ? 0 : Math.min(rule.mostWaitMs, rule.firstWaitMs * 2 ** Math.min(30, wrong - rule.free));
  return { wrong, waitUntilMs: nowMs + waitMs, lastMs: nowMs };
}

/** Time until the next try is taken, ms; 0 when it is now. Never longer than the rule's longest, whatever the clock did. */
export const waitLeft = (tries: Tries, nowMs: number, rule: LockoutRule): number =>
  Math.max(0, Math.min(rule.mostWaitMs, tries.waitUntilMs - nowMs));

/**
 * The count as it stands by a clock that was set back behind the last wrong try: the same wait begins anew.
 * Left as it is, a clock that once ran a year ahead would keep everybody out for that year.
 */
export const byThisClock = (tries: Tries, nowMs: number): Tries =>
  tries.lastMs <= nowMs ? tries : { wrong: tries.wrong, waitUntilMs: nowMs + Math.max(0, tries.waitUntilMs - tries.lastMs), lastMs: nowMs };
