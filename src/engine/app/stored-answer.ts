import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { HistorianFault } from '#engine/ports/historian.ts';

/** The historian's answer as the window gets it: a fault becomes an error with the code of its message. */
export const stored = <T>(outcome: Result<T, HistorianFault>): Result<T, RpcError> =>
  outcome.ok
    ? outcome
    : err(
        rpcFault(
          outcome.error.kind === 'badQuery' ? 'badRequest' : 'unavailable',
          outcome.error.message,
          `historian.${outcome.error.kind}`,
        ),
      );
