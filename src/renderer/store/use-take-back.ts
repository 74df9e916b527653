import type { CallName, Params } from '#contract/api.ts';
import type { Fields } from '#core/together/compare.ts';
import { callEngine } from './connection.ts';
import { useFaultText } from './fault-text.ts';
import type { Toast } from './toast-store.ts';

/** Longer than any commit takes, even on a slow disk. */
const ANSWER_MS = 20_000;

/**
 * How a thing that was just stored is taken back by a command of the engine, which is on record like any
 * other: for the note that says it was stored. `then` runs once it was taken back. `base` is what was
 * stored: whoever has changed it since is not run over.
 */
export function useTakeBack(): <N extends CallName>(name: N, params: Params<N>, then?: (() => void) | null, base?: Fields) => NonNullable<Toast['undo']> {
  const faultText = useFaultText();
  return (name, params, then, base) => async () => {
    const answer = await callEngine(name, params, { timeoutMs: ANSWER_MS, ...(base === undefined ? {} : { base }) });
    if (!answer.ok) return faultText(answer.error);
    then?.();
    return null;
  };
}
