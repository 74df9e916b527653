import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMinute } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import type { RoundLine } from '#contract/rounds.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import record from './record.module.css';
import styles from './rounds.module.css';
import { StatusWord } from './status-word.tsx';

const PAGE = 50;
const ALL = '*';

/** Rounds that are over, newest first. */
export function HistoryPanel(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const faultText = useFaultText();
  const [list, setList] = useState(ALL);
  const [skip, setSkip] = useState(0);
  const lists = useRoundsQuery('rounds.checklists', {}).value ?? [];
  const { value, fault, retry } = useRoundsQuery('rounds.history', { checklistId: list === ALL ? null : list, skip, limit: PAGE });
  return (
    <div className={styles.scroll}>
      <div className={record.filter}>
        <Select label={t('col.list')} value={list} onChange={(next) => { setList(next); setSkip(0); }} options={[{ value: ALL, label: t('allLists') }, ...lists.map((each) => ({ value: each.list.id, label: local(each.list.name) }))]} />
      </div>
      {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)} <Button onClick={retry}>{t('again')}</Button></p>}
      {value === null && fault === null && <div className={styles.skeleton} aria-busy="true" />}
      {value !== null && value.lines.length === 0 && <div className={styles.empty}><strong>{t('noHistory')}</strong><span>{t('noHistoryHint')}</span></div>}
      {value !== null && value.lines.length > 0 && (
        <table className={record.table} data-testid="history">
          <thead><tr><th>{t('col.day')}</th><th>{t('col.list')}</th><th>{t('col.state')}</th><th>{t('col.answered')}</th><th>{t('col.who')}</th><th aria-label={t('look')} /></tr></thead>
          <tbody>
            {value.lines.map((line) => (
              <tr key={line.id}>
                <td>{line.day} {line.dueMs !== null && formatMinute(line.dueMs, zone)}</td>
                <td>{local(line.name)}</td>
                <td><StatusWord line={line} /><Marks line={line} /></td>
                <td>{line.status === 'missed' || line.status === 'carried' ? '' : `${String(line.answered)} / ${String(line.of)}`}</td>
                <td>{line.by}</td>
                <td><Button onClick={() => rounds.open(line.id)}>{t('look')}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {value !== null && value.total > PAGE && (
        <div className={record.pager}>
          <Button disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - PAGE))}>{t('newer')}</Button>
          <span>{t('page', { from: skip + 1, to: Math.min(value.total, skip + PAGE), total: value.total })}</span>
          <Button disabled={skip + PAGE >= value.total} onClick={() => setSkip(skip + PAGE)}>{t('older')}</Button>
        </div>
      )}
    </div>
  );
}

/** What else is to be said of a round: on paper, put right or added to, waiting for a signature. */
function Marks({ line }: { readonly line: RoundLine }): ReactNode {
  const { t } = useTranslation('rounds');
  const marks = [
    ...(line.paper ? [t('history.paper')] : []),
    ...(line.changes > 0 ? [t('history.changes', { count: line.changes })] : []),
    ...(line.second === 'none' ? [] : [t(line.second === 'waiting' ? 'second.waiting' : 'second.name')]),
  ];
  return marks.length === 0 ? null : <small className={record.marks}>{marks.join(' · ')}</small>;
}
