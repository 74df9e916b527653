import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { formatDay } from '../../model/format.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePlaceName } from './use-work.ts';
import styles from './work-orders-screen.module.css';

const MARK = { urgent: '1', high: '2', normal: '3', low: '4' } as const;

/** Number of an order's urgency in its own shape and colour; grey once it is over. */
export function PriorityMark({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation('workOrders');
  return <span className={styles.mark} data-priority={order.priority} data-open={isOpen(order)} title={t(`priority.${order.priority}`)}><span aria-hidden>{MARK[order.priority]}</span><span className="visually-hidden">{t(`priority.${order.priority}`)}</span></span>;
}

/** One order of the list. */
export function OrderRow({ order, isChosen, onChoose }: { readonly order: WorkOrder; readonly isChosen: boolean; readonly onChoose: () => void }): ReactNode {
  const { t } = useTranslation('workOrders');
  const local = useLocal();
  const zone = useZone();
  const placeName = usePlaceName();
  const today = usePlant((state) => formatDay(state.nowMs, zone));
  const place = placeName(order.place);
  const due = order.dueMs === null ? null : formatDay(order.dueMs, zone);
  const title = local(order.title);
  return (
    <li>
      <button type="button" className={styles.row} aria-pressed={isChosen} onClick={onChoose} data-order={order.number}>
        <PriorityMark order={order} />
        <span className={styles.what}>
          <strong>{title}</strong>
          <span>{[`#${String(order.number)}`, ...(place === null || place === title ? [] : [place]), t(`source.${order.source.kind}`), ...(order.repeats > 0 ? [t('repeats', { count: order.repeats })] : [])].join(' · ')}</span>
        </span>
        <span className={styles.when}>
          <b>{t(`state.${order.state}`)}</b>
          {due !== null && isOpen(order) && <span data-late={due < today}>{due < today ? t('late', { day: due.slice(5) }) : due === today ? t('dueToday') : t('due', { day: due.slice(5) })}</span>}
          {order.assignee !== null && <span>{order.assignee}</span>}
        </span>
      </button>
    </li>
  );
}
