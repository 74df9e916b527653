import { X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensorTrust } from '#contract/data-quality.ts';
import { formatNumber } from '../../model/format.ts';
import { useProfile, useReading } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { useShown } from '../../store/use-trust.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { TrustMark } from '../../ui/trust-mark.tsx';
import type { QualityAct } from './action-dialog.tsx';
import { CheckTab } from './check-tab.tsx';
import { OpenFindings } from './finding-list.tsx';
import { PastTab } from './past-tab.tsx';
import { QualityChart } from './quality-chart.tsx';
import { ScoreBar } from './score-bar.tsx';
import { SensorActions } from './sensor-actions.tsx';
import type { Pending } from './sensor-actions.tsx';
import { OrderOfCause } from '../work-orders/order-of-cause.tsx';
import styles from './sensor-detail.module.css';
import { StateWord } from './state-word.tsx';
import { useQualityText } from './use-quality-text.ts';

const TABS = ['now', 'check', 'past'] as const;

interface SensorDetailProps {
  readonly sensor: SensorTrust;
  readonly nowMs: number;
  readonly onClose: () => void;
}

const SENSOR_CAUSES = ['score', 'calibration', 'finding'] as const;

/** All that is known of how far one sensor can be trusted, and what a person can do about it. */
export function SensorDetail({ sensor, nowMs, onClose }: SensorDetailProps): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const text = useQualityText();
  const { index } = useProfile();
  const [tab, setTab] = useState<(typeof TABS)[number]>('now');
  const [pending, setPending] = useState<Pending | null>(null);
  const [done, setDone] = useState<QualityAct | null>(null);
  const { tag, maintenance } = sensor;
  return (
    <aside className={styles.detail} aria-label={t('detail.label')} data-testid="sensor-detail" data-sensor={tag} data-state={sensor.state} tabIndex={0}>
      <header className={styles.head}>
        <div>
          <h2>{text.nameOf(tag)}</h2>
          <p>{index.sensorOfTag.get(tag)?.id ?? tag} · <StateWord state={sensor.state} />{sensor.critical && <em>{t('critical')}</em>}</p>
        </div>
        <Button look="quiet" aria-label={t('detail.close')} onClick={onClose}><X size={22} aria-hidden /></Button>
      </header>
      <Values sensor={sensor} />
      {maintenance !== null && <p className={styles.notice}>{t('detail.maintenance', { who: maintenance.who, when: text.when(maintenance.sinceMs) })}</p>}
      <div className={styles.bar}>
        <Segments label={t('detail.tab')} value={tab} onChange={setTab} options={TABS.map((value) => ({ value, label: value === 'check' && (sensor.proposal !== null || sensor.openCalibration !== null) ? `${t('detail.check')} •` : t(`detail.${value}`) }))} />
        <RightButton right="sensor.maintenance" onClick={() => setPending({ act: maintenance === null ? 'maintenanceOn' : 'maintenanceOff' })} data-testid="maintenance">{t(maintenance === null ? 'maintenance.start' : 'maintenance.end')}</RightButton>
      </div>
      {done !== null && <p className={styles.done} role="status" data-testid="quality-done">{t(`act.done.${done}`)}</p>}
      {tab === 'now' && <Now sensor={sensor} />}
      {tab === 'check' && <CheckTab sensor={sensor} nowMs={nowMs} onAct={(next) => { setDone(null); setPending(next); }} />}
      {tab === 'past' && <PastTab sensor={sensor} />}
      <footer className={styles.foot}>
        <OrderOfCause kinds={SENSOR_CAUSES} id={null} sensor={tag} />
        <Button onClick={() => route.source({ kind: 'value', tag, atMs: usePlant.getState().nowMs - 60_000 })}>{t('detail.source')}</Button>
        <Button onClick={() => route.detail({ kind: 'tag', id: tag })}>{t('detail.sheet')}</Button>
        <Button onClick={() => route.trends([tag])}>{t('ui:action.openTrend')}</Button>
      </footer>
      {pending !== null && <SensorActions sensor={sensor} pending={pending} onClose={(act) => { setPending(null); if (act !== null) setDone(act); }} />}
    </aside>
  );
}

/** As read, as used, and as the other signals say, side by side. */
function Values({ sensor }: { readonly sensor: SensorTrust }): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const text = useQualityText();
  const { tag, estimate, noEstimate } = sensor;
  const reading = useReading(tag);
  const shown = useShown(tag);
  const standsIn = text.standsIn(sensor);
  const why = noEstimate === null ? '' : noEstimate === 'learning' || noEstimate === 'inputs' || noEstimate === 'none' ? t(`detail.noEstimateWhy.${noEstimate}`) : noEstimate;
  return (
    <>
      <dl className={styles.values}>
        <div><dt>{t('detail.read')}</dt><dd>{text.valueOf(tag, reading.value)}<small>{reading.quality === 'good' ? '' : t(`ui:quality.${reading.quality}`)}</small></dd></div>
        <div data-main="true"><dt>{t('detail.used')}</dt><dd>{text.valueOf(tag, shown.value)}<small>{shown.mark !== null && <TrustMark mark={shown.mark} />}</small></dd></div>
        <div><dt>{t('detail.estimate')}</dt><dd>{estimate === null ? '–' : text.valueOf(tag, estimate.value)}<small>{estimate === null ? why : `±${text.numberOf(tag, estimate.sd)}`}</small></dd></div>
      </dl>
      {standsIn !== null && <p className={styles.notice} data-testid="stands-in">{standsIn}</p>}
    </>
  );
}

function Now({ sensor }: { readonly sensor: SensorTrust }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const { tag, lifeLeftDays } = sensor;
  // What rounds to no point at all is no reason.
  const told = sensor.deductions.filter(({ points }) => points >= 0.5);
  return (
    <>
      <section>
        <h3>{t('detail.findings')}</h3>
        <OpenFindings findings={sensor.openFindings} />
      </section>
      <QualityChart tag={tag} />
      <section>
        <h3>{t('detail.scoreWhy')}</h3>
        <div className={styles.score}><ScoreBar score={sensor.score} /></div>
        {sensor.score === null ? <p>{t('noScore')}</p> : told.length === 0 ? <p>{t('detail.scoreFull')}</p> : (
          <ul className={styles.deductions}>
            {told.map((each) => <li key={`${each.cause} ${each.check ?? ''}`}><b>{t('detail.points', { points: formatNumber(each.points, 0) })}</b><span>{text.deduction(tag, each)}</span></li>)}
          </ul>
        )}
      </section>
      <dl className={styles.facts}>
        <div><dt>{t('detail.missing')}</dt><dd>{formatNumber(sensor.missingShare24h * 100, 1)} %</dd></div>
        <div><dt>{t('detail.life')}</dt><dd>{lifeLeftDays === null ? t('detail.lifeUnknown') : lifeLeftDays <= 0 ? t('detail.lifeOver') : t('detail.lifeDays', { days: formatNumber(lifeLeftDays, 0) })}</dd></div>
      </dl>
    </>
  );
}
