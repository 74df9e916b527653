import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_COLUMNS, exportCells } from '#core/laboratory/export.ts';
import type { ReadingFilter } from '#contract/laboratory.ts';
import { CSV_BOM, csvLine } from '../../model/csv.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { useNames } from './use-laboratory.ts';

const PAGE = 500;

/** Writes every reading that fits the filters to a CSV file that this product reads again as it was. */
export function ReadingsExport({ filter, disabled }: { readonly filter: ReadingFilter; readonly disabled: boolean }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const zone = useZone();
  const names = useNames();
  const faultText = useFaultText();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const cancelled = useRef(false);

  const run = async (): Promise<void> => {
    const file = await window.muljigi.openSave({ suggestedName: `readings-${formatDay(usePlant.getState().nowMs, zone)}.csv`, kind: 'csv' });
    if (file === null) return;
    cancelled.current = false;
    setBusy(true);
    await window.muljigi.writeSave(file.id, CSV_BOM + csvLine(EXPORT_COLUMNS.map((column) => t(`csv.${column}`))));
    let count = 0;
    let reason: string | null = null;
    for (;;) {
      const page = await callEngine('laboratory.readings', { filter: { ...filter, withdrawn: false }, skip: count, limit: PAGE });
      if (!page.ok) reason = faultText(page.error);
      if (!page.ok || cancelled.current) break;
      const words = { local: (ms: number) => formatStamp(ms, zone), utc: (ms: number) => new Date(ms).toISOString(), point: names.point };
      await window.muljigi.writeSave(file.id, page.value.readings.map(({ reading }) => csvLine(exportCells(reading, words))).join(''));
      count += page.value.readings.length;
      setNote(t('export.progress', { count }));
      if (page.value.readings.length < PAGE) break;
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
        <Button disabled={disabled} onClick={() => { run().catch((error: unknown) => { setBusy(false); setNote(t('export.failed', { reason: error instanceof Error ? error.message : String(error) })); }); }}>
          <Download size={18} aria-hidden />CSV<span className="visually-hidden">{t('ui:action.export')}</span>
        </Button>
      )}
    </>
  );
}
