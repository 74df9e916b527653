import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { CsvSave, pagesBySeq } from '../../ui/csv-save.tsx';
import type { CsvSaveProps } from '../../ui/csv-save.tsx';
import type { EventQuery } from './use-event-list.ts';

const PAGE = 1000;

/** Writes every event that fits the filters to a CSV file, in the present language. */
export function EventExport({ query }: { readonly query: EventQuery }): ReactNode {
  const { t } = useTranslation('events');
  const zone = useZone();
  const messages = useMessages();
  const pages: CsvSaveProps['pages'] = () => pagesBySeq(PAGE, (beforeSeq) => callEngine('events.list', { ...query, beforeSeq, limit: PAGE }), (event) => csvLine([
    new Date(event.tsMs).toISOString(), formatStamp(event.tsMs, zone), event.priority, t(`kind.${event.kind}`), event.subject ?? '',
    event.subject === null ? '' : messages.subject(event.subject), event.code, messages.event(event), event.actor,
  ]));
  return (
    <CsvSave
      name="events"
      head={['utc', t('column.time'), t('column.priority'), t('column.kind'), 'subject', t('column.subject'), 'code', t('column.text'), t('column.actor')]}
      pages={pages}
      words={{ progress: (count) => t('export.progress', { count }), failed: (reason) => t('export.failed', { reason }), done: (path, count) => t('export.done', { path, count }) }}
    />
  );
}
