import type { Result } from '#core/result.ts';
import type { RpcError } from '#contract/wire.ts';

/** Thrown inside the gathering of a report and caught at its border: one question that fails ends the whole. */
export class Failed {
  readonly error: RpcError;

  constructor(error: RpcError) {
    this.error = error;
  }
}

/** Value of an answer; throws `Failed` when there is none. */
export function taken<T>(outcome: Result<T, RpcError>): T {
  if (!outcome.ok) throw new Failed(outcome.error);
  return outcome.value;
}
