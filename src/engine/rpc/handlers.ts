import type { z } from 'zod';
import type { CallName, Calls, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Result } from '#core/result.ts';

/** What a handler may know of who calls. */
export interface Caller {
  readonly id: number;
  /** Events go to this client from now on. */
  subscribe(): void;
}

/** Parameters after the schema filled in defaults. */
type CheckedParams<N extends CallName> = z.output<Calls[N]['params']>;

/** One answer per call of the contract; a missing or misspelt one does not compile. */
export type Handlers = {
  readonly [N in CallName]: (
    params: CheckedParams<N>,
    caller: Caller,
  ) => Promise<Result<ResultOf<N>, RpcError>>;
};

export const rpcFault = (
  code: RpcError['code'],
  message: string,
  messageCode: string | null = null,
  params: RpcError['params'] = {},
): RpcError => ({ code, message, messageCode, params });
