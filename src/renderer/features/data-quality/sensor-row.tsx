import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensorTrust } from '#contract/data-quality.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { calibrationDue, daysUntil } from '../../model/data-quality.ts';
import { formatNumber } from '../../model/format.ts';
import type { SeriesPoint } from '../../model/series-ring.ts';
import { useProfile } from '../../store/hooks.ts';
import { useShown } from '../../store/use-trust.ts';
import { ScoreBar } from './score-bar.tsx';
import styles from './sensor-row.module.css';
import { StateWord } from './state-word.tsx';
import { SCORE_LINE_MS } from './use-score-lines.ts';
import { useQualityText } from './use-quality-text.ts';

const COLUMNS = ['sensor', 'state', 'score', 'use', 'lastCheck', 'next', 'trend'] as const;
const NARROW: readonly string[] = ['sensor', 'state', 'score'];

export function SensorRowsHead({ narrow }: { readonly narrow: boolean }): ReactNode {
  const { t } = useTranslation('dataQuality');
  return (
    <div className={styles.columns} data-narrow={narrow} aria-hidden="true">
      {COLUMNS.filter((column) => !narrow || NARROW.includes(column)).map((column) => <span key={column}>{t(`col.${column}`)}</span>)}
    </div>
  );
}

interface SensorRowProps {
  readonly sensor: SensorTrust;
  readonly nowMs: number;
  readonly chosen: boolean;
  readonly narrow: boolean;
  readonly line: readonly SeriesPoint[] | undefined;
  readonly onChoose: () => void;
}

/** One sensor at a glance: what it is, how it stands, its score, what counts now and by what, and when it was and is to be looked after. */
export function SensorRow({ sensor, nowMs, chosen, narrow, line, onChoose }: SensorRowProps): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const { index } = useProfile();
  const { tag, critical, score, state, openFindings } = sensor;
  const name = text.nameOf(tag);
  const worst = openFindings.find(({ severity }) => severity === 'bad') ?? openFindings[0];
  return (
    <li>
      <button type="button" className={styles.row} data-narrow={narrow} data-sensor={tag} data-state={state} aria-pressed={chosen} onClick={onChoose}>
        <span className={styles.name}>
          <span>{name}{critical && <em title={t('criticalHint')}>{t('critical')}</em>}</span>
          <small>{index.sensorOfTag.get(tag)?.id ?? tag}</small>
        </span>
        <span className={styles.stateOf}>
          <StateWord state={state} />
          {worst !== undefined && <small>{t(`check.${worst.check}.name`)}</small>}
        </span>
        <ScoreBar score={score} />
        {!narrow && (
          <>
            <Use sensor={sensor} />
            <span className={styles.quiet}>{sensor.lastReference === null ? t('never') : text.when(sensor.lastReference.atMs)}</span>
            <NextCalibration sensor={sensor} nowMs={nowMs} />
            <span className={styles.spark}>{line !== undefined && line.length > 1 && <Sparkline points={line} fromMs={nowMs - SCORE_LINE_MS} toMs={nowMs} label={`${name} ${t('col.trend')}`} leastSpan={20} />}</span>
          </>
        )}
      </button>
    </li>
  );
}

/** The value in use and, when it is not the sensor's own, by what it came. */
function Use({ sensor }: { readonly sensor: SensorTrust }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const shown = useShown(sensor.tag);
  const { substitution, effective } = sensor;
  return (
    <span className={styles.use}>
      <span>{text.valueOf(sensor.tag, shown.value)}</span>
      {substitution !== null && <small><strong>{substitution.kind === 'none' ? t('nothing') : t('standsIn', { what: t(`substitute.${substitution.kind}`) })}</strong> {text.when(substitution.sinceMs)}</small>}
      {substitution === null && effective.correction !== 0 && <small>{t('corrected', { bias: text.signed(sensor.tag, -effective.correction) })}</small>}
    </span>
  );
}

export function NextCalibration({ sensor, nowMs }: { readonly sensor: SensorTrust; readonly nowMs: number }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const { nextCalibrationMs } = sensor;
  const days = nextCalibrationMs === null ? null : daysUntil(nextCalibrationMs, nowMs);
  const due = calibrationDue(sensor, nowMs);
  const words = days === null ? (due ? t('due') : t('noInterval')) : days < 0 ? t('overdue', { days: formatNumber(-days, 0) }) : due ? t('due') : days === 0 ? t('dueToday') : t('dueIn', { days: formatNumber(days, 0) });
  return (
    <span className={styles.next} data-due={due}>
      {due && <svg width="13" height="13" viewBox="0 0 14 14" aria-hidden="true"><path d="M7 .8 13.5 13H.5z" /></svg>}
      {words}
    </span>
  );
}
