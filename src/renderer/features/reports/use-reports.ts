import { useEffect, useState } from 'react';
import type { ResultOf } from '#contract/api.ts';
import type { ReportSummary } from '#contract/reports.ts';
import type { ReportKind } from '#core/report/figures.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useReports } from '../../store/reports-store.ts';

const PAGE = 50;

export interface ReportList {
  /** Null before the first answer. */
  readonly rows: readonly ReportSummary[] | null;
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly fault: CallFault | null;
}

/** Reports of a kind, newest first; asked again whenever one was made. */
export function useReportList(kind: ReportKind | null): ReportList {
  const live = usePlant((state) => state.phase === 'live');
  const change = useReports((state) => state.change);
  const [pages, setPages] = useState(1);
  const [held, setHeld] = useState<{ readonly kind: ReportKind | null; readonly rows: readonly ReportSummary[]; readonly more: boolean } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      const rows: ReportSummary[] = [];
      let beforeSeq: number | null = null;
      for (let page = 0; page < pages; page++) {
        const answer: Awaited<ReturnType<typeof callEngine<'reports.list'>>> = await callEngine('reports.list', { kind, beforeSeq, limit: PAGE }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        if (!answer.ok) {
          setFault(answer.error);
          return;
        }
        rows.push(...answer.value.rows);
        beforeSeq = answer.value.nextSeq;
        if (beforeSeq === null) break;
      }
      setFault(null);
      setHeld({ kind, rows, more: beforeSeq !== null });
    };
    void ask();
    return () => abort.abort();
  }, [live, kind, change, pages]);
  const mine = held?.kind === kind ? held : null;
  return { rows: mine?.rows ?? null, more: mine?.more ?? false, loadMore: () => setPages((count) => count + 1), fault };
}

/** What comes by itself; null before the first answer. */
export function useReportSettings(): ResultOf<'reports.settings'> | null {
  const live = usePlant((state) => state.phase === 'live');
  const change = useReports((state) => state.change);
  const [held, setHeld] = useState<ResultOf<'reports.settings'> | null>(null);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('reports.settings', {}, { signal: abort.signal }).then((answer) => {
      if (answer.ok && !abort.signal.aborted) setHeld(answer.value);
    });
    return () => abort.abort();
  }, [live, change]);
  return held;
}

/** What a report says in a language. */
export function useReportDocument(id: string | null, language: 'ko' | 'en'): { readonly value: ResultOf<'reports.document'> | null; readonly fault: CallFault | null } {
  const live = usePlant((state) => state.phase === 'live');
  const change = useReports((state) => state.change);
  const key = `${String(id)} ${language}`;
  const [held, setHeld] = useState<{ readonly key: string; readonly value: ResultOf<'reports.document'> | null; readonly fault: CallFault | null } | null>(null);
  useEffect(() => {
    if (!live || id === null) return undefined;
    const abort = new AbortController();
    void callEngine('reports.document', { id, language }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setHeld({ key, value: answer.ok ? answer.value : null, fault: answer.ok ? null : answer.error });
    });
    return () => abort.abort();
  }, [live, id, language, change, key]);
  return held?.key === key ? held : { value: null, fault: null };
}
