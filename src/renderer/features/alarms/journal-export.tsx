import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import type { JournalFilter } from '#core/alarms/journal.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { err, ok } from '#core/result.ts';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvSaveProps } from '../../ui/csv-save.tsx';
import { useAlarmName } from './use-alarm-words.ts';

const COLUMNS = ['raised', 'raisedUtc', 'priority', 'alarm', 'name', 'equipment', 'state', 'raises', 'ack', 'ackBy', 'cleared', 'closed', 'comments'] as const;
const PAGE = 500;

/** What is said while alarms are written to a file, and after. */
export function useExportWords(): CsvSaveProps['words'] {
  const { t } = useTranslation('alarms');
  return {
    progress: (count) => t('journal.export.progress', { count }),
    failed: (reason) => t('journal.export.failed', { reason }),
    done: (path, count) => t('journal.export.done', { path, count }),
  };
}

/** Writes all occurrences that fit the filter to a CSV file. */
export function JournalExport({ filter, disabled }: { readonly filter: JournalFilter; readonly disabled: boolean }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const nameOf = useAlarmName();
  const messages = useMessages();
  const words = useExportWords();
  const stamp = (ms: number | null): string => (ms === null ? '' : formatStamp(ms, zone));
  const line = (row: Occurrence): string => csvLine([
    stamp(row.raisedMs), new Date(row.raisedMs).toISOString(), row.priority, row.alarm, nameOf({ id: row.alarm, code: row.code, params: row.params }),
    row.equipment === null ? '' : messages.subject(row.equipment), row.end === null ? t('journal.open') : row.end === 'removed' ? t('journal.stateOption.cleared') : t(`journal.stateOption.${row.end}`),
    row.raises, stamp(row.ackMs), row.ackBy ?? '', stamp(row.clearedMs), stamp(row.closedMs),
    row.comments.map(({ who, text }) => `${who}: ${text}`).join(' | '),
  ]);
  const pages: CsvSaveProps['pages'] = async function* () {
    let cursor: ResultOf<'alarms.journal'>['cursor'] = null;
    do {
      const page: Awaited<ReturnType<typeof callEngine<'alarms.journal'>>> = await callEngine('alarms.journal', { filter, cursor, limit: PAGE }, { timeoutMs: 30_000 });
      if (!page.ok) {
        yield err(page.error);
        return;
      }
      yield ok({ text: page.value.rows.map(line).join(''), count: page.value.rows.length });
      cursor = page.value.cursor;
    } while (cursor !== null);
  };
  return (
    <CsvSave
      name="alarms"
      head={COLUMNS.map((column) => t(`journal.csv.${column}`))}
      pages={pages}
      words={words}
      disabled={disabled}
    />
  );
}
