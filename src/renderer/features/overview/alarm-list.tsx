import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { formatWhen } from '../../model/format.ts';
import { isUnseen } from '../../model/alarm-sound.ts';
import { sentences } from '../../model/sentences.ts';
import { alarms } from '../../store/alarm-store.ts';
import { useFrozen, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { AlarmActDialog } from '../alarms/alarm-acts.tsx';
import type { AlarmAct } from '../alarms/alarm-acts.tsx';
import { useAlarmHelp } from '../alarms/use-alarm-words.ts';
import styles from './alarm-list.module.css';

const NO_ALARMS: readonly ActiveAlarm[] = [];

/** Active alarms, most urgent first, each with since when and what to do first. */
export function AlarmList(): ReactNode {
  const { t } = useTranslation(['overview', 'alarms']);
  const list = usePlant((state) => state.status?.alarms ?? NO_ALARMS);
  const unseen = list.filter(isUnseen).length;
  const [act, setAct] = useState<AlarmAct | null>(null);
  return (
    <section className={styles.section} aria-labelledby="alarm-title">
      <header className={styles.head}>
        <h2 id="alarm-title">{t('alarms')}</h2>
        {list.length > 0 && <Button look="quiet" onClick={() => { alarms.tab('list'); route.go('alarms'); }}>{t('alarms:list.count', { count: list.length, unseen })}</Button>}
      </header>
      {list.length === 0 ? <p className={styles.none}>{t('noAlarms')}</p> : (
        // Long lists scroll inside the section, so it must be reachable by keyboard.
        <ul className={styles.list} tabIndex={0} aria-labelledby="alarm-title">
          {/* The list comes by urgency; what nobody has seen stands above what somebody is at work on. */}
          {[...list].sort((a, b) => Number(isUnseen(b)) - Number(isUnseen(a))).map((alarm) => <AlarmRow key={alarm.id} alarm={alarm} onAct={setAct} />)}
        </ul>
      )}
      {act !== null && <AlarmActDialog act={act} onClose={() => setAct(null)} />}
    </section>
  );
}

function AlarmRow({ alarm, onAct }: { readonly alarm: ActiveAlarm; readonly onAct: (act: AlarmAct) => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const messages = useMessages();
  const help = useAlarmHelp()(alarm);
  const frozen = useFrozen();
  const nowMs = usePlant((state) => state.nowMs);
  const unseen = isUnseen(alarm);
  const open = (): void => {
    alarms.tab('list');
    alarms.choose(alarm.id);
    route.go('alarms');
  };
  return (
    <li className={styles.row} data-unseen={unseen}>
      <button type="button" className={styles.open} onClick={open}>
        <AlarmMark priority={asMarkPriority(alarm.priority)} size={20} hollow={!unseen} />
        <span className={styles.text}>
          <span className={styles.title}>{messages.alarm(alarm)}</span>
          <span className={styles.action}>{alarm.clearedMs === null ? sentences(help?.action ?? '')[0] : t(`state.${alarm.state}`)}</span>
        </span>
        <time className={styles.time} dateTime={new Date(alarm.sinceMs).toISOString()}>{formatWhen(alarm.sinceMs, nowMs, zone)}</time>
      </button>
      {unseen && <Button disabled={frozen} onClick={() => onAct({ type: 'acknowledge', alarms: [alarm] })} aria-label={`${t('act.acknowledge')}: ${messages.alarm(alarm)}`}>{t('act.acknowledge')}</Button>}
    </li>
  );
}
