import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST_SHELF_MIN, MOST_ACKNOWLEDGED } from '#core/alarms/actions.ts';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Segments } from '../../ui/button.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './act-dialog.module.css';
import type { NamedAlarm } from './use-alarm-words.ts';
import { useAlarmName } from './use-alarm-words.ts';

/** What a person is about to do. */
export type AlarmAct =
  | { readonly type: 'acknowledge'; readonly alarms: readonly ActiveAlarm[] }
  | { readonly type: 'comment'; readonly alarm: ActiveAlarm }
  | { readonly type: 'shelve' | 'unshelve' | 'takeOut' | 'bringBack' | 'reset'; readonly alarm: NamedAlarm };

const SHELF_MIN = [15, 30, 60, 120, 240, LONGEST_SHELF_MIN] as const;
const faultOf = (answer: { readonly ok: true } | { readonly ok: false; readonly error: CallFault }): CallFault | null => (answer.ok ? null : answer.error);

/** What is typed about one alarm does not turn up at another. */
const formOf = (act: AlarmAct): string =>
  act.type === 'acknowledge' ? `alarm-acknowledge:${act.alarms.length === 1 ? (act.alarms[0]?.occurrence ?? '') : 'many'}` : `alarm-${act.type}:${'occurrence' in act.alarm ? act.alarm.occurrence : act.alarm.id}`;

/** The dialog of an action, and the call that does it. */
export function AlarmActDialog({ act, onClose }: { readonly act: AlarmAct; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const nameOf = useAlarmName();
  const takeBack = useTakeBack();
  const name = formOf(act);
  const [minutes, setMinutes] = useKeptForm(name).field<string>('minutes', '30', SHELF_MIN.map(String));
  if (act.type === 'acknowledge') {
    const some = act.alarms.slice(0, MOST_ACKNOWLEDGED);
    const [only] = some;
    return (
      <ActDialog
        title={t('act.acknowledge')}
        {...(some.length === 1 && only !== undefined ? { subtitle: nameOf(only) } : {})}
        text={t('act.acknowledgeText', { count: some.length })}
        send={t('act.acknowledge')}
        line="comment"
        form={name}
        onClose={onClose}
        onSend={async (who, comment, form) => {
          const fault = faultOf(await form.send('alarms.acknowledge', { occurrences: some.map(({ occurrence }) => occurrence), comment, who }));
          if (fault === null) toast.say(t('done.acknowledge', { count: some.length }));
          return fault;
        }}
      />
    );
  }
  if (act.type === 'comment') {
    return (
      <ActDialog
        title={t('act.comment')}
        subtitle={nameOf(act.alarm)}
        text={t('act.commentText')}
        send={t('act.comment')}
        line="reason"
        form={name}
        onClose={onClose}
        onSend={async (who, text, form) => faultOf(await form.send('alarms.comment', { occurrence: act.alarm.occurrence, text, who }))}
      />
    );
  }
  const { type, alarm } = act;
  const needsReason = type === 'shelve' || type === 'takeOut';
  const callOf = async (who: string, reason: string, form: FormHandle): Promise<CallFault | null> => {
    switch (type) {
      case 'shelve':
        return faultOf(await form.send('alarms.shelve', { alarm: alarm.id, minutes: Number(minutes), reason, who }));
      case 'takeOut':
        return faultOf(await form.send('alarms.takeOut', { alarm: alarm.id, reason, who }));
      case 'unshelve':
        return faultOf(await callEngine('alarms.unshelve', { alarm: alarm.id, who }));
      case 'bringBack':
        return faultOf(await callEngine('alarms.bringBack', { alarm: alarm.id, who }));
      default:
        return faultOf(await callEngine('alarms.reset', { alarm: alarm.id, who }));
    }
  };
  const back = (who: string): (() => Promise<string | null>) | null => {
    const call = type === 'shelve' ? 'alarms.unshelve' : type === 'takeOut' ? 'alarms.bringBack' : null;
    if (call === null) return null;
    return takeBack(call, { alarm: alarm.id, who });
  };
  const send = async (who: string, reason: string, form: FormHandle): Promise<CallFault | null> => {
    const fault = await callOf(who, reason, form);
    if (fault === null) toast.say(t(`done.${type}`, { name: nameOf(alarm) }), back(who));
    return fault;
  };
  return (
    <ActDialog title={t(`act.${type}`)} subtitle={nameOf(alarm)} text={t(`act.${type}Text`)} send={t(`act.${type}`)} line={needsReason ? 'reason' : 'none'} form={name} onClose={onClose} onSend={send}>
      {type === 'shelve' && (
        <div className={styles.choices}>
          <Segments label={t('act.minutes')} value={minutes} onChange={setMinutes} options={SHELF_MIN.map((each) => ({ value: String(each), label: each < 60 ? t('act.minutesOption', { count: each }) : t('act.hoursOption', { count: each / 60 }) }))} />
        </div>
      )}
    </ActDialog>
  );
}
