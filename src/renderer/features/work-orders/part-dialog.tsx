import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { typedAmount } from '../../model/amount.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { LotSelect } from '../stores/lots.tsx';
import styles from './dialogs.module.css';
import { useAmountFault } from './use-amount-fault.ts';
import { useAmount, useDoing, useWorkAnswer } from './use-work.ts';
import { WhoField } from './who-field.tsx';

/** Takes a part off the shelf for an order: those of its service and machine first. */
export function PartDialog({ order, onClose }: { readonly order: WorkOrder; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui', 'stores']);
  const { profile } = useProfile();
  const local = useLocal();
  const amount = useAmount();
  const doing = useDoing();
  const [move] = useState(() => `move-${crypto.randomUUID()}`);
  const form = useKeptForm(`part:${order.id}`);
  const [picked, setPicked] = form.field('item', null);
  const [typed, setTyped] = form.field('quantity', null);
  const [left, setLeft] = form.field('left', '');
  const [lot, setLot] = form.field('lot', '');
  const [asked, setAsked] = useState(false);
  const fault = useAmountFault();
  const items = useWorkAnswer('stock.items', {}).value ?? [];
  const planned = profile.stores.services.find(({ id }) => id === order.service)?.parts ?? [];
  const { machine, sensor } = order.place;
  const rank = (id: string, machines: readonly string[], sensors: readonly string[]): number =>
    planned.some(({ item }) => item === id) ? 0 : machine !== null && machines.includes(machine) ? 1 : sensor !== null && sensors.includes(sensor) ? 1 : 2;
  const sorted = [...items].sort((a, b) => rank(a.item.id, a.item.machines, a.item.sensors) - rank(b.item.id, b.item.machines, b.item.sensors));
  const row = sorted.find(({ item }) => item.id === picked) ?? sorted[0];
  if (row === undefined) return <Dialog open onClose={onClose} title={t('usePart')}><p aria-busy="true">{t('ui:loading')}</p></Dialog>;
  const quantityText = typed ?? String(planned.find(({ item }) => item === row.item.id)?.quantity ?? 1);
  const isWhole = row.item.unit === 'piece' || row.item.unit === 'set';
  const [bounds, leftBounds] = [{ min: 0, max: 1e6, isAbove: true, isWhole }, { min: 0, max: 1e6, isWhole }];
  const taken = typedAmount(quantityText, bounds);
  const rest = typedAmount(left, leftBounds);
  const quantity = taken.value;
  const leftOver = rest.value;
  const uncounted = row.stock.quantity === null;
  const tooMany = row.stock.quantity !== null && quantity !== null && quantity > row.stock.quantity;
  const wrong = taken.fault !== null || tooMany;
  const wrongLeft = uncounted && rest.fault !== null;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (wrong || wrongLeft || quantity === null) return;
    if (await doing.run('work.usePart', { id: order.id, move, item: row.item.id, quantity, leftAfter: uncounted ? leftOver : null, lot }, form)) {
      toast.say(t('told.part', { name: local(row.item.name), amount: amount(quantity, row.item.unit) }));
      onClose();
    }
  };
  const after = row.stock.quantity === null || quantity === null || taken.fault !== null || tooMany ? null : row.stock.quantity - quantity;
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('usePart')}
      subtitle={local(order.title)}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-part">{t('takeOff')}</Button></>}
    >
      <div className={styles.fields}>
        <div><span className={styles.label}>{t('part')}</span><Select label={t('part')} value={row.item.id} onChange={(next) => { setPicked(next); setTyped(null); setLot(''); }} options={sorted.map(({ item, stock }) => ({ value: item.id, label: `${local(item.name)} (${stock.quantity === null ? t('uncounted') : amount(stock.quantity, item.unit)})` }))} /></div>
        <Field label={t('quantity')} unit={t(`stores:unit.${row.item.unit}`)} inputMode="decimal" value={quantityText} maxLength={9} onText={(text) => { setPicked(row.item.id); setTyped(text); }} error={asked ? fault(taken, quantityText, bounds) : null} data-testid="part-quantity" />
        {row.lots.length > 0 && <LotSelect row={row} value={lot} onChange={setLot} />}
        {uncounted && <Field label={t('leftNow')} hint={t('leftNowHint')} unit={t(`stores:unit.${row.item.unit}`)} inputMode="decimal" value={left} maxLength={9} onText={(text) => { setPicked(row.item.id); setLeft(text); }} error={asked ? fault(rest, left, leftBounds) : null} data-testid="part-left" />}
        {tooMany && <p className={styles.warn} role="alert" data-testid="part-too-many">{t('moreThanThere', { amount: amount(row.stock.quantity, row.item.unit) })}</p>}
        {after !== null && <p className={after < row.item.minimum ? styles.warn : styles.note}>{t(after < row.item.minimum ? 'leavesLow' : 'leaves', { amount: amount(after, row.item.unit), minimum: amount(row.item.minimum, row.item.unit) })}</p>}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
