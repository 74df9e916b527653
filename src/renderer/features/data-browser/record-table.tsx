import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './records-screen.module.css';
import type { Pages } from './use-pages.ts';

export interface Column<R> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: R) => ReactNode;
  readonly wide?: boolean;
}

interface RecordTableProps<R> {
  readonly pages: Pages<R>;
  readonly columns: readonly Column<R>[];
  readonly rowKey: (row: R) => string;
  readonly onOpen: (row: R) => void;
  readonly onClear: () => void;
}

/** Records as a plain table; a row opens the record, and the end of a page asks for the next. */
export function RecordTable<R>({ pages, columns, rowKey, onOpen, onClear }: RecordTableProps<R>): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const faultText = useFaultText();
  const { rows, loading, fault, complete } = pages;
  const first = columns[0];
  return (
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={t('browser.rows')} aria-busy={loading} data-testid="records" data-rows={rows.length}>
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead><tr>{columns.map(({ key, title, wide }) => <th key={key} scope="col" data-wide={wide}>{title}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} onClick={() => onOpen(row)}>
                {columns.map(({ key, cell }) => <td key={key}>{key === first?.key ? <button type="button" className={styles.open} onClick={(event) => { event.stopPropagation(); onOpen(row); }}>{cell(row)}</button> : cell(row)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {fault !== null && <div className={styles.notice} role="alert"><strong>{t('browser.failed')}</strong><p>{faultText(fault)}</p><Button onClick={pages.retry}>{t('ui:action.retry')}</Button></div>}
      {fault === null && loading && rows.length === 0 && <div className={styles.skeleton} role="status" aria-label={t('ui:loading')} />}
      {fault === null && !loading && rows.length === 0 && complete && <div className={styles.notice}><strong>{t('browser.empty')}</strong><p>{t('browser.emptyHint')}</p><Button onClick={onClear}>{t('browser.clear')}</Button></div>}
      {rows.length > 0 && <div className={styles.end}>{complete ? <span>{t('browser.end')}</span> : <Button disabled={loading} onClick={pages.more}>{t('browser.more')}</Button>}</div>}
    </div>
  );
}
