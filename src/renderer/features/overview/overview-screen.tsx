import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFrozen } from '../../store/hooks.ts';
import { TodayList } from '../rounds/today-list.tsx';
import { AlarmList } from './alarm-list.tsx';
import { EffluentItems } from './effluent-items.tsx';
import styles from './overview-screen.module.css';
import { ProcessLine } from './process-line.tsx';
import { TodayFigures } from './today-figures.tsx';
import { WorstItemChart } from './worst-item-chart.tsx';

/** L1: the whole plant at a glance. Is the water safe, does everything run, what is wrong? */
export function OverviewScreen(): ReactNode {
  const { t } = useTranslation('ui');
  const frozen = useFrozen();
  return (
    <div className={styles.screen} data-frozen={frozen}>
      <h1 className="visually-hidden">{t('nav.overview')}</h1>
      <ProcessLine />
      <div className={styles.lower}>
        <div className={styles.water}>
          <EffluentItems />
          <WorstItemChart />
        </div>
        <div className={styles.side}>
          <AlarmList />
          <TodayList />
          <TodayFigures />
        </div>
      </div>
    </div>
  );
}
