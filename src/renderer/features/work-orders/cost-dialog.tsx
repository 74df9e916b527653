import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { typedAmount } from '../../model/amount.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './dialogs.module.css';
import { useAmountFault } from './use-amount-fault.ts';
import { useDoing, useWon } from './use-work.ts';
import { WhoField } from './who-field.tsx';

const WON = { min: 1, max: 1e10 };

/** Money that was spent, for an order or by itself. */
export function CostDialog({ order, onClose }: { readonly order: WorkOrder | null; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const { profile } = useProfile();
  const local = useLocal();
  const doing = useDoing();
  const wonText = useWon();
  const manage = useMay('work.manage').may;
  const takeBack = useTakeBack();
  const headings = profile.stores.headings.filter(({ energy }) => !energy);
  const [id] = useState(() => `cost-${crypto.randomUUID()}`);
  const form = useKeptForm(`cost:${order?.id ?? '-'}`);
  const [heading, setHeading] = form.field('heading', headings[0]?.id ?? '', headings.map((each) => each.id));
  const [won, setWon] = form.field('won', '');
  const [text, setText] = form.field('text', '');
  const [firm, setFirm] = form.field('firm', '');
  const [asked, setAsked] = useState(false);
  const fault = useAmountFault();
  const typed = typedAmount(won, WON);
  const amount = typed.value;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (amount === null || typed.fault !== null || text.trim().length < 2) return;
    const done = await doing.run('cost.book', { id, atMs: usePlant.getState().nowMs, heading, won: amount, text: text.trim(), order: order?.id ?? null, firm: firm.trim() }, form);
    if (!done) return;
    toast.say(t('told.cost', { text: text.trim(), won: wonText(amount) }), manage ? takeBack('cost.withdraw', { id, reason: t('tookBack'), who: doing.who.trim() }) : null);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('addCost')}
      subtitle={order === null ? undefined : local(order.title)}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-cost">{t('bookCost')}</Button></>}
    >
      <div className={styles.fields}>
        <div><span className={styles.label}>{t('heading')}</span><Select label={t('heading')} value={heading} onChange={setHeading} options={headings.map((each) => ({ value: each.id, label: local(each.name) }))} /></div>
        <Field label={t('won')} unit={t('wonUnit')} inputMode="numeric" value={won} maxLength={14} onText={setWon} error={asked ? fault(typed, won, WON) : null} data-testid="cost-won" />
        <Field label={t('forWhat')} value={text} maxLength={200} onText={setText} error={asked && text.trim().length < 2 ? t('reasonMissing') : null} data-testid="cost-text" />
        <Field label={t('field.firm')} value={firm} maxLength={120} onText={setFirm} />
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
