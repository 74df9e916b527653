import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { formatWhen } from '../../model/format.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import styles from './alarm-list.module.css';

const NO_ALARMS: readonly ActiveAlarm[] = [];

/** Active alarms, most urgent first, each with since when and what to do first. */
export function AlarmList(): ReactNode {
  const { t } = useTranslation('overview');
  const alarms = usePlant((state) => state.status?.alarms ?? NO_ALARMS);
  return (
    <section className={styles.section} aria-labelledby="alarm-title">
      <header className={styles.head}>
        <h2 id="alarm-title">{t('alarms')}</h2>
        {alarms.length > 0 && <span>{t('activeCount', { count: alarms.length })}</span>}
      </header>
      {alarms.length === 0 ? <p className={styles.none}>{t('noAlarms')}</p> : (
        // Long lists scroll inside the section, so it must be reachable by keyboard.
        <ul className={styles.list} tabIndex={0} aria-labelledby="alarm-title">
          {alarms.map((alarm) => <AlarmRow key={alarm.id} alarm={alarm} />)}
        </ul>
      )}
    </section>
  );
}

function AlarmRow({ alarm }: { readonly alarm: ActiveAlarm }): ReactNode {
  const local = useLocal();
  const zone = useZone();
  const messages = useMessages();
  const { index } = useProfile();
  const nowMs = usePlant((state) => state.nowMs);
  const action = index.alarm.get(alarm.id)?.action;
  const open = (): void => {
    const { equipment } = alarm;
    if (equipment === null) return;
    const unit = index.machineOfUnit.has(equipment) ? equipment : index.machine.get(equipment)?.units[0]?.id;
    const sensor = index.sensor.get(equipment);
    if (unit !== undefined && index.tag.has(`${unit}.run`)) route.machine(unit);
    else if (index.tank.has(equipment)) route.detail({ kind: 'tank', id: equipment });
    else if (sensor !== undefined) route.detail({ kind: 'tag', id: sensor.tag });
  };
  const body = (
    <>
      <AlarmMark priority={asMarkPriority(alarm.priority)} size={20} />
      <span className={styles.text}>
        <span className={styles.title}>{messages.alarm(alarm)}</span>
        {action !== undefined && <span className={styles.action}>{local(action)}</span>}
      </span>
      <time className={styles.time} dateTime={new Date(alarm.sinceMs).toISOString()}>{formatWhen(alarm.sinceMs, nowMs, zone)}</time>
    </>
  );
  return <li>{alarm.equipment === null ? <div className={styles.row}>{body}</div> : <button type="button" className={styles.row} onClick={open}>{body}</button>}</li>;
}
