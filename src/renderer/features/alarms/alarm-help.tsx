import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { EFFLUENT_LEVELS, OWN_ALARMS } from '#core/alarms/own-alarms.ts';
import { comparedIn, withLimit } from '#core/alarms/definition.ts';
import { isUnseen } from '../../model/alarm-sound.ts';
import { unitsMeeting } from '../../model/condition-text.ts';
import { sentences } from '../../model/sentences.ts';
import { useMay } from '../../store/access-store.ts';
import { useProfile, useSpanText } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { OrderOfCause } from '../work-orders/order-of-cause.tsx';
import type { AlarmAct } from './alarm-acts.tsx';
import { EmergencyContacts } from './emergency-contacts.tsx';
import styles from './alarm-help.module.css';
import { tagsOfCondition } from './tags-of-condition.ts';
import { useAlarmHelp, useAlarmName, useAlarmWatch, useConditionText, useConditionWords } from './use-alarm-words.ts';

interface AlarmHelpProps {
  readonly alarm: ActiveAlarm | null;
  readonly frozen: boolean;
  readonly onAct: (act: AlarmAct) => void;
}

const ALARM_CAUSE = ['alarm'] as const;

/** What is wrong, why, and what to do: everything on one alarm, with the buttons that go with it. */
export function AlarmHelp({ alarm, frozen, onAct }: AlarmHelpProps): ReactNode {
  const { t } = useTranslation('alarms');
  return (
    <aside className={styles.help} aria-label={t('help.title')} tabIndex={0} data-testid="alarm-help">
      {alarm === null ? <p className={styles.pick}>{t('help.pick')}</p> : <Help alarm={alarm} frozen={frozen} onAct={onAct} />}
    </aside>
  );
}

/** How soon somebody must act on an alarm the engine raises itself, and what happens else; null for one this version does not know. */
function engineOwn({ code, params }: ActiveAlarm, levels: readonly number[]): (typeof EFFLUENT_LEVELS)[number] | null {
  if (code === 'alarm.effluent') return EFFLUENT_LEVELS[levels.findIndex((level) => Math.round(level * 100) === params['percent'])] ?? null;
  return Object.entries(OWN_ALARMS).find(([own]) => own === code)?.[1] ?? null;
}

function Help({ alarm, frozen, onAct }: { readonly alarm: ActiveAlarm; readonly frozen: boolean; readonly onAct: (act: AlarmAct) => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const { profile, index } = useProfile();
  const mayShelve = useMay('alarm.shelve').may;
  const mayConfigure = useMay('alarm.configure').may;
  const name = useAlarmName()(alarm);
  const words = useAlarmHelp()(alarm);
  const watch = useAlarmWatch()(alarm);
  const conditionText = useConditionText();
  const own = index.alarm.get(alarm.id);
  const due = own ?? engineOwn(alarm, profile.limits.levels);
  const spanText = useSpanText();
  const trendTags = own === undefined ? (typeof alarm.params['tag'] === 'string' ? [alarm.params['tag']] : []) : tagsOfCondition(own.when, index);
  const condition = useConditionWords();
  // Of a pair it leads to the one that has failed.
  const failed = own === undefined ? [] : unitsMeeting(own.when, condition);
  const unit = alarm.equipment === null ? undefined : (failed[0] ?? index.machine.get(alarm.equipment)?.units[0]?.id);
  return (
    <>
      <h2 className={styles.title}><AlarmMark priority={asMarkPriority(alarm.priority)} size={24} hollow={!isUnseen(alarm)} /><span>{name}{failed.length > 0 && ` · ${failed.join(', ')}`}</span></h2>
      <p className={styles.meta}>
        {t(`ui:alarms.priority.${asMarkPriority(alarm.priority)}`)} · {t(`state.${alarm.state}`)}
        {due !== null && <> · {t('help.timeToAct', { span: spanText(due.timeToActMin * 60_000) })} · {t('help.consequence', { name: t(`consequence.${due.consequence}`) })}</>}
      </p>
      <div className={styles.acts}>
        {isUnseen(alarm) && <RightButton right="alarm.acknowledge" look="primary" disabled={frozen} onClick={() => onAct({ type: 'acknowledge', alarms: [alarm] })}>{t('act.acknowledge')}</RightButton>}
        {(alarm.state === 'latched' || alarm.state === 'latchedAcknowledged') && <RightButton right="alarm.acknowledge" disabled={frozen} onClick={() => onAct({ type: 'reset', alarm })}>{t('act.reset')}</RightButton>}
        <RightButton right="alarm.acknowledge" disabled={frozen} onClick={() => onAct({ type: 'comment', alarm })}>{t('act.comment')}</RightButton>
        {mayShelve && <Button disabled={frozen} onClick={() => onAct({ type: 'shelve', alarm })}>{t('act.shelve')}</Button>}
        {mayConfigure && <Button disabled={frozen} onClick={() => onAct({ type: 'takeOut', alarm })}>{t('act.takeOut')}</Button>}
      </div>
      <EmergencyContacts alarm={alarm} />
      <dl className={styles.words}>
        {words !== null && (['cause', 'check', 'action', 'effect'] as const).map((key) => (
          <div key={key} data-key={key}><dt>{t(`help.${key}`)}</dt><dd><Steps text={words[key]} /></dd></div>
        ))}
        {own !== undefined && <div><dt>{t('help.when')}</dt><dd>{conditionText(withLimit(own.when, typeof alarm.params['limit'] === 'number' ? alarm.params['limit'] : null))}{comparedIn(own.when) !== null && own.assumed?.['when'] !== undefined && typeof alarm.params['limit'] !== 'number' && <small>{t('settings.assumed')}</small>}{own.latching && <small>{t('help.latching')}</small>}</dd></div>}
        {watch.now !== null && failed.length === 0 && <div><dt>{t('help.now')}</dt><dd className={styles.now}>{watch.now}{watch.limit !== null && <small>{watch.limit}</small>}</dd></div>}
      </dl>
      <div className={styles.links}>
        <OrderOfCause kinds={ALARM_CAUSE} id={alarm.id} />
        {unit !== undefined && index.tag.has(`${unit}.run`) && <Button look="quiet" onClick={() => route.machine(unit)}>{t('help.openMachine')}</Button>}
        {alarm.id.startsWith('round-') && <Button look="quiet" onClick={() => { rounds.tab('today'); route.go('rounds'); }}>{t('help.openRounds')}</Button>}
        {trendTags.length > 0 && <Button look="quiet" onClick={() => route.trends(trendTags)}>{t('help.openTrend')}</Button>}
      </div>
    </>
  );
}

/** What is to be done one after the other, each on a line of its own; a single sentence stands as it is. */
function Steps({ text }: { readonly text: string }): ReactNode {
  const steps = sentences(text);
  return steps.length < 2 ? text : <ol>{steps.map((each) => <li key={each}>{each.replace(/\.$/, '')}</li>)}</ol>;
}
