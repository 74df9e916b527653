import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { WAITING_FOR } from '#core/work/order.ts';
import type { OrderChange, WaitingFor, WorkOrder } from '#core/work/order.ts';
import { typedAmount } from '../../model/amount.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { useAccess, useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useLocal } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import dialogs from './dialogs.module.css';
import { EditDialog } from './edit-dialog.tsx';
import styles from './order-detail.module.css';
import { useAmountFault } from './use-amount-fault.ts';
import type { Doing } from './use-work.ts';
import { WhoField } from './who-field.tsx';

type Ask = 'wait' | 'finish' | 'cancel' | 'reopen' | 'assign';
const NOBODY = '-';
const HOURS = { min: 0, max: 1e6 };

interface OrderActionsProps {
  readonly order: WorkOrder;
  readonly doing: Doing;
  readonly blocked: boolean;
  readonly change: (change: OrderChange, form?: FormHandle) => Promise<boolean>;
}

/** What can be done with an order in its state; what has a consequence asks first. */
export function OrderActions({ order, doing, blocked, change }: OrderActionsProps): ReactNode {
  const { t } = useTranslation('workOrders');
  const manage = useMay('work.manage').may;
  const [ask, setAsk] = useState<Ask | null>(null);
  const [editing, setEditing] = useState(false);
  const { state } = order;
  const over = state === 'done' || state === 'checked' || state === 'cancelled';
  return (
    <div className={styles.actions} role="group" aria-label={t('actions')}>
      {(state === 'open' || state === 'assigned' || state === 'waiting') && <Button look="primary" disabled={blocked} onClick={() => void change({ type: 'start' })} data-testid="order-start">{t(state === 'waiting' ? 'do.goOn' : 'do.start')}</Button>}
      {state === 'inWork' && <Button look="primary" disabled={blocked} onClick={() => setAsk('finish')} data-testid="order-finish">{t('do.finish')}</Button>}
      {(state === 'open' || state === 'assigned') && order.assignee === null && <Button disabled={blocked} onClick={() => void change({ type: 'take' })}>{t('do.take')}</Button>}
      {state === 'inWork' && <Button disabled={blocked} onClick={() => setAsk('wait')}>{t('do.wait')}</Button>}
      {state === 'done' && <Button look="primary" disabled={blocked} onClick={() => void change({ type: 'check' })}>{t('do.check')}</Button>}
      {!over && <Button disabled={blocked} onClick={() => setEditing(true)} data-testid="order-edit">{t('edit.open')}</Button>}
      {!over && manage && <Button disabled={blocked} onClick={() => setAsk('assign')}>{t('do.assign')}</Button>}
      {!over && manage && <Button look="quiet" disabled={blocked} onClick={() => setAsk('cancel')}>{t('do.cancel')}</Button>}
      {over && manage && <Button disabled={blocked} onClick={() => setAsk('reopen')}>{t('do.reopen')}</Button>}
      {editing && <EditDialog order={order} onClose={() => setEditing(false)} />}
      {ask !== null && <AskDialog ask={ask} order={order} doing={doing} change={change} onClose={() => { setAsk(null); doing.clear(); }} />}
    </div>
  );
}

function AskDialog({ ask, order, doing, change, onClose }: { readonly ask: Ask; readonly order: WorkOrder; readonly doing: Doing; readonly change: OrderActionsProps['change']; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const persons = useAccess(({ status }) => status?.persons) ?? [];
  const local = useLocal();
  const takeBack = useTakeBack();
  const given = (to: string | null) => ({ id: order.id, change: { type: 'assign', to }, who: '-' }) as const;
  const form = useKeptForm(`order-${ask}:${order.id}`, ask === 'assign' ? drawnUpOn('work.manage', given(order.assignee)) : null);
  const [text, setText] = form.field('text', ask === 'assign' ? (order.assignee ?? '') : '');
  const [without, setWithout] = form.field('without', '');
  const [replaced, setReplaced] = form.field('replaced', false);
  const [hours, setHours] = form.field('hours', '0');
  const [waitFor, setWaitFor] = form.field<WaitingFor>('waitFor', 'parts', WAITING_FOR);
  const [asked, setAsked] = useState(false);
  const left = order.steps.filter(({ done }) => done === null).length;
  const needsReason = ask === 'cancel' || ask === 'reopen' || (ask === 'finish' && replaced);
  const missing = asked && needsReason && text.trim().length < 3;
  const fault = useAmountFault();
  const newHours = typedAmount(hours, HOURS);
  const missingWithout = asked && ask === 'finish' && left > 0 && without.trim().length < 3;
  const send = async (): Promise<void> => {
    setAsked(true);
    if (needsReason && text.trim().length < 3) return;
    if (ask === 'finish' && ((left > 0 && without.trim().length < 3) || (replaced && newHours.fault !== null))) return;
    const done = await (ask === 'finish' ? change({ type: 'finish', text: text.trim(), without: left > 0 ? without.trim() : '', replaced: replaced ? { hours: newHours.value } : null }, form)
      : ask === 'wait' ? change({ type: 'wait', for: waitFor, text: text.trim() }, form)
      : doing.run('work.manage', { id: order.id, change: ask === 'assign' ? { type: 'assign', to: text.trim() === '' ? null : text.trim() } : { type: ask, reason: text.trim() } }, form));
    if (!done) return;
    if (ask === 'cancel' || ask === 'assign' || ask === 'reopen')
      toast.say(t(`told.${ask}`, { title: local(order.title) }), ask === 'reopen' ? null : takeBack('work.manage', { id: order.id, change: ask === 'assign' ? { type: 'assign', to: order.assignee } : { type: 'reopen', reason: t('tookBack') }, who: doing.who.trim() }));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      {...(ask === 'assign' ? { together: { form, mine: wantedBy('work.manage', given(text.trim() === '' ? null : text.trim())), take: (fields: Fields) => takeFields(fields, { assignee: (value) => setText(asText(value)) }) } } : {})}
      title={t(`ask.${ask}.title`, { number: order.number })}
      subtitle={t(`ask.${ask}.consequence`)}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void send()} data-testid="confirm-order">{t(`ask.${ask}.confirm`)}</Button></>}
    >
      <div className={dialogs.fields}>
        {ask === 'wait' && <Segments label={t('waitFor')} value={waitFor} onChange={setWaitFor} options={WAITING_FOR.map((value) => ({ value, label: t(`waitingFor.${value}`) }))} />}
        {ask === 'finish' && left > 0 && <Field label={t('withoutSteps', { count: left })} value={without} maxLength={300} onText={setWithout} error={missingWithout ? t('reasonMissing') : null} />}
        {ask === 'finish' && order.place.unit !== null && <label className={dialogs.check}><input type="checkbox" checked={replaced} onChange={(event) => setReplaced(event.target.checked)} data-testid="order-replaced" />{t('replaced.label')}</label>}
        {replaced && <Field label={t('replaced.hours')} hint={t('replaced.hint')} unit="h" inputMode="decimal" value={hours} maxLength={9} onText={setHours} error={asked ? fault(newHours, hours, HOURS) : null} data-testid="order-replaced-hours" />}
        {ask === 'assign' && persons.length > 0 ? <div><span className={dialogs.label}>{t('ask.assign.field')}</span><Select label={t('ask.assign.field')} value={text === '' ? NOBODY : text} onChange={(next) => setText(next === NOBODY ? '' : next)} options={[{ value: NOBODY, label: t('nobody') }, ...(text !== '' && !persons.some(({ name }) => name === text) ? [{ value: text, label: text }] : []), ...persons.map(({ name }) => ({ value: name, label: name }))]} /></div>
        : <Field label={t(ask === 'finish' && replaced ? 'replaced.reason' : `ask.${ask}.field`)} value={text} maxLength={ask === 'cancel' || ask === 'reopen' ? 300 : 1000} onText={setText} error={missing ? t('reasonMissing') : null} data-testid="order-reason" />}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
