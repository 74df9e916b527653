import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataQualityOverview } from '#contract/data-quality.ts';
import { alongTheWater, fitsFilter, worstFirst } from '../../model/data-quality.ts';
import type { QualityFilter } from '../../model/data-quality.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozen, useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route, useRoute } from '../../store/route-store.ts';
import { trustWriter, useTrust } from '../../store/trust-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import styles from './data-quality-screen.module.css';
import { QualityHead } from './quality-head.tsx';
import { ReportView } from './report-view.tsx';
import { SensorDetail } from './sensor-detail.tsx';
import { SensorRow, SensorRowsHead } from './sensor-row.tsx';
import { useScoreLines } from './use-score-lines.ts';

/** Can the numbers be trusted? Every sensor at a glance, and all that is known of one. */
export function DataQualityScreen(): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const faultText = useFaultText();
  const frozen = useFrozen();
  const [view, setView] = useState<'sensors' | 'report'>('sensors');
  const [order, setOrder] = useState<'water' | 'worst'>('water');
  const [filter, setFilter] = useState<QualityFilter>('all');
  const overview = useTrust((state) => state.overview);
  const fault = useTrust((state) => state.fault);
  if (overview === null) {
    return (
      <div className={styles.screen}>
        <h1 className={styles.title}>{t('question')}</h1>
        {fault === null ? <Skeleton label={t('loading')} /> : (
          <div className={styles.notice} role="alert">
            <strong>{t('failed')}</strong>
            <p>{faultText(fault)}</p>
            <Button onClick={() => trustWriter.changed()}>{t('ui:action.retry')}</Button>
          </div>
        )}
      </div>
    );
  }
  const views = <Segments label={t('view.label')} value={view} onChange={setView} options={(['sensors', 'report'] as const).map((value) => ({ value, label: t(`view.${value}`) }))} />;
  return (
    <div className={styles.screen} data-frozen={frozen}>
      <h1 className="visually-hidden">{t('question')}</h1>
      {frozen && <p className={styles.stale} role="status">{t('frozen')}</p>}
      {view === 'report' ? <ReportView views={views} /> : (
        <>
          <QualityHead overview={overview} filter={filter} onFilter={setFilter}>
            {views}
            <Segments label={t('order.label')} value={order} onChange={setOrder} options={(['water', 'worst'] as const).map((value) => ({ value, label: t(`order.${value}`) }))} />
          </QualityHead>
          <Sensors overview={overview} order={order} filter={filter} onAll={() => setFilter('all')} />
        </>
      )}
    </div>
  );
}

function Sensors({ overview, order, filter, onAll }: { readonly overview: DataQualityOverview; readonly order: 'water' | 'worst'; readonly filter: QualityFilter; readonly onAll: () => void }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const { profile } = useProfile();
  const local = useLocal();
  const chosen = useRoute((state) => state.qualitySensor);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const lines = useScoreLines();
  const shown = overview.sensors.filter((sensor) => fitsFilter(sensor, filter, nowMs));
  const groups = order === 'water' ? alongTheWater(shown, profile) : [{ station: null, sensors: worstFirst(shown) }];
  const sensor = overview.sensors.find(({ tag }) => tag === chosen);
  return (
    <div className={styles.body} data-detail={sensor !== undefined}>
      <div className={styles.list} tabIndex={0} aria-label={t('view.sensors')} role="region">
        {overview.sensors.length === 0 && <div className={styles.notice}><strong>{t('empty')}</strong><p>{t('emptyHint')}</p></div>}
        {overview.sensors.length > 0 && shown.length === 0 && <div className={styles.notice}><strong>{t('filter.none')}</strong><p>{t('filter.noneHint')}</p><Button onClick={onAll}>{t('filter.showAll')}</Button></div>}
        {shown.length > 0 && <SensorRowsHead narrow={sensor !== undefined} />}
        {groups.map(({ station, sensors }) => (
          <section key={station?.id ?? 'all'} aria-label={station === null ? t('view.sensors') : local(station.name)}>
            {order === 'water' && <h2 className={styles.station}>{station === null ? t('outside') : local(station.name)}</h2>}
            <ul>
              {sensors.map((each) => (
                <SensorRow key={each.tag} sensor={each} nowMs={nowMs} chosen={each.tag === chosen} narrow={sensor !== undefined} line={lines.get(each.tag)} onChoose={() => route.qualitySensor(each.tag === chosen ? null : each.tag)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {sensor !== undefined && <SensorDetail key={sensor.tag} sensor={sensor} nowMs={nowMs} onClose={() => route.qualitySensor(null)} />}
    </div>
  );
}

function Skeleton({ label }: { readonly label: string }): ReactNode {
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {Array.from({ length: 8 }, (_, i) => <span key={i} />)}
    </div>
  );
}
