import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { useZone } from '../../store/hooks.ts';
import { IncidentView } from './incident-view.tsx';
import styles from './incidents-panel.module.css';
import { Empty, Waiting } from './panel-states.tsx';
import panel from './panel.module.css';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useItemName } from './use-item-name.ts';

/** Reports on times in which the effluent came near or past its limit. */
export function IncidentsPanel(): ReactNode {
  const { t } = useTranslation('alarms');
  const chosen = useAlarms((state) => state.incident);
  const list = useAlarmQuery('incidents.list', { limit: 100 });
  const rows = list.value ?? [];
  const id = chosen ?? rows[0]?.id ?? null;
  if (list.value !== null && rows.length === 0)
    return <div className={panel.panel} data-testid="incidents"><Empty title={t('incidents.none')} hint={t('incidents.noneHint')} /></div>;
  return (
    <div className={styles.panel}>
      <div className={styles.list} tabIndex={0} data-testid="incidents">
        <Waiting fault={list.fault} isEmpty={list.value === null} reload={list.reload} />
        {rows.map((row) => <Row key={row.id} row={row} isChosen={row.id === id} />)}
      </div>
      <div className={styles.view}>{id === null ? <p className={panel.quiet}>{rows.length > 0 && t('incidents.pick')}</p> : <IncidentView key={id} id={id} />}</div>
    </div>
  );
}

function Row({ row, isChosen }: { readonly row: ResultOf<'incidents.list'>[number]; readonly isChosen: boolean }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const item = useItemName()(row.item);
  return (
    <button type="button" className={styles.row} aria-pressed={isChosen} onClick={() => alarms.incident(row.id)}>
      <strong>{t('incidents.title', { item, percent: row.percent })}</strong>
      <span>{formatStamp(row.openedMs, zone).slice(0, 16)}</span>
      <span className={styles.state} data-state={row.state}>{t(`incidents.${row.state}`)}</span>
      {row.worst !== null && <span>{t('incidents.worst')} {formatNumber(row.worst.value, 2)} {formatUnit(row.unit)}</span>}
    </button>
  );
}
