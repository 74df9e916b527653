import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { CSV_BOM, csvLine } from '../model/csv.ts';
import { formatDay } from '../model/format.ts';
import type { CallFault } from '../store/engine-client.ts';
import { useFaultText } from '../store/fault-text.ts';
import { useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { Button } from './button.tsx';
import { RightButton } from './right-button.tsx';

/** Lines of a CSV file, ready to be written. */
export interface CsvPage {
  readonly text: string;
  readonly count: number;
}

export interface CsvSaveProps {
  /** First part of the suggested file name; the day follows. */
  readonly name: string;
  readonly head: readonly string[];
  /** The pages in order; ends after a fault or the last page. */
  readonly pages: () => AsyncGenerator<Result<CsvPage, CallFault>>;
  readonly words: {
    readonly progress: (count: number) => string;
    readonly failed: (reason: string) => string;
    readonly done: (path: string, count: number) => string;
  };
  readonly disabled?: boolean;
}

/** The pages of a list that is numbered, newest first: asks on from the last number until a page is not full. */
export async function* pagesBySeq<Row extends { readonly seq: number }>(
  size: number,
  ask: (beforeSeq: number | null) => Promise<Result<readonly Row[], CallFault>>,
  line: (row: Row) => string,
): AsyncGenerator<Result<CsvPage, CallFault>> {
  for (let beforeSeq: number | null = null; ; ) {
    const page: Result<readonly Row[], CallFault> = await ask(beforeSeq);
    if (!page.ok) {
      yield err(page.error);
      return;
    }
    yield ok({ text: page.value.map(line).join(''), count: page.value.length });
    const last = page.value.at(-1);
    if (page.value.length < size || last === undefined) return;
    beforeSeq = last.seq;
  }
}

/** Writes a list to a CSV file page by page, with progress and cancel; a file that did not become whole is not kept. */
export function CsvSave({ name, head, pages, words, disabled = false }: CsvSaveProps): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useZone();
  const faultText = useFaultText();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const cancelled = useRef(false);

  const run = async (): Promise<void> => {
    const file = await window.muljigi.openSave({ suggestedName: `${name}-${formatDay(usePlant.getState().nowMs, zone)}.csv`, kind: 'csv' });
    if (file === null) return;
    cancelled.current = false;
    setBusy(true);
    await window.muljigi.writeSave(file.id, CSV_BOM + csvLine(head));
    let count = 0;
    let reason: string | null = null;
    for await (const page of pages()) {
      if (!page.ok) reason = faultText(page.error);
      if (!page.ok || cancelled.current) break;
      await window.muljigi.writeSave(file.id, page.value.text);
      count += page.value.count;
      setNote(words.progress(count));
    }
    const keep = reason === null && !cancelled.current;
    await window.muljigi.closeSave(file.id, keep);
    setBusy(false);
    setNote(reason !== null ? words.failed(reason) : keep ? words.done(file.path, count) : t('error.cancelled'));
  };

  return (
    <>
      <span role="status">{note}</span>
      {busy ? <Button onClick={() => { cancelled.current = true; }}>{t('action.cancel')}</Button> : (
        <RightButton right="export" disabled={disabled} onClick={() => { run().catch((error: unknown) => { setBusy(false); setNote(words.failed(error instanceof Error ? error.message : String(error))); }); }}>
          <Download size={18} aria-hidden />CSV<span className="visually-hidden">{t('action.export')}</span>
        </RightButton>
      )}
    </>
  );
}
