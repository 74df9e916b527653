import { memo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { isUnseen } from '../../model/alarm-sound.ts';
import { formatWhen } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import type { AlarmAct } from './alarm-acts.tsx';
import styles from './alarm-row.module.css';
import { useAlarmName } from './use-alarm-words.ts';

export const ALARM_ROW_PX = 56;
const MINUTE_MS = 60_000;

interface AlarmRowProps {
  readonly alarm: ActiveAlarm;
  readonly isFollower: boolean;
  readonly followers: number;
  readonly isFirst: boolean;
  readonly index: number;
  readonly isChosen: boolean;
  readonly isSelected: boolean;
  /** Value it watches and the limit of it, in words. */
  readonly now: string | null;
  readonly limit: string | null;
  readonly onChoose: (id: string) => void;
  readonly onSelect: (occurrence: string) => void;
  readonly onAct: (act: AlarmAct) => void;
}

/** One alarm of the list: unseen ones are filled and bold, seen ones hollow. Drawn anew only when something in it changes. */
export const AlarmRowView = memo(function AlarmRowView({ alarm, isFollower, followers, isFirst, index, isChosen, isSelected, now, limit, onChoose, onSelect, onAct }: AlarmRowProps): ReactNode {
  const { t, i18n } = useTranslation(['alarms', 'ui']);
  const nameOf = useAlarmName();
  const zone = useZone();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / MINUTE_MS) * MINUTE_MS);
  const name = nameOf(alarm);
  const unseen = isUnseen(alarm);
  const group = alarm.group !== null && i18n.exists(`alarms:group.${alarm.group}`) ? t(`group.${alarm.group as 'feed'}`) : '';
  return (
    <div role="row" aria-rowindex={index + 1} className={styles.row} data-state={alarm.state} data-chosen={isChosen} data-follower={isFollower} style={{ transform: `translateY(${String(index * ALARM_ROW_PX)}px)` }} data-testid={`alarm-${alarm.id}`}>
      <span role="cell" className={styles.select}>
        {unseen && <label><input type="checkbox" checked={isSelected} onChange={() => onSelect(alarm.occurrence)} aria-label={t('list.select', { name })} /></label>}
      </span>
      <span role="cell" className={styles.main}>
        <button type="button" className={styles.open} aria-pressed={isChosen} onClick={() => onChoose(alarm.id)}>
          <AlarmMark priority={asMarkPriority(alarm.priority)} size={22} hollow={!unseen} />
          <span className={styles.words}>
            <span className={styles.name}>{name}</span>
            <span className={styles.state}>
              <span className="visually-hidden">{t(`ui:alarms.priority.${asMarkPriority(alarm.priority)}`)} </span>
              {t(`state.${alarm.state}`)}
              {alarm.ackBy !== null && ` · ${t('list.by', { who: alarm.ackBy })}`}
              {alarm.raises > 1 && ` · ${t('list.raises', { count: alarm.raises })}`}
              {isFirst && <span className={styles.first}>{t('list.first')}</span>}
              {followers > 0 && <span className={styles.follows}>{t('list.follows', { group, count: followers })}</span>}
            </span>
          </span>
        </button>
      </span>
      <span role="cell" className={styles.value}>{now === null ? '' : <><b>{now}</b>{limit !== null && <small>{limit}</small>}</>}</span>
      <time role="cell" className={styles.time} dateTime={new Date(alarm.sinceMs).toISOString()}>{formatWhen(alarm.sinceMs, nowMs, zone)}</time>
      <span role="cell" className={styles.act}>
        {unseen && <RightButton right="alarm.acknowledge" onClick={() => onAct({ type: 'acknowledge', alarms: [alarm] })} aria-label={`${t('act.acknowledge')}: ${name}`}>{t('act.acknowledge')}</RightButton>}
        {alarm.state === 'latchedAcknowledged' && <RightButton right="alarm.acknowledge" onClick={() => onAct({ type: 'reset', alarm })} aria-label={`${t('act.reset')}: ${name}`}>{t('act.reset')}</RightButton>}
      </span>
    </div>
  );
});
