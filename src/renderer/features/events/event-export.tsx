import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { err, ok } from '#core/result.ts';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvSaveProps } from '../../ui/csv-save.tsx';
import type { EventQuery } from './use-event-list.ts';

const PAGE = 1000;

/** Writes every event that fits the filters to a CSV file, in the present language. */
export function EventExport({ query }: { readonly query: EventQuery }): ReactNode {
  const { t } = useTranslation('events');
  const zone = useZone();
  const messages = useMessages();
  const pages: CsvSaveProps['pages'] = async function* () {
    let beforeSeq: number | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof callEngine<'events.list'>>> = await callEngine('events.list', { ...query, beforeSeq, limit: PAGE });
      if (!page.ok) {
        yield err(page.error);
        return;
      }
      const text = page.value.map((event) => csvLine([
        new Date(event.tsMs).toISOString(), formatStamp(event.tsMs, zone), event.priority, t(`kind.${event.kind}`), event.subject ?? '',
        event.subject === null ? '' : messages.subject(event.subject), event.code, messages.event(event), event.actor,
      ])).join('');
      yield ok({ text, count: page.value.length });
      const last = page.value.at(-1);
      if (page.value.length < PAGE || last === undefined) return;
      beforeSeq = last.seq;
    }
  };
  return (
    <CsvSave
      name="events"
      head={['utc', t('column.time'), t('column.priority'), t('column.kind'), 'subject', t('column.subject'), 'code', t('column.text'), t('column.actor')]}
      pages={pages}
      words={{ progress: (count) => t('export.progress', { count }), failed: (reason) => t('export.failed', { reason }), done: (path, count) => t('export.done', { path, count }) }}
    />
  );
}
