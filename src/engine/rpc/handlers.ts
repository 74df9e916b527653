import type { z } from 'zod';
import type { CallName, Calls, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { EntryBody, EntryValue } from '#core/records/entry.ts';
import type { Result } from '#core/result.ts';

/** What a command changed, for the audit log; what is left out is taken from the parameters. */
export interface CallNote {
  readonly subject?: string;
  readonly before?: EntryValue;
  readonly after?: EntryValue;
}

/** What a handler may know of who calls. */
export interface Caller {
  readonly id: number;
  /** Form a command is sent from; what was kept of it goes with its first record. */
  readonly form?: string;
  /** Fields a command replaces as they stood when it was drawn up. */
  readonly base?: EntryBody;
  /** Notes what a command changed; there where the call is written down. */
  readonly note?: (note: CallNote) => void;
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
