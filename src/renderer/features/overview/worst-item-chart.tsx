import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DayChart } from '../../charts/day-chart.tsx';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { worstOf } from '../../model/headroom.ts';
import { useHeadrooms, useProfile, useZone } from '../../store/hooks.ts';
import { useSeries } from '../../store/history-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './worst-item-chart.module.css';

/** The effluent item nearest to its limit over the last 24 hours, against limit and target. */
export function WorstItemChart(): ReactNode {
  const { t } = useTranslation(['overview', 'ui']);
  const { profile } = useProfile();
  const rooms = useHeadrooms();
  const shown = useMemo(() => new Set(profile.display.effluent.map((each) => each.tag)), [profile]);
  const worst = worstOf(rooms.filter((room) => shown.has(room.tag)));
  const points = useSeries(worst?.tag ?? null);
  const zone = useZone();
  // The axis moves on once a minute; the line itself as its points come.
  const nowMs = usePlant((state) => Math.ceil(state.nowMs / 60_000) * 60_000);
  if (worst === null) {
    return <section className={styles.chart}><p className={styles.empty}>{t('chartUnavailable')}</p></section>;
  }
  const item = t(`ui:item.${worst.item as 'TN'}`);
  const drawn = points.filter(([, value]) => value !== null).length;
  return (
    <section className={styles.chart} aria-labelledby="worst-title">
      <header className={styles.head}>
        <h2 id="worst-title">{t('chartTitle', { item })}</h2>
        <span>{formatUnit(worst.unit)}</span>
      </header>
      {drawn < 2 ? <p className={styles.empty}>{t('chartEmpty')}</p> : (
        <DayChart
          points={points}
          toMs={nowMs}
          zone={zone}
          label={t('chartTitle', { item })}
          lines={[
            ...(worst.max === null ? [] : [{ value: worst.max, text: t('chartLimit', { value: formatNumber(worst.max, worst.max % 1 === 0 ? 0 : 1) }), strong: true }]),
            ...(worst.min === null ? [] : [{ value: worst.min, text: t('chartLimit', { value: formatNumber(worst.min, 1) }), strong: true }]),
            ...(worst.target === null ? [] : [{ value: worst.target, text: t('chartTarget', { value: formatNumber(worst.target, worst.target % 1 === 0 ? 0 : 1) }), strong: false }]),
          ]}
        />
      )}
    </section>
  );
}
