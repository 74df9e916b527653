import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview, ImportRow } from '#contract/laboratory.ts';
import { formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { Button, Segments } from '../../ui/button.tsx';
import styles from './import-rows.module.css';
import { useAnswer, useNames } from './use-laboratory.ts';

const PAGE = 100;
const STATUSES = ['all', 'rejected', 'duplicate', 'taken'] as const;

/** The rows of the file by what becomes of them; each rejected one says where, what and what to do. */
export function ImportRows({ preview }: { readonly preview: ImportPreview }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const faultText = useFaultText();
  const { counts } = preview;
  const [status, setStatus] = useState<(typeof STATUSES)[number]>(counts.rejected > 0 ? 'rejected' : 'all');
  const [skip, setSkip] = useState(0);
  const { value, fault } = useAnswer('laboratory.importRows', { token: preview.token, status: status === 'all' ? null : status, skip, limit: PAGE });
  const countOf = { all: counts.taken + counts.duplicate + counts.rejected, rejected: counts.rejected, duplicate: counts.duplicate, taken: counts.taken };
  const total = value?.total ?? 0;
  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <Segments label={t('rows.status')} value={status} onChange={(next) => { setStatus(next); setSkip(0); }} options={STATUSES.map((each) => ({ value: each, label: `${t(`rows.${each}`)} ${String(countOf[each])}` }))} />
        {status === 'rejected' && preview.reasons.length > 0 && <span className={styles.reasons}>{preview.reasons.map(({ code, count }) => `${t(`reject.short.${code}`)} ${String(count)}`).join(' · ')}</span>}
        {total > PAGE && (
          <span className={styles.pages}>
            <Button disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - PAGE))}>{t('rows.before')}</Button>
            {t('rows.page', { from: skip + 1, to: Math.min(total, skip + PAGE), total })}
            <Button disabled={skip + PAGE >= total} onClick={() => setSkip(skip + PAGE)}>{t('rows.after')}</Button>
          </span>
        )}
      </div>
      <div className={styles.scroll} tabIndex={0} data-testid="import-rows">
        {fault !== null && <p role="alert">{faultText(fault)}</p>}
        {value !== null && value.rows.length === 0 && <p className={styles.none}>{t(countOf.all === 0 ? 'rows.nothing' : 'rows.none')}</p>}
        {value !== null && value.rows.length > 0 && (
          <table className={styles.table}>
            <thead><tr>{(['place', 'found', 'outcome', 'reading'] as const).map((column) => <th key={column} scope="col">{t(`rows.column.${column}`)}</th>)}</tr></thead>
            <tbody>{value.rows.map((row) => <Row key={`${row.sheet}-${String(row.row)}-${row.column}-${row.header}-${row.found}`} row={row} several={preview.sheets.length > 1} />)}</tbody>
          </table>
        )}
      </div>
    </div>
  );
}

function Row({ row, several }: { readonly row: ImportRow; readonly several: boolean }): ReactNode {
  const { t } = useTranslation('laboratory');
  const names = useNames();
  const zone = useZone();
  const { reading } = row;
  return (
    <tr data-status={row.status} data-testid={`row-${row.status}`}>
      <td>{several && `${row.sheet} · `}{t('rows.place', { row: row.row, column: row.column })}<small> {row.header}</small></td>
      <td className={styles.found}>{row.found === '' ? t('rows.empty') : row.found}</td>
      <td>
        <strong>{t(`rows.${row.status}`)}</strong>
        {row.code !== null && <> {t(`reject.${row.code}`, { found: row.found, allowed: row.allowed })}</>}
        {row.notes.length > 0 && <small> {row.notes.map((note) => t(`note.${note}`)).join(' · ')}</small>}
      </td>
      <td className={styles.reading}>{reading === null ? '' : `${formatStamp(reading.sampledMs, zone).slice(0, 16)} · ${names.point(reading.point)} · ${names.item(reading.item)} ${names.value(reading)}`}</td>
    </tr>
  );
}
