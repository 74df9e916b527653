import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMinute, formatNumber } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './today-figures.module.css';

/** Energy and water since the plant's day began. */
export function TodayFigures(): ReactNode {
  const { t } = useTranslation('overview');
  const zone = useZone();
  const today = usePlant((state) => state.status?.today);
  if (today === undefined) return null;
  const { energyKwh, energyYesterdaySameHourKwh: before } = today;
  const change = energyKwh !== null && before !== null && before > 0 ? ((energyKwh - before) / before) * 100 : null;
  return (
    <section aria-labelledby="today-title">
      <header className={styles.head}>
        <h2 id="today-title">{t('today')}</h2>
        <span>{t('since', { time: formatMinute(today.sinceMs, zone) })}</span>
      </header>
      <dl className={styles.figures}>
        <div>
          <dt>{t('energy')}</dt>
          <dd>
            <b>{formatNumber(energyKwh, 0)}</b> kWh
            {change !== null && <strong className={styles.change}>{change > 0 ? '+' : change < 0 ? '−' : ''}{formatNumber(Math.abs(change), 1)} %</strong>}
          </dd>
          <dd className={styles.note}>{before === null ? t('energyNoYesterday') : t('energyYesterday', { value: formatNumber(before, 0) })}</dd>
        </div>
        <div>
          <dt>{t('inflow')}</dt>
          <dd><b>{formatNumber(today.inflowM3, 1)}</b> m³</dd>
        </div>
        <div>
          <dt>{t('outflow')}</dt>
          <dd><b>{formatNumber(today.outflowM3, 1)}</b> m³</dd>
        </div>
      </dl>
    </section>
  );
}
