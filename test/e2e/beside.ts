import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { defaultSocket } from '#engine/platform/paths.ts';
import { RpcClient } from '#engine/rpc/client.ts';

/** Asks the engine of a data folder beside its window, on one connection; what is refused is a fault of the test. */
export interface Beside {
  readonly ask: <N extends CallName>(name: N, params: Params<N>) => Promise<ResultOf<N>>;
  /** Message code of a refusal; null when it was taken. */
  readonly refusal: <N extends CallName>(name: N, params: Params<N>) => Promise<string | null>;
  readonly close: () => void;
}

export async function beside(dataDir: string): Promise<Beside> {
  const opened = await RpcClient.open(defaultSocket(dataDir));
  if (!opened.ok) throw new Error(opened.error);
  const client = opened.value;
  return {
    ask: async (name, params) => {
      const answer = await client.call(name, params);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
      return answer.value;
    },
    refusal: async (name, params) => {
      const answer = await client.call(name, params);
      return answer.ok ? null : answer.error.messageCode;
    },
    close: () => client.close(),
  };
}
