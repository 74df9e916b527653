import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { Together } from '../../ui/together-note.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './act-dialog.module.css';

interface ActDialogProps {
  readonly title: string;
  /** What it is done to. */
  readonly subtitle?: string;
  /** What will happen, in words. */
  readonly text: string;
  readonly send: string;
  /** `none`: no line to write; `comment`: may be left empty; `reason`: must not. */
  readonly line: 'none' | 'comment' | 'reason';
  /** Name of the form: what is typed here, and in the children, is kept under it. */
  readonly form: string;
  /** False while a field of the children cannot be read. */
  readonly ready?: boolean;
  /** Does it, by the form's own `send`; a fault keeps the dialog open. */
  readonly onSend: (who: string, line: string, form: FormHandle) => Promise<CallFault | null>;
  readonly onClose: () => void;
  /** Where it puts something in the place of something. */
  readonly together?: Together;
  readonly children?: ReactNode;
}

/** Second step of everything a person does to alarms: says what follows, and asks who does it and why. Enter sends. */
export function ActDialog({ title, subtitle, text, send, line, form: name, ready = true, onSend, onClose, together, children }: ActDialogProps): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const [who, setWho] = useState(remembered);
  const form = useKeptForm(name);
  const [words, setWords] = form.field('line', '');
  const [isAsked, setAsked] = useState(false);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const person = who.trim();
  const lacksLine = line === 'reason' && words.trim() === '';
  const run = (event?: FormEvent): void => {
    event?.preventDefault();
    setAsked(true);
    if (person === '' || lacksLine || !ready || isSending) return;
    rememberOperator(person);
    setSending(true);
    setFault(null);
    void onSend(person, words.trim(), form).then((outcome) => {
      setSending(false);
      setFault(outcome);
      if (outcome === null) onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      {...(together === undefined ? {} : { together })}
      title={title}
      {...(subtitle === undefined ? {} : { subtitle })}
      foot={
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          <Button look="primary" disabled={isSending} onClick={() => run()} data-testid="alarm-send">{isSending ? t('act.sending') : send}</Button>
        </>
      }
    >
      <p className={styles.text}>{text}</p>
      {children}
      <form className={styles.fields} onSubmit={run}>
        <WhoField label={t('act.who')} hint={t('act.whoHint')} error={isAsked && person === '' ? t('act.whoMissing') : null} value={who} maxLength={80} onText={setWho} autoFocus={remembered === ''} />
        {line !== 'none' && (
          <Field label={t(line === 'reason' ? 'act.reason' : 'act.note')} hint={t(line === 'reason' ? 'act.reasonHint' : 'act.noteHint')} error={isAsked && lacksLine ? t('act.reasonMissing') : null} value={words} maxLength={500} onText={setWords} autoFocus={remembered !== ''} />
        )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      {fault !== null && <p className={styles.fault} role="alert"><strong>{t('act.failed')}</strong> {faultText(fault)}</p>}
    </Dialog>
  );
}
