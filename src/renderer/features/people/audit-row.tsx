import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#contract/access.ts';
import { formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AuditChanges } from './audit-changes.tsx';
import styles from './people-screen.module.css';
import { useAuditWords } from './use-audit-words.ts';

/** One row of the audit log with what stood before and after. */
export function AuditRowDialog({ row, onClose }: { readonly row: AuditRecord; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('people');
  const zone = useZone();
  const messages = useMessages();
  const words = useAuditWords();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('log.time'), formatStamp(row.tsMs, zone)],
    [t('log.person'), `${words.actor(row)}${row.role === null ? '' : ` · ${t(`role.${row.role}`)}`}`],
    [t('log.subject'), row.subject === null ? t('log.nothing') : words.subject(row)],
    [t('log.outcome'), row.code === null ? t(`log.outcomeOf.${row.outcome}`) : `${t(`log.outcomeOf.${row.outcome}`)}: ${messages.code(row.code, { call: row.action, role: row.role, name: row.subject })}`],
    ...(row.second === null ? [] : [[t('log.second'), row.second] as const]),
    [t('log.session'), row.session ?? t('log.nothing')],
    [t('log.hash'), <code key="hash">{row.hash}</code>],
  ];
  return (
    <Dialog open onClose={onClose} title={messages.call(row.action)} subtitle={t('log.detail', { seq: row.seq })}>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={`${label}-d`}>{value}</dd>])}
      </dl>
      <AuditChanges row={row} />
    </Dialog>
  );
}
