import { useEffect, useState } from 'react';
import type { EntryRecord } from '#contract/provenance.ts';
import { correctionSchema } from '#core/signal/drift/correction.ts';
import { substitutionBody } from '#core/signal/quality-state/bodies.ts';
import type { ShownMark } from '../../model/shown-value.ts';
import { callEngine } from '../../store/connection.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useTrust } from '../../store/trust-store.ts';

/** A span of a trend in which the sensor's own plain reading did not count. */
export interface StandIn {
  readonly tag: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly mark: ShownMark;
}

/** What began this long before the span may still have held in it. */
const BEFORE_MS = 31 * 86_400_000;
const MOST = 500;
const NONE: readonly StandIn[] = [];

function standInOf({ kind, tag, body }: EntryRecord): readonly StandIn[] {
  if (tag === null) return [];
  if (kind === 'substitution') {
    const read = substitutionBody.safeParse(body);
    return read.success ? [{ tag, fromMs: read.data.fromMs, toMs: read.data.toMs ?? Infinity, mark: read.data.kind === 'none' ? 'lost' : read.data.kind }] : [];
  }
  const read = correctionSchema.safeParse(body);
  const holds = read.success && (read.data.state === 'accepted' || read.data.state === 'ended');
  return holds ? [{ tag, fromMs: read.data.fromMs, toMs: read.data.toMs ?? Infinity, mark: 'corrected' }] : [];
}

/** Where, in the span on screen, something stood in for the shown tags or a correction holds. */
export function useStandIns(tags: readonly string[], fetched: { readonly fromMs: number; readonly toMs: number } | null): readonly StandIn[] {
  const live = usePlant((state) => state.phase === 'live');
  const told = useTrust((state) => state.told);
  const [found, setFound] = useState(NONE);
  const { fromMs, toMs } = fetched ?? { fromMs: 0, toMs: 0 };
  const key = tags.join(',');
  useEffect(() => {
    if (!live || key === '' || toMs <= fromMs) return undefined;
    const abort = new AbortController();
    const wanted = new Set(key.split(','));
    void callEngine('provenance.entries', { kinds: ['substitution', 'correction'], tag: null, fromMs: fromMs - BEFORE_MS, toMs, person: null, versions: 'latest', beforeSeq: null, limit: MOST }, { signal: abort.signal }).then((answer) => {
      if (!answer.ok || abort.signal.aborted) return;
      setFound(answer.value.rows.flatMap(standInOf).filter((each) => wanted.has(each.tag) && each.toMs > fromMs));
    });
    return () => abort.abort();
  }, [live, told, key, fromMs, toMs]);
  return found;
}
