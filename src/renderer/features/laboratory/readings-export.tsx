import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_COLUMNS, exportCells } from '#core/laboratory/export.ts';
import { err, ok } from '#core/result.ts';
import type { ReadingFilter } from '#contract/laboratory.ts';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvSaveProps } from '../../ui/csv-save.tsx';
import { useNames } from './use-laboratory.ts';

const PAGE = 500;

/** Writes every reading that fits the filters to a CSV file that this product reads again as it was. */
export function ReadingsExport({ filter, disabled }: { readonly filter: ReadingFilter; readonly disabled: boolean }): ReactNode {
  const { t } = useTranslation('laboratory');
  const zone = useZone();
  const names = useNames();
  const words = { local: (ms: number) => formatStamp(ms, zone), utc: (ms: number) => new Date(ms).toISOString(), point: names.point };
  const pages: CsvSaveProps['pages'] = async function* () {
    for (let skip = 0; ; skip += PAGE) {
      const page = await callEngine('laboratory.readings', { filter: { ...filter, withdrawn: false }, skip, limit: PAGE });
      if (!page.ok) {
        yield err(page.error);
        return;
      }
      const { readings } = page.value;
      yield ok({ text: readings.map(({ reading }) => csvLine(exportCells(reading, words))).join(''), count: readings.length });
      if (readings.length < PAGE) return;
    }
  };
  return (
    <CsvSave
      name="readings"
      head={EXPORT_COLUMNS.map((column) => t(`csv.${column}`))}
      pages={pages}
      words={{ progress: (count) => t('export.progress', { count }), failed: (reason) => t('export.failed', { reason }), done: (path, count) => t('export.done', { path, count }) }}
      disabled={disabled}
    />
  );
}
