import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { filterOrders } from '#core/work/order-list.ts';
import type { OrderFilter } from '#core/work/order-list.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useProfile, useLocal } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { ORDER_LISTS, useWork, work } from '../../store/work-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { Select } from '../../ui/select.tsx';
import { NewOrderDialog } from './new-order-dialog.tsx';
import { OrderDetail } from './order-detail.tsx';
import { ALL, NO_FILTER, OrderCsv, OrderFilterBar } from './order-filter.tsx';
import { OrderRow } from './order-row.tsx';
import { usePlaceName, useWorkAnswer } from './use-work.ts';
import styles from './work-orders-screen.module.css';

const MOST_CLOSED = 200;
/** When somebody looks through what is over, all of ten years. */
const ALL_CLOSED = 2000;

/** What is to be repaired, serviced or ordered: the most urgent first, one of them opened beside the list. */
export function WorkOrdersScreen(): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui']);
  const { profile } = useProfile();
  const local = useLocal();
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const me = useOperatorName();
  const placeName = usePlaceName();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const list = useWork((state) => state.list);
  const machine = useWork((state) => state.machine);
  const chosen = useWork((state) => state.order);
  const [filter, setFilter] = useState<OrderFilter>(NO_FILTER);
  const [isNew, setNew] = useState(false);
  const answer = useWorkAnswer('work.orders', { machine, closed: list === 'closed' && filter.text !== '' ? ALL_CLOSED : MOST_CLOSED });
  const open = answer.value?.open ?? [];
  const ofList: readonly WorkOrder[] =
    list === 'closed' ? (answer.value?.closed ?? [])
    : list === 'mine' ? open.filter(({ assignee }) => assignee === me)
    : list === 'waiting' ? open.filter(({ state }) => state === 'waiting')
    : open;
  const shown = filterOrders(ofList, filter, (each) => placeName(each.place) ?? '', nowMs);
  const isFiltered = shown.length === 0 && ofList.length > 0;
  const order = [...open, ...(answer.value?.closed ?? [])].find(({ id }) => id === chosen) ?? shown[0] ?? null;
  const count = { open: open.length, mine: open.filter(({ assignee }) => assignee === me).length, waiting: open.filter(({ state }) => state === 'waiting').length, closed: answer.value?.closedTotal ?? 0 };
  return (
    <section className={styles.screen} aria-label={t('title')}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div>
        <div className={styles.bar}>
          <Segments label={t('list.label')} value={list} onChange={work.list} options={ORDER_LISTS.map((value) => ({ value, label: `${t(`list.${value}`)} ${answer.value === null ? '' : String(count[value])}` }))} />
          <Select label={t('machine')} value={machine ?? ALL} onChange={(next) => work.machine(next === ALL ? null : next)} options={[{ value: ALL, label: t('allMachines') }, ...profile.machines.map(({ id, name }) => ({ value: id, label: local(name) }))]} />
          <span className={styles.grow} />
          <OrderCsv orders={shown} name={`orders-${list}`} />
          <RightButton right="work.do" look="primary" disabled={frozen} onClick={() => setNew(true)} data-testid="new-order"><Plus size={18} aria-hidden />{t('new')}</RightButton>
        </div>
        <OrderFilterBar filter={filter} onFilter={setFilter} />
      </div>
      <div className={styles.panes}>
        <div className={styles.list} tabIndex={0} aria-label={t('list.label')} role="region" data-testid="orders">
          {answer.fault !== null && <div className={styles.empty} role="alert"><strong>{t('failed')}</strong><p>{faultText(answer.fault)}</p><Button onClick={answer.reload}>{t('ui:action.retry')}</Button></div>}
          {answer.fault === null && answer.value === null && <div className={styles.skeleton} aria-busy="true" aria-label={t('ui:loading')}>{[0, 1, 2, 3, 4].map((i) => <span key={i} />)}</div>}
          {answer.value !== null && shown.length === 0 && <div className={styles.empty}><strong>{t(isFiltered ? 'noneFound' : `none.${list}`)}</strong><p>{t(isFiltered ? 'noneFoundHint' : `noneHint.${list}`)}</p></div>}
          {shown.length > 0 && <ul>{shown.map((each) => <OrderRow key={each.id} order={each} isChosen={each.id === order?.id} onChoose={() => work.choose(each.id)} />)}</ul>}
        </div>
        <div className={styles.detail} tabIndex={0} role="region" aria-label={t('detail')}>
          {order !== null && (shown.length > 0 || chosen !== null) ? <OrderDetail key={order.id} order={order} /> : <p className={styles.pick}>{t('pick')}</p>}
        </div>
      </div>
      {isNew && <NewOrderDialog machine={machine} onClose={() => setNew(false)} />}
    </section>
  );
}
