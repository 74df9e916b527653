import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrawnUpOn } from '#contract/together.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './action-dialog.module.css';

export type QualityAct = 'accept' | 'reject' | 'undo' | 'record' | 'dismiss' | 'maintenanceOn' | 'maintenanceOff';

interface ActionDialogProps {
  readonly act: QualityAct;
  /** What will happen, in words. */
  readonly text: string;
  /** Sends it; a fault keeps the dialog open. */
  readonly send: (who: string, why: string, form: FormHandle) => Promise<CallFault | null>;
  /** Name of the form: what is typed here, and in the children, is kept under it. */
  readonly form: string;
  /** What is decided on, as it is shown; null where nothing is replaced. */
  readonly on?: DrawnUpOn | null;
  readonly onClose: (done: boolean) => void;
  /** False while a field of the children cannot be read. */
  readonly ready?: boolean;
  readonly children?: ReactNode;
}

/** Second step of everything that changes how a sensor counts: says what follows, and asks who does it and why. */
export function ActionDialog({ act, text, send, form: name, on = null, onClose, ready = true, children }: ActionDialogProps): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const [who, setWho] = useState(remembered);
  const form = useKeptForm(name, on);
  const [why, setWhy] = form.field('why', '');
  const [asked, setAsked] = useState(false);
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const person = who.trim();
  const run = (): void => {
    setAsked(true);
    if (person === '' || !ready) return;
    rememberOperator(person);
    setSending(true);
    setFault(null);
    void send(person, why.trim(), form).then((outcome) => {
      setSending(false);
      setFault(outcome);
      if (outcome === null) onClose(true);
    });
  };
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      form={form}
      {...(on === null ? {} : { together: { form, mine: on.fields, take: () => undefined } })}
      title={t(`act.${act}.title`)}
      foot={
        <>
          <Button onClick={() => onClose(false)}>{t('ui:action.cancel')}</Button>
          <Button look="primary" disabled={sending} onClick={run} data-testid="quality-send">{sending ? t('act.sending') : t(`act.${act}.send`)}</Button>
        </>
      }
    >
      <p className={styles.text}>{text}</p>
      {children}
      <div className={styles.fields}>
        <WhoField label={t('act.who')} hint={t('act.whoHint')} error={asked && person === '' ? t('act.whoMissing') : null} value={who} maxLength={80} onText={setWho} />
        <Field label={t(act === 'record' || act === 'maintenanceOn' ? 'act.note' : 'act.why')} hint={t('act.whyHint')} value={why} maxLength={300} onText={setWhy} />
      </div>
      {fault !== null && <p className={styles.fault} role="alert"><strong>{t('act.failed')}</strong> {faultText(fault)}</p>}
    </Dialog>
  );
}
