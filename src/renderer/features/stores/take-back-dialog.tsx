import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptForm } from '../../store/draft-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useDoing } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';

/** Takes a cost back that should not have been booked: it stays in the list with the reason and counts no more. */
export function TakeBackDialog({ id, text, amount, onClose }: { readonly id: string; readonly text: string; readonly amount: string; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'ui', 'workOrders']);
  const doing = useDoing();
  const form = useKeptForm(`cost-back:${id}`);
  const [reason, setReason] = form.field('reason', '');
  const [asked, setAsked] = useState(false);
  const missing = reason.trim().length < 3;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (missing) return;
    if (await doing.run('cost.withdraw', { id, reason: reason.trim() }, form)) onClose();
  };
  return (
    <Dialog open onClose={onClose} form={form} title={t('cost.takeBackTitle')} subtitle={t('cost.takeBackText', { text, won: amount })} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="confirm-take-back">{t('takeBack')}</Button></>}>
      <div className={dialogs.fields}>
        <Field label={t('takeBackReason')} value={reason} maxLength={300} autoFocus onText={setReason} error={asked && missing ? t('workOrders:reasonMissing') : null} data-testid="take-back-reason" />
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
