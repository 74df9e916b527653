import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmHealthView } from '#contract/alarms.ts';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { USUAL, standingLong } from '#core/alarms/health.ts';
import { formatDay, formatNumber, formatStamp } from '../../model/format.ts';
import { alarms } from '../../store/alarm-store.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import { Segments } from '../../ui/button.tsx';
import styles from './health-panel.module.css';
import { Waiting } from './panel-states.tsx';
import panel from './panel.module.css';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useAlarmName } from './use-alarm-words.ts';
import type { NamedAlarm } from './use-alarm-words.ts';

const SPANS = ['7', '30', '90'] as const;
const NONE: readonly ActiveAlarm[] = [];

/** Whether the alarms themselves can be lived with: how many, how steady, which ones make the noise. */
export function HealthPanel(): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const [days, setDays] = useState<(typeof SPANS)[number]>('30');
  const health = useAlarmQuery('alarms.health', { days: Number(days) });
  return (
    <div className={panel.panel}>
      <div className={panel.filters}>
        <Segments label={t('health.span')} value={days} onChange={setDays} options={SPANS.map((value) => ({ value, label: t('health.days', { count: Number(value) }) }))} />
        {health.value?.isCut === true && <span className={panel.abnormal}>{t('health.cut', { from: formatStamp(health.value.fromMs, zone) })}</span>}
      </div>
      <div className={panel.scroll} tabIndex={0} data-testid="alarm-health">
        <Waiting fault={health.fault} isEmpty={health.value === null} reload={health.reload} />
        {health.value !== null && <Health health={health.value} />}
      </div>
    </div>
  );
}

function Health({ health }: { readonly health: AlarmHealthView }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const zone = useZone();
  const spanText = useSpanText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const active = usePlant((state) => state.status?.alarms ?? NONE);
  const standing = standingLong(active, nowMs);
  const percent = (share: number): string => `${formatNumber(share * 100, share > 0 && share < 0.1 && !Number.isInteger(share * 100) ? 1 : 0)} %`;
  return (
    <div className={styles.health}>
      <dl className={styles.figures}>
        <Figure name={t('health.perDay')} value={formatNumber(health.perDay, 1)} usual={t('health.usual', { value: USUAL.perDay })} isOver={health.perDay > USUAL.perDay} />
        <Figure name={t('health.perTenMin')} value={formatNumber(health.perTenMin, 2)} usual={t('health.usual', { value: USUAL.perTenMin })} isOver={health.perTenMin > USUAL.perTenMin} />
        <Figure name={t('health.peak')} value={health.peak === null ? '0' : String(health.peak.count)} usual={t('health.usual', { value: USUAL.floodAbove })} isOver={(health.peak?.count ?? 0) > USUAL.floodAbove} note={health.peak === null ? '' : formatStamp(health.peak.startMs, zone).slice(5, 16)} />
        <Figure name={t('health.floodShare')} value={percent(health.floodShare)} usual={t('health.usual', { value: percent(USUAL.floodShare) })} isOver={health.floodShare > USUAL.floodShare} />
        <Figure name={t('health.standing')} value={String(standing.length)} usual={t('health.usual', { value: USUAL.standing })} isOver={standing.length > USUAL.standing} />
        <Figure name={t('health.topTenShare')} value={percent(health.topTenShare)} usual={t('health.usual', { value: percent(USUAL.topTenShare) })} isOver={health.total > USUAL.perDay && health.topTenShare > USUAL.topTenShare} />
        <div className={styles.figure}>
          <dt>{t('health.byPriority')}</dt>
          <dd className={styles.prios}>{([1, 2, 3, 4] as const).map((priority) => <span key={priority}><AlarmMark priority={priority} size={18} hollow={health.byPriority[priority - 1] === 0} />{health.byPriority[priority - 1] ?? 0}</span>)}</dd>
        </div>
      </dl>
      <div className={styles.charts}>
        <Bars title={t('health.dailyTitle')} mark={USUAL.perDay} bars={health.days.map(({ startMs, count }) => ({ key: String(startMs), label: formatDay(startMs, zone).slice(5), count }))} />
        <Bars title={t('health.hourlyTitle')} mark={null} bars={health.hours.map((count, i) => ({ key: String(i), label: `-${String(24 - i)} h`, count }))} />
      </div>
      <div className={styles.lists}>
        <section>
          <h2>{t('health.topTen')}</h2>
          {health.topTen.length === 0 ? <p className={panel.quiet}>{t('health.noneTop')}</p> : (
            <ol>{health.topTen.map(({ alarm, code, params, count }) => <li key={alarm}><Name alarm={{ id: alarm, code, params }} /><b>{formatNumber(count, 0)}</b></li>)}</ol>
          )}
        </section>
        <section>
          <h2>{t('health.chattering')}</h2>
          {health.chattering.length === 0 ? <p className={panel.quiet}>{t('health.noneChattering')}</p> : (
            <ul>{health.chattering.map(({ alarm, code, params, bursts }) => <li key={alarm}><Name alarm={{ id: alarm, code, params }} /><b>{t('health.bursts', { count: bursts })}</b></li>)}</ul>
          )}
        </section>
        <section>
          <h2>{t('health.standingTitle')}</h2>
          {standing.length === 0 ? <p className={panel.quiet}>{t('health.noneStanding')}</p> : (
            <ul>{standing.map((alarm) => <li key={alarm.id}><Name alarm={alarm} /><b>{spanText(nowMs - alarm.sinceMs)}</b></li>)}</ul>
          )}
        </section>
      </div>
      <p className={styles.note}>{t('health.note')}</p>
    </div>
  );
}

/** Name of an alarm that leads to its settings. */
function Name({ alarm }: { readonly alarm: NamedAlarm }): ReactNode {
  const { t } = useTranslation('alarms');
  return <button type="button" title={t('health.openSettings')} onClick={() => alarms.settingsOf(alarm.id)}>{useAlarmName()(alarm)}</button>;
}

function Figure({ name, value, usual, isOver, note = '' }: { readonly name: string; readonly value: string; readonly usual: string; readonly isOver: boolean; readonly note?: string }): ReactNode {
  const { t } = useTranslation('alarms');
  return (
    <div className={styles.figure} data-over={isOver}>
      <dt>{name}</dt>
      <dd>{value}{note !== '' && <small> {note}</small>}</dd>
      <dd className={styles.usual}>{usual}{isOver && <strong> {t('health.over')}</strong>}</dd>
    </div>
  );
}

interface Bar {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}

/** Counts side by side; every bar says its number to those who cannot see it. */
function Bars({ title, bars, mark }: { readonly title: string; readonly bars: readonly Bar[]; readonly mark: number | null }): ReactNode {
  const most = Math.max(1, ...bars.map(({ count }) => count), ...(mark === null ? [] : bars.some(({ count }) => count > mark / 2) ? [mark] : []));
  return (
    <figure className={styles.chart}>
      <figcaption>{title}<span>{formatNumber(most, 0)}</span></figcaption>
      <div className={styles.bars} role="img" aria-label={`${title}: ${bars.map(({ label, count }) => `${label} ${String(count)}`).join(', ')}`}>
        {mark !== null && mark <= most && <span className={styles.markLine} style={{ bottom: `${String((mark / most) * 100)}%` }} />}
        {bars.map(({ key, label, count }) => <span key={key} className={styles.bar} title={`${label}: ${String(count)}`} data-over={mark !== null && count > mark} style={{ height: `${String((count / most) * 100)}%` }} />)}
      </div>
      <div className={styles.ends}><span>{bars[0]?.label}</span><span>{bars.at(-1)?.label}</span></div>
    </figure>
  );
}
