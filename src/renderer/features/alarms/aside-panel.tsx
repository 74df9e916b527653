import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AsideAlarm } from '#contract/alarms.ts';
import { formatWhen } from '../../model/format.ts';
import { useProfile, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { AlarmActDialog } from './alarm-acts.tsx';
import type { AlarmAct } from './alarm-acts.tsx';
import { Empty, Waiting } from './panel-states.tsx';
import styles from './panel.module.css';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useAlarmName, useConditionText } from './use-alarm-words.ts';

/** Everything that does not ring although it might: shelved, suppressed by design, out of service. */
export function AsidePanel(): ReactNode {
  const { t } = useTranslation('alarms');
  const [act, setAct] = useState<AlarmAct | null>(null);
  // The counts of the status move when a shelf ends by itself or a design condition changes.
  const counts = usePlant(({ status }) => (status === null ? '' : `${String(status.alarmCounts.shelved)}-${String(status.alarmCounts.suppressed)}-${String(status.alarmCounts.outOfService)}`));
  return (
    <div className={styles.panel}>
      <h2 className="visually-hidden">{t('aside.title')}</h2>
      <Rows key={counts} onAct={setAct} />
      {act !== null && <AlarmActDialog act={act} onClose={() => setAct(null)} />}
    </div>
  );
}

function Rows({ onAct }: { readonly onAct: (act: AlarmAct) => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const list = useAlarmQuery('alarms.aside', {});
  const rows = list.value ?? [];
  return (
    <div className={styles.scroll} tabIndex={0} data-testid="aside-rows">
      <Waiting fault={list.fault} isEmpty={list.value === null} reload={list.reload} />
      {list.value !== null && rows.length === 0 && <Empty title={t('aside.none')} hint={t('aside.noneHint')} />}
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead><tr>{(['name', 'state', 'until', 'who', 'reason'] as const).map((column) => <th key={column} scope="col">{t(`column.${column}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('act.unshelve')}</span></th></tr></thead>
          <tbody>{rows.map((row) => <AsideRow key={row.id} row={row} onAct={onAct} />)}</tbody>
        </table>
      )}
    </div>
  );
}

function AsideRow({ row, onAct }: { readonly row: AsideAlarm; readonly onAct: (act: AlarmAct) => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const nameOf = useAlarmName();
  const conditionText = useConditionText();
  const spanText = useSpanText();
  const zone = useZone();
  const nowMs = usePlant((state) => state.nowMs);
  const { index } = useProfile();
  const design = index.alarm.get(row.id)?.suppressWhen ?? null;
  const alarm = { id: row.id, code: row.code, params: {} };
  const name = nameOf(alarm);
  return (
    <tr>
      <td><span className={styles.named}><AlarmMark priority={asMarkPriority(row.priority)} size={18} hollow />{name}</span></td>
      <td className={styles.nowrap}>{t(`state.${row.state}`)} <span className={row.stands && row.state !== 'suppressed' ? styles.abnormal : styles.quiet}>{t(row.stands ? 'aside.stands' : 'aside.calm')}</span></td>
      <td className={styles.nowrap}>{row.untilMs === null ? '' : <>{formatWhen(row.untilMs, nowMs, zone)} <span className={styles.quiet}>{t('aside.left', { span: spanText(row.untilMs - nowMs) })}</span></>}</td>
      <td>{row.who ?? ''}</td>
      <td>{row.reason ?? (row.state === 'suppressed' && design !== null ? t('aside.byDesign', { text: conditionText(design) }) : '')}</td>
      <td>
        {row.state === 'shelved' && <Button onClick={() => onAct({ type: 'unshelve', alarm })} aria-label={`${t('act.unshelve')}: ${name}`}>{t('act.unshelve')}</Button>}
        {row.state === 'outOfService' && <Button onClick={() => onAct({ type: 'bringBack', alarm })} aria-label={`${t('act.bringBack')}: ${name}`}>{t('act.bringBack')}</Button>}
      </td>
    </tr>
  );
}
