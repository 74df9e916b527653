import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPreview, ImportRecord } from '#contract/laboratory.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { formatBytes, formatStamp } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozen, useZone } from '../../store/hooks.ts';
import { laboratory } from '../../store/laboratory-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import { Button, Segments } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './import-preview.module.css';
import { ImportRows } from './import-rows.tsx';
import { MappingEditor } from './mapping-editor.tsx';
import { useMappingDraft } from './use-mapping-draft.ts';

type View = 'rows' | 'columns';

interface PreviewProps {
  readonly preview: ImportPreview;
  /** How the file was read as it was opened. */
  readonly opened: ImportMapping;
  readonly onClose: () => void;
  readonly onDone: (record: ImportRecord) => void;
}

/** What every row of a file would become; nothing is stored before the button at the foot is pressed. */
export function ImportPreviewView({ preview, opened, onClose, onDone }: PreviewProps): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const zone = useZone();
  const frozen = useFrozen();
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const [view, setView] = useState<View>(preview.counts.taken + preview.counts.duplicate + preview.counts.rejected === 0 ? 'columns' : 'rows');
  const [who, setWho] = useState(remembered);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { file, counts, already } = preview;
  const draft = useMappingDraft(preview, opened);
  const { form } = draft;

  const close = (): void => {
    void callEngine('laboratory.importDrop', { token: preview.token });
    onClose();
  };
  const remap = async (): Promise<void> => {
    setBusy(true);
    const answer = await callEngine('laboratory.importRemap', { token: preview.token, mapping: draft.mapping }, { timeoutMs: 60_000 });
    setBusy(false);
    setFault(answer.ok ? null : faultText(answer.error));
    if (!answer.ok) return;
    // The engine has found the columns below another row of names.
    draft.edit(answer.value.mapping);
    laboratory.remapped(answer.value);
  };
  const confirm = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '') return;
    rememberOperator(who.trim());
    setBusy(true);
    const answer = await form.send('laboratory.importConfirm', { token: preview.token, who: who.trim() }, { timeoutMs: 60_000 });
    setBusy(false);
    if (answer.ok) onDone(answer.value);
    else setFault(faultText(answer.error));
  };

  return (
    <section className={styles.panel} aria-label={t('preview.title')} data-testid="import-preview">
      <header className={styles.head}>
        <h2 data-own-words>{file.name}</h2>
        <span>{file.kind === 'xlsx' ? 'Excel' : `CSV · ${(file.encoding ?? '').toUpperCase()}`} · {formatBytes(file.bytes)}{preview.remembered && ` · ${t('preview.remembered')}`}</span>
        {already !== null && <p className={styles.already}><AlarmMark priority={3} size={16} />{t('preview.already', { when: formatStamp(already.writtenMs, zone).slice(0, 16) })}</p>}
        <KeptNote form={form} />
        <Segments label={t('preview.view')} value={view} onChange={setView} options={(['rows', 'columns'] as const).map((value) => ({ value, label: t(`preview.${value}`) }))} />
      </header>
      {view === 'rows' ? <ImportRows key={`${preview.token}-${JSON.stringify(counts)}`} preview={preview} /> : <MappingEditor key={preview.token} preview={preview} draft={draft} busy={busy} onApply={() => void remap()} />}
      <footer className={styles.foot}>
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
        <p className={styles.sum} role="status">{busy ? t('preview.working') : draft.isChanged ? t('map.changed') : t('preview.sum', { taken: counts.taken, duplicate: counts.duplicate, rejected: counts.rejected, empty: counts.empty })}</p>
        <div className={styles.who}><WhoField label={t('preview.who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('fault.missing') : null} data-testid="import-who" /></div>
        <Button onClick={close}>{t('ui:action.cancel')}</Button>
        <Button look="primary" disabled={busy || frozen || counts.taken === 0 || draft.isChanged} onClick={() => void confirm()} data-testid="confirm-import">{t('preview.confirm', { count: counts.taken })}</Button>
      </footer>
    </section>
  );
}
