import { FileUp, History } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview, ImportRecord } from '#contract/laboratory.ts';
import { formatStamp } from '../../model/format.ts';
import { jsonOf } from '../../model/kept-form.ts';
import { isUnchanged, MAPPING_FORMS, mappingForm, readKeptMapping, withChanges } from '../../model/mapping-draft.ts';
import type { KeptMapping } from '../../model/mapping-draft.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { keptNow, useKeptForm, useKeptNames } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { ImportHistory } from './import-history.tsx';
import styles from './import-panel.module.css';
import { ImportPreviewView } from './import-preview.tsx';

/** Reading a workbook of the largest size takes a slow PC the better part of a minute. */
const READ_TIMEOUT_MS = 90_000;
const MOST_BYTES = 10 * 1024 * 1024;

/** Choose or drop a file, look at what every row would become, and only then take it in. */
export function ImportPanel(): ReactNode {
  const { t } = useTranslation(['laboratory', 'messages', 'ui']);
  const faultText = useFaultText();
  const preview = useLaboratory((state) => state.preview);
  const opened = useLaboratory((state) => state.opened);
  const pending = useKeptNames(MAPPING_FORMS);
  const operator = useOperatorName();
  const [reading, setReading] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [done, setDone] = useState<ImportRecord | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController | null>(null);

  // A look at a file lives in the engine that read it: with another one it has to be chosen again.
  const live = usePlant((state) => state.phase === 'live');
  const token = preview?.token ?? null;
  useEffect(() => {
    if (!live || token === null) return undefined;
    const look = new AbortController();
    void callEngine('laboratory.importRows', { token, status: null, skip: 0, limit: 1 }, { signal: look.signal }).then((answer) => {
      if (answer.ok || answer.error.kind !== 'engine' || look.signal.aborted) return;
      setFault(faultText(answer.error));
      laboratory.closed();
    });
    return () => look.abort();
  }, [live, token, faultText]);

  const take = async (file: File): Promise<void> => {
    setFault(null);
    setDone(null);
    if (file.size > MOST_BYTES) {
      setFault(t('messages:laboratory.fileTooLarge', { file: file.name, mb: Math.round(file.size / 104_857.6) / 10, allowed: MOST_BYTES / 1_048_576 }));
      return;
    }
    setReading(file.name);
    const controller = new AbortController();
    abort.current = controller;
    const base64 = await asBase64(file);
    const answer = await callEngine('laboratory.importPreview', { name: file.name, base64, who: operator || t('import.somebody') }, { timeoutMs: READ_TIMEOUT_MS, signal: controller.signal });
    if (answer.ok) laboratory.opened(answer.value.mapping, await asKept(answer.value, controller.signal));
    setReading(null);
    if (answer.ok) return;
    if (answer.error.kind !== 'cancelled') setFault(faultText(answer.error));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) void take(file);
  };

  if (preview !== null && opened !== null) {
    return <ImportPreviewView preview={preview} opened={opened} onClose={() => laboratory.closed()} onDone={(record) => { setDone(record); laboratory.closed(); }} />;
  }
  return (
    <div className={styles.panel}>
      <div
        className={styles.drop}
        data-over={over}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={32} aria-hidden />
        {reading === null ? (
          <>
            <strong>{t('import.choose')}</strong>
            <p>{t('import.chooseHint')}</p>
            <RightButton right="reading.correct" look="primary" onClick={() => input.current?.click()} data-testid="import-choose">{t('import.button')}</RightButton>
            <input ref={input} className="visually-hidden" type="file" tabIndex={-1} aria-label={t('import.button')} accept=".csv,.txt,.tsv,.xlsx,.xls" data-testid="import-file" onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file !== undefined) void take(file);
            }} />
          </>
        ) : (
          <div role="status" className={styles.reading}>
            <strong>{t('import.reading', { file: reading })}</strong>
            <progress aria-label={t('import.reading', { file: reading })} />
            <Button onClick={() => { abort.current?.abort(); setReading(null); }}>{t('ui:action.cancel')}</Button>
          </div>
        )}
      </div>
      {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      {done !== null && <p className={styles.done} role="status" data-testid="import-done">{t('import.done', { file: done.file, count: done.taken })} <Button onClick={() => laboratory.tab('list')}>{t('import.seeList')}</Button></p>}
      {pending.length > 0 && (
        <ul className={styles.pending} aria-label={t('import.pending')}>
          {pending.map((key) => <PendingMapping key={key} name={key} />)}
        </ul>
      )}
      <ImportHistory newestId={done?.importId ?? null} />
    </div>
  );
}

/** The file read as a person had set it before a power cut, where that was kept; as it was found when that does not fit any more. */
async function asKept(found: ImportPreview, signal: AbortSignal): Promise<ImportPreview> {
  const kept = jsonOf<KeptMapping | null>(keptNow(mappingForm(found.file.sha256))?.fields['mapping'], null, readKeptMapping);
  if (kept === null || isUnchanged(kept.changes)) return found;
  const again = await callEngine('laboratory.importRemap', { token: found.token, mapping: withChanges(found.mapping, kept.changes) }, { timeoutMs: READ_TIMEOUT_MS, signal });
  return again.ok ? again.value : found;
}

/** A file whose columns somebody has set and that was not taken in: it stays on its drive, so it is asked for again. */
function PendingMapping({ name }: { readonly name: string }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const zone = useZone();
  const form = useKeptForm(name);
  const [kept] = form.json<KeptMapping | null>('mapping', null, readKeptMapping);
  if (kept === null || form.typedMs === null) return null;
  const drop = (): void => {
    const back = form.startOver();
    toast.say(t('import.pendingDropped', { file: kept.file }), () => {
      back();
      return Promise.resolve(null);
    });
  };
  return (
    <li data-testid="import-pending">
      <History size={18} aria-hidden />
      <span>{t('import.pendingFile', { file: kept.file, when: formatStamp(form.typedMs, zone).slice(0, 16) })}</span>
      <Button look="quiet" onClick={drop}>{t('import.pendingDrop')}</Button>
    </li>
  );
}

function asBase64(file: File): Promise<string> {
  return new Promise((resolve, fail) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => fail(reader.error ?? new Error(file.name)));
    reader.readAsDataURL(file);
  });
}
