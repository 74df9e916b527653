import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { typedNumber } from '../../model/reading-form.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { LotSelect } from '../stores/lots.tsx';
import styles from './dialogs.module.css';
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
  const [picked, setPicked] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState('');
  const [lot, setLot] = useState('');
  const [asked, setAsked] = useState(false);
  const items = useWorkAnswer('stock.items', {}).value ?? [];
  const planned = profile.stores.services.find(({ id }) => id === order.service)?.parts ?? [];
  const { machine, sensor } = order.place;
  const rank = (id: string, machines: readonly string[], sensors: readonly string[]): number =>
    planned.some(({ item }) => item === id) ? 0 : machine !== null && machines.includes(machine) ? 1 : sensor !== null && sensors.includes(sensor) ? 1 : 2;
  const sorted = [...items].sort((a, b) => rank(a.item.id, a.item.machines, a.item.sensors) - rank(b.item.id, b.item.machines, b.item.sensors));
  const row = sorted.find(({ item }) => item.id === picked) ?? sorted[0];
  if (row === undefined) return <Dialog open onClose={onClose} title={t('usePart')}><p aria-busy="true">{t('ui:loading')}</p></Dialog>;
  const quantityText = typed ?? String(planned.find(({ item }) => item === row.item.id)?.quantity ?? 1);
  const quantity = typedNumber(quantityText);
  const leftOver = typedNumber(left);
  const uncounted = row.stock.quantity === null;
  const wrong = quantity === null || quantity <= 0;
  const wrongLeft = uncounted && (leftOver === null || leftOver < 0);
  const save = async (): Promise<void> => {
    setAsked(true);
    if (wrong || wrongLeft) return;
    if (await doing.run('work.usePart', { id: order.id, move, item: row.item.id, quantity, leftAfter: uncounted ? leftOver : null, lot })) onClose();
  };
  const after = row.stock.quantity === null || quantity === null ? null : row.stock.quantity - quantity;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('usePart')}
      subtitle={local(order.title)}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-part">{t('takeOff')}</Button></>}
    >
      <div className={styles.fields}>
        <div><span className={styles.label}>{t('part')}</span><Select label={t('part')} value={row.item.id} onChange={(next) => { setPicked(next); setTyped(null); setLot(''); }} options={sorted.map(({ item, stock }) => ({ value: item.id, label: `${local(item.name)} (${stock.quantity === null ? t('uncounted') : amount(stock.quantity, item.unit)})` }))} /></div>
        <Field label={t('quantity')} unit={t(`stores:unit.${row.item.unit}`)} inputMode="decimal" value={quantityText} maxLength={9} onText={setTyped} error={asked && wrong ? t('quantityMissing') : null} data-testid="part-quantity" />
        {row.lots.length > 0 && <LotSelect row={row} value={lot} onChange={setLot} />}
        {uncounted && <Field label={t('leftNow')} hint={t('leftNowHint')} unit={t(`stores:unit.${row.item.unit}`)} inputMode="decimal" value={left} maxLength={9} onText={setLeft} error={asked && wrongLeft ? t('quantityMissing') : null} data-testid="part-left" />}
        {after !== null && <p className={after < row.item.minimum ? styles.warn : styles.note}>{t(after < row.item.minimum ? 'leavesLow' : 'leaves', { amount: amount(after, row.item.unit), minimum: amount(row.item.minimum, row.item.unit) })}</p>}
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
