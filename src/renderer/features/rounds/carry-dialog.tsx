import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatDay } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';

const DAY_MS = 86_400_000;

/** Moves a round to another day, with reason. */
export function CarryDialog({ line, onClose }: { readonly line: RoundLine; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const faultText = useFaultText();
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const form = useKeptForm(`round-carry:${line.id}`);
  const [tomorrow] = useState(() => formatDay(usePlant.getState().nowMs + DAY_MS, zone));
  const [toDay, setToDay] = form.field('day', tomorrow);
  const [reason, setReason] = form.field('reason', '');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const carry = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || reason.trim() === '' || !/^\d{4}-\d{2}-\d{2}$/.test(toDay)) return;
    rememberOperator(who.trim());
    setBusy(true);
    const answer = await form.send('rounds.carryOver', { lineId: line.id, toDay, reason: reason.trim(), who: who.trim() });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    toast.say(t('told.carry', { name: local(line.name), day: toDay }));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} form={form} title={t('carry.title', { name: local(line.name) })} subtitle={t('carry.hint')} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={busy} onClick={() => void carry()}>{t('carry.save')}</Button></>}>
      <div className={styles.fields}>
        <DateField label={t('carry.day')} value={toDay} onText={setToDay} />
        <Field label={t('reason')} value={reason} maxLength={300} onText={setReason} error={asked && reason.trim() === '' ? t('reasonMissing') : null} autoFocus />
        <WhoField label={t('who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}
