import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ResultOf } from '#contract/api.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import { tagColour } from '../../model/tag-colour.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useTheme, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useTrust } from '../../store/trust-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-width.ts';
import styles from './quality-chart.module.css';
import { qualityColumns, substitutedSpans } from './quality-columns.ts';
import { buildQualityPlot } from './quality-plot.ts';
import { useQualityText } from './use-quality-text.ts';

const HOUR_MS = 3_600_000;
const SPANS = { '6h': 6, '24h': 24, '7d': 168, '30d': 720 } as const;
type SpanName = keyof typeof SPANS;

interface Fetched {
  readonly series: ResultOf<'dataQuality.series'>;
  readonly comparisons: ResultOf<'dataQuality.comparisons'>;
  readonly fromMs: number;
  readonly toMs: number;
}

interface QualityChartProps {
  readonly tag: string;
  /** A correction to be tried: drawn as what the values would be under it. */
  readonly trial?: Correction | null;
  readonly first?: SpanName;
}

/** A sensor over time: as read, as used, as the other signals say, and what persons measured. */
export function QualityChart({ tag, trial = null, first = '24h' }: QualityChartProps): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const faultText = useFaultText();
  const [span, setSpan] = useState<SpanName>(first);
  const { fetched, fault, retry } = useFetched(tag, SPANS[span] * HOUR_MS);
  const empty = fetched !== null && fetched.series.points.every(([, raw]) => raw === null) && fetched.series.derived.length === 0;
  return (
    <figure className={styles.figure}>
      <figcaption>
        <strong>{t(trial === null ? 'chart.title' : 'proposal.chart')}</strong>
        <Segments label={t('chart.span')} value={span} onChange={setSpan} options={(Object.keys(SPANS) as SpanName[]).map((value) => ({ value, label: t(`chart.${value}`) }))} />
      </figcaption>
      <div className={styles.plot} aria-busy={fetched === null && fault === null}>
        {fetched !== null && !empty && <Plot tag={tag} fetched={fetched} trial={trial} />}
        {fetched === null && fault === null && <div className={styles.skeleton} role="status" aria-label={t('ui:loading')} />}
        {empty && <p className={styles.empty}>{t('chart.empty')}</p>}
        {fault !== null && <div className={styles.empty} role="alert"><strong>{t('chart.failed')}</strong><p>{faultText(fault)}</p><Button onClick={retry}>{t('ui:action.retry')}</Button></div>}
      </div>
      {fetched !== null && !empty && <Legend fetched={fetched} trial={trial !== null} />}
      {fetched?.series.derivedCut === true && <p className={styles.note}>{t('chart.cut')}</p>}
    </figure>
  );
}

function Legend({ fetched, trial }: { readonly fetched: Fetched; readonly trial: boolean }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const { series, comparisons } = fetched;
  const corrected = trial || series.points.some(([, raw, used]) => raw !== null && used !== null && Math.abs(raw - used) > 1e-9);
  const kinds = [
    'raw', ...(corrected ? ['corrected'] : []), ...(series.estimates.length > 0 ? ['estimate'] : []),
    ...(series.derived.length > 0 ? ['derived'] : []), ...(comparisons.length > 0 ? ['reading'] : []),
  ] as readonly ('raw' | 'corrected' | 'estimate' | 'derived' | 'reading')[];
  return (
    <ul className={styles.legend}>
      {kinds.map((kind) => <li key={kind} data-kind={kind}><i aria-hidden="true" />{trial && kind === 'raw' ? t('proposal.before') : trial && kind === 'corrected' ? t('proposal.after') : t(`chart.${kind}`)}</li>)}
    </ul>
  );
}

function Plot({ tag, fetched, trial }: { readonly tag: string; readonly fetched: Fetched; readonly trial: Correction | null }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const { nameOf } = useQualityText();
  const { index } = useProfile();
  const theme = useTheme();
  const zone = useZone();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const colour = tagColour(index.tagOrder.get(tag) ?? 0, theme);
  const data = useMemo(() => qualityColumns(fetched.series, fetched.comparisons.map(({ sampledMs, referenceValue }) => ({ tsMs: sampledMs, value: referenceValue })), trial) as uPlot.AlignedData, [fetched, trial]);
  useEffect(() => {
    const element = box.current;
    if (element === null || width === 0 || height === 0) return undefined;
    const plot = buildQualityPlot(element, data, { width, height, zone, colour, fromMs: fetched.fromMs, toMs: fetched.toMs, spans: substitutedSpans(fetched.series.derived) });
    return () => plot.destroy();
  }, [box, width, height, zone, colour, data, fetched, theme]);
  return <div ref={box} className={styles.canvas} role="img" aria-label={t('chart.label', { name: nameOf(tag) })} data-testid="quality-chart" />;
}

/** Fetched anew when the engine tells of a change, and each minute; the last answer stays until the next. */
function useFetched(tag: string, spanMs: number): { readonly fetched: Fetched | null; readonly fault: CallFault | null; readonly retry: () => void } {
  const live = usePlant((state) => state.phase === 'live');
  const minute = usePlant((state) => Math.floor(state.nowMs / 60_000));
  const told = useTrust((state) => state.told);
  const [held, setHeld] = useState<{ readonly of: string; readonly fetched: Fetched } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  const of = `${tag} ${String(spanMs)}`;
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    const toMs = usePlant.getState().nowMs;
    const ask = { tag, fromMs: toMs - spanMs, toMs };
    void Promise.all([
      callEngine('dataQuality.series', { ...ask, buckets: 600 }, { signal: abort.signal, timeoutMs: 20_000 }),
      callEngine('dataQuality.comparisons', ask, { signal: abort.signal }),
    ]).then(([series, comparisons]) => {
      if (abort.signal.aborted) return;
      setFault(series.ok ? null : series.error);
      if (series.ok) setHeld({ of: `${tag} ${String(spanMs)}`, fetched: { series: series.value, comparisons: comparisons.ok ? comparisons.value : [], fromMs: ask.fromMs, toMs } });
    });
    return () => abort.abort();
  }, [live, tag, spanMs, minute, told, attempt]);
  const fetched = held?.of === of ? held.fetched : null;
  return { fetched, fault: fetched === null ? fault : null, retry: () => setAttempt((n) => n + 1) };
}
