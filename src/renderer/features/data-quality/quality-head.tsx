import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataQualityOverview } from '#contract/data-quality.ts';
import { countOf } from '../../model/data-quality.ts';
import type { QualityFilter } from '../../model/data-quality.ts';
import { formatClock, formatNumber } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import styles from './quality-head.module.css';
import { useQualityText } from './use-quality-text.ts';

const FIGURES = ['good', 'suspect', 'lost', 'other', 'proposals', 'calibrations'] as const;

interface QualityHeadProps {
  readonly overview: DataQualityOverview;
  readonly filter: QualityFilter;
  readonly onFilter: (filter: QualityFilter) => void;
  /** Choice of view and order, beside the figures. */
  readonly children: ReactNode;
}

/** How many sensors can be trusted, what waits for a person, and what the lost critical ones mean. Each figure narrows the list. */
export function QualityHead({ overview, filter, onFilter, children }: QualityHeadProps): ReactNode {
  const { t } = useTranslation('dataQuality');
  const zone = useZone();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  return (
    <div className={styles.head}>
      <div className={styles.figures} role="group" aria-label={t('filter.label')}>
        {FIGURES.map((figure) => {
          const count = countOf(overview, figure, nowMs);
          return (
            <button key={figure} type="button" className={styles.figure} data-figure={figure} data-some={count > 0} aria-pressed={filter === figure} onClick={() => onFilter(filter === figure ? 'all' : figure)}>
              <b>{formatNumber(count, 0)}</b>
              <span>{t(`head.${figure}`)}</span>
            </button>
          );
        })}
      </div>
      <div className={styles.tools}>{children}</div>
      <Critical overview={overview} />
      <span className={styles.updated}>
        {overview.catchingUp !== null && `${t('head.catchingUp', { percent: formatNumber(overview.catchingUp * 100, 0) })} · `}
        {t('head.updated', { time: formatClock(overview.updatedMs, zone) })}
      </span>
    </div>
  );
}

/** The critical sensors that are lost, by name, and what follows from it. */
function Critical({ overview }: { readonly overview: DataQualityOverview }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const { nameOf } = useQualityText();
  const { criticalLost, criticalLimit } = overview;
  const many = criticalLost.length >= criticalLimit;
  const text = criticalLost.length === 0
    ? t('head.criticalNone', { total: overview.sensors.filter(({ critical }) => critical).length })
    : t(many ? 'head.criticalMany' : 'head.criticalSome', { count: criticalLost.length, names: criticalLost.map(nameOf).join(', '), limit: criticalLimit });
  return (
    <p className={styles.critical} data-lost={criticalLost.length > 0} data-many={many} data-testid="critical-lost" data-count={criticalLost.length} role="status">
      {criticalLost.length > 0 && <AlarmMark priority={many ? 1 : 2} size={20} />}
      <span>{text}</span>
    </p>
  );
}
