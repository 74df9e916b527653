import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CSV_BOM, csvLine } from '../../model/csv.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import type { EventQuery } from './use-event-list.ts';

const PAGE = 1000;

/** Writes every event that fits the filters to a CSV file, in the present language. */
export function EventExport({ query }: { readonly query: EventQuery }): ReactNode {
  const { t } = useTranslation(['events', 'ui']);
  const zone = useZone();
  const messages = useMessages();
  const faultText = useFaultText();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const cancelled = useRef(false);

  const run = async (): Promise<void> => {
    const file = await window.muljigi.openSave({ suggestedName: `events-${formatDay(usePlant.getState().nowMs, zone)}.csv`, kind: 'csv' });
    if (file === null) return;
    cancelled.current = false;
    setBusy(true);
    await window.muljigi.writeSave(file.id, CSV_BOM + csvLine(['utc', t('column.time'), t('column.priority'), t('column.kind'), 'subject', t('column.subject'), 'code', t('column.text'), t('column.actor')]));
    let count = 0;
    let beforeSeq: number | null = null;
    let reason: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof callEngine<'events.list'>>> = await callEngine('events.list', { ...query, beforeSeq, limit: PAGE });
      if (!page.ok) reason = faultText(page.error);
      if (!page.ok || cancelled.current) break;
      const text = page.value.map((event) => csvLine([
        new Date(event.tsMs).toISOString(), formatStamp(event.tsMs, zone), event.priority, t(`kind.${event.kind}`), event.subject ?? '',
        event.subject === null ? '' : messages.subject(event.subject), event.code, messages.event(event), event.actor,
      ])).join('');
      await window.muljigi.writeSave(file.id, text);
      count += page.value.length;
      setNote(t('export.progress', { count }));
      const last = page.value.at(-1);
      if (page.value.length < PAGE || last === undefined) break;
      beforeSeq = last.seq;
    }
    const keep = reason === null && !cancelled.current;
    await window.muljigi.closeSave(file.id, keep);
    setBusy(false);
    setNote(reason !== null ? t('export.failed', { reason }) : keep ? t('export.done', { path: file.path, count }) : t('ui:error.cancelled'));
  };

  return (
    <>
      <span role="status">{note}</span>
      {busy ? <Button onClick={() => { cancelled.current = true; }}>{t('ui:action.cancel')}</Button> : (
        <Button onClick={() => { run().catch((error: unknown) => { setBusy(false); setNote(t('export.failed', { reason: error instanceof Error ? error.message : String(error) })); }); }}>
          <Download size={18} aria-hidden />CSV<span className="visually-hidden">{t('ui:action.export')}</span>
        </Button>
      )}
    </>
  );
}
