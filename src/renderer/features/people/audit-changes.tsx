import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#contract/access.ts';
import { auditChanges } from '#core/access/audit.ts';
import { useFieldWords } from '../../store/use-field-words.ts';
import styles from './people-screen.module.css';

/** What a command changed, field by field in words, before beside after. */
export function AuditChanges({ row }: { readonly row: AuditRecord }): ReactNode {
  const { t } = useTranslation('people');
  const words = useFieldWords();
  const changes = auditChanges(row.before, row.after);
  const hasBefore = row.before !== null;
  if (row.before === null && row.after === null) return <p className={styles.quiet}>{t('log.nothing')}</p>;
  return (
    <table className={styles.changes} data-testid="audit-changes">
      <thead>
        <tr>
          <th scope="col">{t('log.field')}</th>
          {hasBefore && <th scope="col">{t('log.before')}</th>}
          <th scope="col">{t(hasBefore ? 'log.after' : 'log.did')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ path, before, after }) => (
          <tr key={path.join('/')}>
            <th scope="row">{words.path(path)}</th>
            {hasBefore && <td>{words.value(path, before)}</td>}
            <td data-changed={hasBefore}>{words.value(path, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
