import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { RpcClient } from '#engine/rpc/client.ts';

/** Asks an engine whose client may be another one after each start: `ask` fails on a refusal, `refusal` gives its code. */
export const asking = (client: () => RpcClient) => ({
  ask: async <N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> => {
    const answer = await client().call(name, params);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value;
  },
  refusal: async <N extends CallName>(name: N, params: Params<N>): Promise<string | null> => {
    const answer = await client().call(name, params);
    return answer.ok ? null : answer.error.messageCode;
  },
});
