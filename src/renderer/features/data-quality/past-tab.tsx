import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensorTrust } from '#contract/data-quality.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatDay, formatNumber } from '../../model/format.ts';
import type { SeriesPoint } from '../../model/series-ring.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { PastFindings } from './finding-list.tsx';
import styles from './past-tab.module.css';
import { useQualityText } from './use-quality-text.ts';
import { useQuery } from '../../store/use-query.ts';

const HOUR_MS = 3_600_000;
const SCORES_MS = 30 * 24 * HOUR_MS;
const PAGE = 30;
const MOST = 500;

/** Scores of the last month and every finding that was stored, newest first. */
export function PastTab({ sensor: { tag } }: { readonly sensor: SensorTrust }): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const faultText = useFaultText();
  const [count, setCount] = useState(PAGE);
  const findings = useQuery('dataQuality.findings', { tag, checks: null, tier: null, severity: null, open: null, fromMs: null, toMs: null, beforeSeq: null, limit: count });
  return (
    <>
      <Scores tag={tag} />
      <section>
        <h3>{t('past.findings')}</h3>
        {findings.fault !== null && <p role="alert">{faultText(findings.fault)} <Button look="quiet" onClick={findings.retry}>{t('ui:action.retry')}</Button></p>}
        {findings.value?.findings.length === 0 && <p className={styles.quiet}>{t('past.none')}</p>}
        {findings.value !== null && <PastFindings findings={findings.value.findings} />}
        {findings.value?.more === true && count < MOST && <Button onClick={() => setCount(Math.min(MOST, count * 3))}>{t('past.more')}</Button>}
      </section>
    </>
  );
}

function Scores({ tag }: { readonly tag: string }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const zone = useZone();
  const { nameOf } = useQualityText();
  const toMs = usePlant((state) => Math.ceil(state.nowMs / HOUR_MS) * HOUR_MS);
  const { value } = useQuery('dataQuality.scores', { tag, fromMs: toMs - SCORES_MS, toMs });
  const points = value?.map(({ tsMs, mean }): SeriesPoint => [tsMs, mean]) ?? [];
  const known = points.flatMap(([, score]) => (score === null ? [] : [score]));
  return (
    <section>
      <h3>{t('past.scores')}</h3>
      {known.length < 2 ? <p className={styles.quiet}>{t('past.noScores')}</p> : (
        <figure className={styles.scores}>
          <div className={styles.axis}><span>{formatNumber(Math.max(...known), 0)}</span><span>{formatNumber(Math.min(...known), 0)}</span></div>
          <Sparkline points={points} fromMs={toMs - SCORES_MS} toMs={toMs} label={t('past.scoresLabel', { name: nameOf(tag) })} leastSpan={10} />
          <div className={styles.times}><span>{formatDay(toMs - SCORES_MS, zone)}</span><span>{formatDay(toMs, zone)}</span></div>
        </figure>
      )}
    </section>
  );
}
