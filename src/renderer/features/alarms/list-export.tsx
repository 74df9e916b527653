import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { csvLine } from '../../model/csv.ts';
import { formatStamp } from '../../model/format.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvPage } from '../../ui/csv-save.tsx';
import { useExportWords } from './journal-export.tsx';
import { useAlarmName, useAlarmWatch } from './use-alarm-words.ts';

const COLUMNS = ['raised', 'raisedUtc', 'priority', 'alarm', 'name', 'equipment', 'state', 'raises', 'ackBy', 'now', 'limit'] as const;

/** Writes the standing alarms as the filter shows them to a CSV file. */
export function ListExport({ list }: { readonly list: readonly ActiveAlarm[] }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const nameOf = useAlarmName();
  const watchOf = useAlarmWatch();
  const messages = useMessages();
  const words = useExportWords();
  const line = (alarm: ActiveAlarm): string => {
    const { now, limit } = watchOf(alarm);
    return csvLine([
      formatStamp(alarm.sinceMs, zone), new Date(alarm.sinceMs).toISOString(), alarm.priority, alarm.id, nameOf(alarm),
      alarm.equipment === null ? '' : messages.subject(alarm.equipment), t(`state.${alarm.state}`), alarm.raises, alarm.ackBy ?? '', now ?? '', limit ?? '',
    ]);
  };
  // All of it is here already: one page.
  async function* pages(): AsyncGenerator<Result<CsvPage, CallFault>> {
    yield await Promise.resolve(ok({ text: list.map(line).join(''), count: list.length }));
  }
  return <CsvSave name="alarms-standing" head={COLUMNS.map((column) => t(`journal.csv.${column}`))} pages={pages} words={words} disabled={list.length === 0} />;
}
