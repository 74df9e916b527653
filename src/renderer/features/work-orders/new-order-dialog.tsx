import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NO_PLACE, ORDER_PRIORITIES } from '#core/work/order.ts';
import type { OrderPlace, OrderPriority } from '#core/work/order.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { work } from '../../store/work-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { FullNote } from '../../ui/full-note.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './dialogs.module.css';
import { useDoing } from './use-work.ts';
import { WhoField } from './who-field.tsx';

const NOWHERE = '-';

/** A new order by a person: where, what, how urgent, until when. */
export function NewOrderDialog({ machine, unit = null, onClose }: { readonly machine: string | null; readonly unit?: string | null; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const doing = useDoing();
  const [id] = useState(() => `order-${crypto.randomUUID()}`);
  const first = unit ?? profile.machines.find((each) => each.id === machine)?.units[0]?.id ?? null;
  const form = useKeptForm(first === null ? 'order-new' : `order-new:${first}`);
  const [title, setTitle] = form.field('title', '');
  const [text, setText] = form.field('text', '');
  const [asked, setAsked] = useState(false);
  const places = [
    { value: NOWHERE, label: t('place.plant') },
    ...profile.machines.flatMap(({ name, units }) => units.map((each) => ({ value: `unit:${each.id}`, label: `${local(name)}${units.length > 1 ? ` ${each.label}` : ''} (${each.id})` }))),
    ...profile.tanks.map(({ id: tank, name }) => ({ value: `tank:${tank}`, label: local(name) })),
    ...profile.sensors.map(({ tag, name }) => ({ value: `sensor:${tag}`, label: local(name) })),
  ];
  const [where, setWhere] = form.field('where', first === null ? NOWHERE : `unit:${first}`, places.map(({ value }) => value));
  const [priority, setPriority] = form.field<OrderPriority>('priority', 'normal', ORDER_PRIORITIES);
  const [due, setDue] = form.field('due', '');
  const dueMs = due === '' ? null : DateTime.fromISO(due, { zone }).endOf('day').toMillis();
  const save = async (): Promise<void> => {
    setAsked(true);
    if (title.trim().length < 3) return;
    const done = await doing.run('work.open', { id, title: title.trim(), description: text.trim(), place: placeOf(where), priority, dueMs, service: null, steps: [] }, form);
    if (!done) return;
    toast.say(t('told.opened', { title: title.trim() }));
    work.list('open');
    work.choose(id);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('newTitle')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-order">{t('open')}</Button></>}
    >
      <div className={styles.fields}>
        <Field label={t('field.title')} value={title} maxLength={160} onText={setTitle} autoFocus error={asked && title.trim().length < 3 ? t('field.titleMissing') : null} data-testid="order-title" />
        <div><span className={styles.label}>{t('field.place')}</span><Select label={t('field.place')} value={where} onChange={setWhere} options={places} /></div>
        <div><span className={styles.label}>{t('field.priority')}</span><Segments label={t('field.priority')} value={priority} onChange={setPriority} options={ORDER_PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} /></div>
        <DateField label={t('field.due')} value={due} onText={setDue} />
        <label className={styles.area}><span className={styles.label}>{t('field.text')}</span><textarea rows={3} value={text} maxLength={2000} onChange={(event) => setText(event.target.value)} /><FullNote text={text} most={2000} /></label>
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}

function placeOf(where: string): OrderPlace {
  const [kind, ...rest] = where.split(':');
  const id = rest.join(':');
  return kind === 'unit' ? { ...NO_PLACE, unit: id } : kind === 'tank' ? { ...NO_PLACE, tank: id } : kind === 'sensor' ? { ...NO_PLACE, sensor: id } : NO_PLACE;
}
