import { useEffect, useRef, useState } from 'react';
import type { ResultOf } from '#contract/api.ts';
import type { Result } from '#core/result.ts';
import { formatDay } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { useTrend } from '../../store/trend-store.ts';

export type ExportState =
  | { readonly at: 'idle' }
  | { readonly at: 'writing'; readonly progress: number }
  | { readonly at: 'done'; readonly path: string }
  | { readonly at: 'cancelled' }
  | { readonly at: 'failed'; readonly reason: string };

const SLICE_TIMEOUT_MS = 60_000;

/** Fetches slice after slice and hands each to the shell, which writes the file. A half-written file is removed. */
export function useTrendExport(): { readonly state: ExportState; readonly start: () => void; readonly cancel: () => void } {
  const [state, setState] = useState<ExportState>({ at: 'idle' });
  const abort = useRef<AbortController | null>(null);
  const zone = useZone();
  const language = usePreferences((each) => each.language);
  const faultText = useFaultText();
  useEffect(() => () => abort.current?.abort(), []);

  const run = async (): Promise<void> => {
    const { tags, range } = useTrend.getState();
    const file = await window.muljigi.openSave({ suggestedName: `trend-${formatDay(range.fromMs, zone)}-${formatDay(range.toMs, zone)}.csv`, kind: 'csv' });
    if (file === null) return;
    const mine = new AbortController();
    abort.current = mine;
    setState({ at: 'writing', progress: 0 });
    const end = async (keep: boolean, next: ExportState): Promise<void> => {
      await window.muljigi.closeSave(file.id, keep);
      setState(next);
    };
    let cursor: string | null = null;
    for (;;) {
      const slice: Result<ResultOf<'trend.csv'>, CallFault> = await callEngine('trend.csv', { tags: [...tags], fromMs: range.fromMs, toMs: range.toMs, timeZone: zone, language, cursor }, { signal: mine.signal, timeoutMs: SLICE_TIMEOUT_MS });
      if (mine.signal.aborted) return end(false, { at: 'cancelled' });
      if (!slice.ok) return end(false, { at: 'failed', reason: faultText(slice.error) });
      await window.muljigi.writeSave(file.id, slice.value.text);
      setState({ at: 'writing', progress: slice.value.progress });
      if (slice.value.done) return end(true, { at: 'done', path: file.path });
      cursor = slice.value.cursor;
    }
  };

  return {
    state,
    start: () => {
      run().catch((error: unknown) => setState({ at: 'failed', reason: error instanceof Error ? error.message : String(error) }));
    },
    cancel: () => abort.current?.abort(),
  };
}
