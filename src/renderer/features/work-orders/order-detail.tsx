import { Lock, Package, Wallet } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen } from '#core/work/order.ts';
import type { OrderChange, WorkOrder } from '#core/work/order.ts';
import { typedAmount } from '../../model/amount.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { route } from '../../store/route-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { CostDialog } from './cost-dialog.tsx';
import { LockPart } from './lock-part.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderPhotos } from './order-photos.tsx';
import { OrderPrint } from './order-print.tsx';
import { PriorityMark } from './order-row.tsx';
import { useDescription, useNoteText } from './order-words.ts';
import { OrderWhy } from './order-why.tsx';
import { PartDialog } from './part-dialog.tsx';
import styles from './order-detail.module.css';
import { useAmountFault } from './use-amount-fault.ts';
import { useAmount, useDoing, usePlaceName, useWon, useWorkAnswer } from './use-work.ts';
import { WhoField } from './who-field.tsx';

type Open = 'part' | 'cost' | null;
/** As much as a day holds. */
const MINUTES = { min: 1, max: 1440, isWhole: true };

const TOLD = ['take', 'start', 'wait', 'finish', 'check'] as const;
/** Changes of state; what is added to an order shows in it at once. */
const isTold = (type: OrderChange['type']): type is (typeof TOLD)[number] => TOLD.some((each) => each === type);

/** One order: what, where, why, its steps, what it took, and what can be done with it now. */
export function OrderDetail({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const messages = useMessages();
  const placeName = usePlaceName();
  const description = useDescription(order);
  const noteText = useNoteText();
  const won = useWon();
  const frozen = useFrozenEngine();
  const doing = useDoing();
  const may = useMay('work.do');
  const [open, setOpen] = useState<Open>(null);
  const noteForm = useKeptForm(`order-note:${order.id}`);
  const [note, setNote] = noteForm.field('note', '');
  const minutesForm = useKeptForm(`order-minutes:${order.id}`);
  const [minutes, setMinutes] = minutesForm.field('minutes', '');
  const fault = useAmountFault();
  const spent = typedAmount(minutes, MINUTES);
  const active = isOpen(order);
  const blocked = frozen || doing.busy || !may.may;
  const takeBack = useTakeBack();
  const change = async (what: OrderChange, form?: FormHandle): Promise<boolean> => {
    const done = await doing.run('work.change', { id: order.id, change: what }, form);
    if (done && isTold(what.type))
      // Only waiting has a way back that leaves nothing behind but its two lines in the history.
      toast.say(t(`told.${what.type}`, { title: local(order.title) }), what.type === 'wait' ? takeBack('work.change', { id: order.id, change: { type: 'start' }, who: doing.who.trim() }) : null);
    return done;
  };
  const place = placeName(order.place);
  const { unit } = order.place;
  return (
    <article aria-labelledby="order-title" data-testid="order-detail" data-state={order.state}>
      <header className={styles.head}>
        <PriorityMark order={order} />
        <div>
          <h2 id="order-title" className={styles.title}>{local(order.title)}</h2>
          <p className={styles.sub}>#{order.number} · {t(`source.${order.source.kind}`)} · {t('openedAt', { time: formatStamp(order.openedMs, zone).slice(0, 16) })}</p>
        </div>
        <strong className={styles.state}>{t(`state.${order.state}`)}{order.waitingFor !== null && <small> {t(`waitingFor.${order.waitingFor}`)}</small>}</strong>
      </header>

      <dl className={styles.facts}>
        {place !== null && <div><dt>{t('field.place')}</dt><dd>{unit === null ? place : <button type="button" className={styles.link} onClick={() => route.machine(unit)}>{place} <small>{unit}</small></button>}</dd></div>}
        <div><dt>{t('field.due')}</dt><dd>{order.dueMs === null ? t('noDue') : formatDay(order.dueMs, zone)}</dd></div>
        <div><dt>{t('field.assignee')}</dt><dd>{order.assignee ?? t('nobody')}</dd></div>
        <div><dt>{t('field.minutes')}</dt><dd>{t('minutes', { count: order.minutes })}</dd></div>
        <div><dt>{t('field.cost')}</dt><dd>{won(order.costWon)}</dd></div>
        {order.firm !== '' && <div><dt>{t('field.firm')}</dt><dd>{order.firm}</dd></div>}
      </dl>
      <OrderWhy order={order} />
      {description !== '' && <p className={styles.text}>{description}</p>}
      {order.repeats > 0 && order.lastRepeatMs !== null && <p className={styles.text}>{t('repeatedAt', { count: order.repeats, time: formatStamp(order.lastRepeatMs, zone).slice(0, 16) })}</p>}

      <div className={styles.who}><WhoField doing={doing} /></div>
      <OrderActions order={order} doing={doing} blocked={blocked} change={change} />
      <div className={styles.inline}><OrderPrint order={order} /></div>
      {!may.may && may.code !== null && <p className={styles.quiet}>{messages.code(may.code, { ...may.params })}</p>}
      {doing.fault !== null && <p className={styles.fault} role="alert">{doing.fault}</p>}

      {order.steps.length > 0 && (
        <section className={styles.part} aria-label={t('steps')}>
          <h3>{t('steps')} <small>{t('stepCount', { done: order.steps.filter(({ done }) => done !== null).length, count: order.steps.length })}</small></h3>
          <ol className={styles.steps}>
            {order.steps.map((step) => (
              <li key={step.id}>
                <label className={styles.step}>
                  <input type="checkbox" checked={step.done !== null} disabled={!active || blocked} onChange={(event) => void change({ type: 'step', step: step.id, done: event.target.checked })} />
                  <span>{local(step.text)}</span>
                  {step.done !== null && <small>{step.done.by} {formatStamp(step.done.atMs, zone).slice(5, 16)}</small>}
                </label>
              </li>
            ))}
          </ol>
        </section>
      )}

      {unit !== null && (
        <section className={styles.part} aria-label={t('lock.title')}>
          <h3><Lock size={16} aria-hidden /> {t('lock.title')}</h3>
          <LockPart unit={unit} order={order.id} isOffered={active} />
        </section>
      )}

      <section className={styles.part} aria-label={t('parts')}>
        <h3><Package size={16} aria-hidden /> {t('parts')}</h3>
        <PartsUsed order={order} />
        {order.state !== 'checked' && order.state !== 'cancelled' && <Button disabled={blocked} onClick={() => setOpen('part')} data-testid="use-part">{t('usePart')}</Button>}
      </section>

      {active && (
        <section className={styles.part} aria-label={t('took')}>
          <h3><Wallet size={16} aria-hidden /> {t('took')}</h3>
          <KeptNote form={minutesForm} />
          <div className={styles.inline}>
            <Field label={t('addMinutes')} unit={t('minuteUnit')} inputMode="numeric" value={minutes} maxLength={6} onText={setMinutes} error={minutes.trim() === '' ? null : fault(spent, minutes, MINUTES)} data-testid="order-minutes" />
            <Button disabled={blocked || spent.fault !== null} onClick={() => void change({ type: 'minutes', minutes: spent.value ?? 0 }, minutesForm)}>{t('add')}</Button>
            <Button disabled={blocked} onClick={() => setOpen('cost')} data-testid="add-cost">{t('addCost')}</Button>
          </div>
        </section>
      )}

      <OrderPhotos order={order} doing={doing} blocked={blocked} />

      <section className={styles.part} aria-label={t('notes')}>
        <h3>{t('notes')}</h3>
        <ul className={styles.notes}>{order.notes.map((each) => <li key={`${String(each.atMs)}${each.text}`}><span>{noteText(each)}</span><small>{each.by === 'engine' ? t('engine') : each.by} · {formatStamp(each.atMs, zone).slice(0, 16)}</small></li>)}</ul>
        <KeptNote form={noteForm} />
        <div className={styles.inline}>
          <Field label={t('addNote')} value={note} maxLength={1000} onText={setNote} />
          <Button disabled={blocked || note.trim() === ''} onClick={() => void change({ type: 'note', text: note.trim() }, noteForm)}>{t('add')}</Button>
        </div>
      </section>

      <OrderHistory order={order} />
      {open === 'part' && <PartDialog order={order} onClose={() => setOpen(null)} />}
      {open === 'cost' && <CostDialog order={order} onClose={() => setOpen(null)} />}
    </article>
  );
}

function PartsUsed({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation('workOrders');
  const local = useLocal();
  const amount = useAmount();
  const items = useWorkAnswer('stock.items', order.parts.length === 0 ? null : {});
  if (order.parts.length === 0) return <p className={styles.quiet}>{t('noParts')}</p>;
  return (
    <ul className={styles.notes} data-testid="parts-used">
      {order.parts.map((part) => {
        const row = items.value?.find(({ item }) => item.id === part.item);
        return (
          <li key={part.move}>
            <span>{row === undefined ? part.item : local(row.item.name)} <b>{row === undefined ? String(part.quantity) : amount(part.quantity, row.item.unit)}</b></span>
            {row !== undefined && <small data-low={row.outlook.state !== 'enough' && row.outlook.state !== 'ordered'}>{t('leftOnShelf', { amount: amount(row.stock.quantity, row.item.unit) })}</small>}
          </li>
        );
      })}
    </ul>
  );
}
