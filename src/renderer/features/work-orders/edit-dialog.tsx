import { DateTime } from 'luxon';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import { ORDER_PRIORITIES } from '#core/work/order.ts';
import type { Fields } from '#core/together/compare.ts';
import type { OrderPriority, WorkOrder } from '#core/work/order.ts';
import { formatDay } from '../../model/format.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { FullNote } from '../../ui/full-note.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { useDoing } from './use-work.ts';
import { WhoField } from './who-field.tsx';

/** Changes urgency, due date, firm and description of an order; what stood before stays in its history. */
export function EditDialog({ order, onClose }: { readonly order: WorkOrder; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const zone = useZone();
  const doing = useDoing();
  const local = useLocal();
  const takeBack = useTakeBack();
  const before = { type: 'plan', priority: order.priority, dueMs: order.dueMs, firm: order.firm, description: order.description } as const;
  const form = useKeptForm(`order-edit:${order.id}`, drawnUpOn('work.change', { id: order.id, change: before, who: '-' }));
  const [priority, setPriority] = form.field<OrderPriority>('priority', order.priority, ORDER_PRIORITIES);
  const [due, setDue] = form.field('due', order.dueMs === null ? '' : formatDay(order.dueMs, zone));
  const [firm, setFirm] = form.field('firm', order.firm);
  const [description, setDescription] = form.field('description', order.description);
  const sameDay = order.dueMs !== null && due === formatDay(order.dueMs, zone);
  const dueMs = due === '' ? null : sameDay ? order.dueMs : DateTime.fromISO(due, { zone }).endOf('day').toMillis();
  const change = { type: 'plan', priority, dueMs, firm: firm.trim(), description: description.trim() } as const;
  const same = priority === order.priority && dueMs === order.dueMs && change.firm === order.firm && change.description === order.description;
  const mine = wantedBy('work.change', { id: order.id, change, who: '-' });
  const take = (fields: Fields): void => takeFields(fields, {
    priority: (value) => setPriority(ORDER_PRIORITIES.find((each) => each === value) ?? order.priority),
    dueMs: (value) => setDue(typeof value === 'number' ? formatDay(value, zone) : ''),
    firm: (value) => setFirm(asText(value)),
    description: (value) => setDescription(asText(value)),
  });
  const save = async (): Promise<void> => {
    if (await doing.run('work.change', { id: order.id, change }, form)) {
      toast.say(t('told.plan', { title: local(order.title) }), takeBack('work.change', { id: order.id, change: before, who: doing.who.trim() }, null, mine));
      onClose();
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      together={{ form, mine, take }}
      title={t('edit.title', { number: order.number })}
      subtitle={t('edit.consequence')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy || same} onClick={() => void save()} data-testid="confirm-edit">{t('edit.confirm')}</Button></>}
    >
      <div className={styles.fields}>
        <div><span className={styles.label}>{t('field.priority')}</span><Segments label={t('field.priority')} value={priority} onChange={setPriority} options={ORDER_PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} /></div>
        <div className={styles.pair}>
          <DateField label={t('field.due')} value={due} onText={setDue} hint={t('edit.noDue')} />
          <Field label={t('field.firm')} value={firm} maxLength={120} onText={setFirm} data-testid="edit-firm" />
        </div>
        <label className={styles.area}><span className={styles.label}>{t('field.text')}</span><textarea rows={4} value={description} maxLength={2000} onChange={(event) => setDescription(event.target.value)} /><FullNote text={description} most={2000} /></label>
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
