import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './alarm-help.module.css';
import { useAlarmHelp, useAlarmName } from './use-alarm-words.ts';

/** All that is known of one occurrence. */
export function OccurrenceDialog({ occurrence, onClose }: { readonly occurrence: Occurrence; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  const alarm = { id: occurrence.alarm, code: occurrence.code, params: occurrence.params };
  const name = useAlarmName()(alarm);
  const help = useAlarmHelp()(alarm);
  const stamp = (ms: number | null): string => (ms === null ? '–' : formatStamp(ms, zone));
  return (
    <Dialog
      open
      onClose={onClose}
      title={name}
      subtitle={`${t('journal.detail')} · ${occurrence.equipment === null ? occurrence.alarm : messages.subject(occurrence.equipment)}`}
      foot={<><Button onClick={() => { onClose(); route.source({ kind: 'entry', entryKind: 'alarm', id: occurrence.id }); }}>{t('tab.journal')}</Button><Button look="primary" onClick={onClose}>{t('ui:action.close')}</Button></>}
    >
      <dl className={styles.words}>
        <div><dt>{t('column.since')}</dt><dd>{stamp(occurrence.raisedMs)}{occurrence.raises > 1 && <small>{t('list.raises', { count: occurrence.raises })} · {stamp(occurrence.lastRaisedMs)}</small>}{occurrence.firstOut !== null && <small>{t('journal.firstOut')}</small>}</dd></div>
        <div><dt>{t('column.ack')}</dt><dd>{stamp(occurrence.ackMs)} {occurrence.ackBy ?? ''}</dd></div>
        <div><dt>{t('column.cleared')}</dt><dd>{stamp(occurrence.clearedMs)}</dd></div>
        <div><dt>{t('column.end')}</dt><dd>{stamp(occurrence.closedMs)} {occurrence.end === null ? t('journal.open') : occurrence.end === 'removed' ? '' : t(`journal.stateOption.${occurrence.end}`)}</dd></div>
        {occurrence.comments.length > 0 && <div><dt>{t('help.comments')}</dt><dd>{occurrence.comments.map(({ tsMs, who, text }) => <p key={`${String(tsMs)}${text}`}>{stamp(tsMs)} {who}: {text}</p>)}</dd></div>}
        {help !== null && (['cause', 'check', 'action', 'effect'] as const).map((key) => <div key={key} data-key={key}><dt>{t(`help.${key}`)}</dt><dd>{help[key]}</dd></div>)}
      </dl>
    </Dialog>
  );
}
