import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tag } from '#core/plant/tag.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatMinute, formatNumber } from '../../model/format.ts';
import type { SeriesPoint } from '../../model/series-ring.ts';
import { callEngine } from '../../store/connection.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './detail-trend.module.css';

const SPAN_MS = 6 * 3_600_000;

/** The last six hours of a tag, fetched when the sheet opens. */
export function DetailTrend({ tag }: { readonly tag: Tag }): ReactNode {
  const { t } = useTranslation('ui');
  const local = useLocal();
  const zone = useZone();
  const live = usePlant((state) => state.phase === 'live');
  const [fetched, setFetched] = useState<{ readonly points: readonly SeriesPoint[]; readonly toMs: number } | null>(null);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    const toMs = usePlant.getState().nowMs;
    void callEngine('trend.query', { tags: [tag.id], fromMs: toMs - SPAN_MS, toMs, buckets: 360 }, { signal: abort.signal }).then((answer) => {
      if (answer.ok) setFetched({ points: (answer.value.series[0]?.points ?? []).map((point): SeriesPoint => [point[0], point[3]]), toMs });
    });
    return () => abort.abort();
  }, [tag.id, live]);
  const span = useMemo(() => {
    const values = fetched?.points.flatMap(([, value]) => (value === null ? [] : [value])) ?? [];
    return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
  }, [fetched]);
  if (fetched === null || span === null) return <div className={styles.empty}>{fetched === null ? t('loading') : t('engine.noValueYet')}</div>;
  return (
    <figure className={styles.figure}>
      <figcaption>{t('detail.lastHours')}</figcaption>
      <div className={styles.axis}><span>{formatNumber(span.high, tag.decimals)}</span><span>{formatNumber(span.low, tag.decimals)}</span></div>
      <Sparkline points={fetched.points} fromMs={fetched.toMs - SPAN_MS} toMs={fetched.toMs} label={`${local(tag.name)} ${t('detail.lastHours')}`} leastSpan={0} />
      <div className={styles.times}><span>{formatMinute(fetched.toMs - SPAN_MS, zone)}</span><span>{formatMinute(fetched.toMs, zone)}</span></div>
    </figure>
  );
}
