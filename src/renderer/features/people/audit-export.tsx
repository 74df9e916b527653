import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { CsvSave, pagesBySeq } from '../../ui/csv-save.tsx';
import type { CsvSaveProps } from '../../ui/csv-save.tsx';
import type { AuditQuery } from './audit-log.tsx';
import { useAuditWords } from './use-audit-words.ts';

const PAGE = 500;

/** Writes the rows that fit the filters to a CSV file, with the hashes by which the log can be checked. */
export function AuditExport({ query }: { readonly query: AuditQuery }): ReactNode {
  const { t } = useTranslation('people');
  const zone = useZone();
  const messages = useMessages();
  const words = useAuditWords();
  const pages: CsvSaveProps['pages'] = () => pagesBySeq(PAGE, (beforeSeq) => callEngine('access.audit', { ...query, beforeSeq, limit: PAGE }), (row) => csvLine([
    row.seq, new Date(row.tsMs).toISOString(), formatStamp(row.tsMs, zone), words.actor(row), row.role === null ? '' : t(`role.${row.role}`), messages.call(row.action),
    row.action, row.subject ?? '', t(`log.outcomeOf.${row.outcome}`), row.code ?? '', row.second ?? '', JSON.stringify(row.before), JSON.stringify(row.after), row.session ?? '', row.prevHash, row.hash,
  ]));
  return (
    <CsvSave
      name="audit"
      head={[t('log.seq'), 'utc', t('log.time'), t('log.person'), t('log.role'), t('log.action'), 'command', t('log.subject'), t('log.outcome'), 'code', t('log.second'), t('log.before'), t('log.after'), t('log.session'), 'prev_hash', 'hash']}
      pages={pages}
      words={{ progress: (count) => t('log.progress', { count }), failed: (reason) => t('log.failed', { reason }), done: (path, count) => t('log.done', { path, count }) }}
    />
  );
}
