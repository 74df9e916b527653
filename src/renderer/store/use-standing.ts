import { useEffect, useState } from 'react';
import type { Params } from '#contract/api.ts';
import type { Standing } from '#contract/together.ts';
import { callEngine } from './connection.ts';
import type { FormHandle } from './draft-store.ts';
import { usePlant } from './plant-store.ts';
import { useReplaced } from './together-news.ts';

/** What stands now of what a form puts something in the place of; asked when it opens, at each news of it, and when it was refused. */
export function useStanding({ on, overtaken }: Pick<FormHandle, 'on' | 'overtaken'>): Standing | null {
  const live = usePlant((state) => state.phase === 'live');
  const what = on?.what ?? null;
  const times = useReplaced((state) => (what === null ? 0 : (state.times[what] ?? 0)) + state.all);
  const [found, setFound] = useState<{ readonly what: string; readonly standing: Standing } | null>(null);
  const call = on?.call ?? null;
  const text = on === null ? null : JSON.stringify({ params: on.params, base: on.fields });
  useEffect(() => {
    if (call === null || what === null || text === null || !live) return undefined;
    const abort = new AbortController();
    const asked = { call, ...(JSON.parse(text) as Omit<Params<'together.standing'>, 'call'>) };
    void callEngine('together.standing', asked, { signal: abort.signal }).then((answer) => {
      if (!abort.signal.aborted && answer.ok && answer.value !== null) setFound({ what, standing: answer.value });
    });
    return () => abort.abort();
  }, [call, what, text, times, overtaken, live]);
  return found !== null && found.what === what ? found.standing : null;
}
