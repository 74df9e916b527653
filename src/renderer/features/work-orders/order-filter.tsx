import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { ORDER_SORTS } from '#core/work/order-list.ts';
import type { OrderFilter } from '#core/work/order-list.ts';
import { ORDER_PRIORITIES, ORDER_SOURCES } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { csvLine } from '../../model/csv.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvPage } from '../../ui/csv-save.tsx';
import { Select } from '../../ui/select.tsx';
import { usePlaceName, useWorkAnswer } from './use-work.ts';
import styles from './work-orders-screen.module.css';

export const ALL = '*';
export const NO_FILTER: OrderFilter = { text: '', source: null, priority: null, sort: 'urgency' };

/** Finds orders by words, by what asked for them and by urgency, and sets their order. */
export function OrderFilterBar({ filter, onFilter }: { readonly filter: OrderFilter; readonly onFilter: (filter: OrderFilter) => void }): ReactNode {
  const { t } = useTranslation('workOrders');
  const isSet = filter.text !== '' || filter.source !== null || filter.priority !== null;
  return (
    <div className={styles.filter} role="search">
      <label className={styles.find}><Search size={18} aria-hidden /><span className="visually-hidden">{t('filter.text')}</span><input type="search" value={filter.text} maxLength={80} placeholder={t('filter.text')} onChange={(event) => onFilter({ ...filter, text: event.target.value })} data-testid="order-find" /></label>
      <Select label={t('filter.source')} value={filter.source ?? ALL} onChange={(value) => onFilter({ ...filter, source: value === ALL ? null : value })} options={[{ value: ALL, label: t('filter.allSources') }, ...ORDER_SOURCES.map((value) => ({ value, label: t(`source.${value}`) }))]} />
      <Select label={t('filter.priority')} value={filter.priority ?? ALL} onChange={(value) => onFilter({ ...filter, priority: value === ALL ? null : value })} options={[{ value: ALL, label: t('filter.allPriorities') }, ...ORDER_PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))]} />
      <Select label={t('filter.sort')} value={filter.sort} onChange={(sort) => onFilter({ ...filter, sort })} options={ORDER_SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))} />
      {isSet && <Button look="quiet" onClick={() => onFilter({ ...NO_FILTER, sort: filter.sort })}><X size={18} aria-hidden />{t('filter.clear')}</Button>}
    </div>
  );
}

/** The orders on the list as a file, one line each. */
export function OrderCsv({ orders, name }: { readonly orders: readonly WorkOrder[]; readonly name: string }): ReactNode {
  const { t } = useTranslation(['workOrders', 'stores']);
  const local = useLocal();
  const zone = useZone();
  const placeName = usePlaceName();
  const items = useWorkAnswer('stock.items', {}).value ?? [];
  const stamp = (ms: number): string => formatStamp(ms, zone).slice(0, 16);
  const part = ({ item, quantity }: WorkOrder['parts'][number]): string => {
    const row = items.find((each) => each.item.id === item);
    return `${row === undefined ? item : local(row.item.name)} ${String(quantity)}`;
  };
  async function* pages(): AsyncGenerator<Result<CsvPage, CallFault>> {
    await Promise.resolve();
    const lines = orders.map((order) => csvLine([
      order.number, local(order.title), placeName(order.place) ?? t('place.plant'), t(`state.${order.state}`), t(`priority.${order.priority}`), t(`source.${order.source.kind}`),
      stamp(order.openedMs), order.dueMs === null ? '' : formatDay(order.dueMs, zone), order.assignee ?? '', order.firm,
      order.done === null ? '' : stamp(order.done.atMs), order.done?.by ?? '', order.minutes, Math.round(order.costWon), order.parts.map(part).join('; '), order.done?.note ?? order.reason,
    ]));
    yield ok({ text: lines.join(''), count: lines.length });
  }
  const head = (['number', 'title', 'place', 'state', 'priority', 'source', 'opened', 'due', 'assignee', 'firm', 'done', 'doneBy', 'minutes', 'cost', 'parts', 'result'] as const).map((key) => t(`csv.${key}`));
  return <CsvSave name={name} head={head} pages={pages} disabled={orders.length === 0} words={{ progress: (count) => t('csv.progress', { count }), failed: (reason) => t('csv.failed', { reason }), done: (path, count) => t('csv.saved', { path, count }) }} />;
}
