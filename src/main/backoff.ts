/** Waiting times between restarts of the engine. */
export interface BackoffPolicy {
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
  /** An engine that ran this long counts as healthy: the next restart waits the shortest time again. */
  readonly healthyAfterMs: number;
  /** After so many starts in a row that never became ready, trying stops until a person asks. */
  readonly giveUpAfter: number;
}

export const defaultBackoff: BackoffPolicy = {
  firstMs: 500,
  factor: 2,
  longestMs: 30_000,
  healthyAfterMs: 60_000,
  giveUpAfter: 5,
};

/**
 * Waiting time in ms before restart number `attempt` (1 for the first).
 * Grows by `factor` from `firstMs` and never exceeds `longestMs`.
 */
export function restartDelayMs(attempt: number, policy: BackoffPolicy = defaultBackoff): number {
  const grown = policy.firstMs * policy.factor ** Math.max(0, attempt - 1);
  return Math.min(grown, policy.longestMs);
}
