import { useEffect, useMemo } from 'react';
import type { SensorTrust } from '#contract/data-quality.ts';
import { shownOf } from '../model/shown-value.ts';
import type { Shown } from '../model/shown-value.ts';
import { callEngine } from './connection.ts';
import { useReading } from './hooks.ts';
import { usePlant } from './plant-store.ts';
import { trustWriter, useTrust } from './trust-store.ts';

/** Several changes that come together are fetched once. */
const SETTLE_MS = 250;
/** Values that stand in move each minute, also when nothing is told. */
const REFRESH_MS = 60_000;

/** Keeps the trust in the sensors up to date for the life of the window; mounted once, in the frame. */
export function useTrustFollow(): void {
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    let asking = false;
    let again = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // One question at a time: a burst of news must not keep calling off the answer it waits for.
    const ask = (): void => {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      again = false;
      void callEngine('dataQuality.list', {}, { signal: abort.signal }).then((answer) => {
        asking = false;
        if (abort.signal.aborted) return;
        if (answer.ok) trustWriter.set(answer.value);
        else trustWriter.fail(answer.error);
        if (again) soon();
      });
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(ask, SETTLE_MS);
    };
    ask();
    const stop = useTrust.subscribe((state, before) => {
      if (state.told !== before.told) soon();
    });
    const refresh = setInterval(ask, REFRESH_MS);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(refresh);
      abort.abort();
    };
  }, [live]);
}

export const useTrustOf = (tagId: string | null): SensorTrust | undefined =>
  useTrust((state) => (tagId === null ? undefined : state.byTag.get(tagId)));

/** Value of a tag as it counts now, and what a person must know of it. */
export function useShown(tagId: string | null): Shown {
  const reading = useReading(tagId);
  const effective = usePlant((state) => (tagId === null ? undefined : state.effective[tagId]));
  const state = useTrustOf(tagId)?.state;
  return useMemo(() => shownOf(reading, effective, state), [reading, effective, state]);
}
