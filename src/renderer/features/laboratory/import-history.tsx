import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRecord } from '#contract/laboratory.ts';
import { formatStamp } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './import-history.module.css';
import { useAnswer } from './use-laboratory.ts';

/** Files that were taken in; each can be taken back as a whole. */
export function ImportHistory({ newestId }: { readonly newestId: string | null }): ReactNode {
  const { t } = useTranslation('laboratory');
  const zone = useZone();
  const { value } = useAnswer('laboratory.imports', {});
  const [undoing, setUndoing] = useState<ImportRecord | null>(null);
  return (
    <section className={styles.panel} aria-label={t('imports.title')}>
      <h2>{t('imports.title')}</h2>
      {value?.length === 0 && <p className={styles.none}>{t('imports.none')}</p>}
      <ul>
        {value?.map(({ record, writtenMs }) => (
          <li key={record.importId} data-state={record.state} data-newest={record.importId === newestId} data-testid="import-record">
            <span>{formatStamp(writtenMs, zone).slice(0, 16)}</span>
            <strong title={`SHA-256 ${record.sha256}`}>{record.file}</strong>
            <span>{t('imports.counts', { taken: record.taken, duplicate: record.duplicate, rejected: record.rejected })}</span>
            <span>{record.who}{record.laboratory !== null && ` · ${record.laboratory}`}</span>
            {record.state === 'undone' ? <em>{t('imports.undone', { reason: record.reason })}</em> : <Button onClick={() => setUndoing(record)}>{t('imports.undo')}</Button>}
          </li>
        ))}
      </ul>
      {undoing !== null && <UndoDialog record={undoing} onClose={() => setUndoing(null)} />}
    </section>
  );
}

function UndoDialog({ record, onClose }: { readonly record: ImportRecord; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const [who, setWho] = useState(remembered);
  const form = useKeptForm(`import-undo:${record.importId}`);
  const [reason, setReason] = form.field('reason', '');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const undo = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || reason.trim() === '') return;
    rememberOperator(who.trim());
    setBusy(true);
    const answer = await form.send('laboratory.importUndo', { importId: record.importId, who: who.trim(), reason: reason.trim() }, { timeoutMs: 30_000 });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    toast.say(t('told.importUndone', { file: record.file }));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('imports.undoTitle', { file: record.file })}
      subtitle={t('imports.undoConsequence', { count: record.taken })}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={busy} onClick={() => void undo()} data-testid="confirm-undo">{t('imports.undo')}</Button></>}
    >
      <div className={styles.fields}>
        <Field label={t('dialog.reason')} value={reason} maxLength={300} onText={setReason} error={asked && reason.trim() === '' ? t('dialog.reasonMissing') : null} autoFocus data-testid="undo-reason" />
        <WhoField label={t('dialog.who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('fault.missing') : null} />
      </div>
      {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
    </Dialog>
  );
}
