import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { route } from '../../store/route-store.ts';
import { useWork, work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './order-detail.module.css';
import { useAmount, useWorkAnswer } from './use-work.ts';

/** Name of what asked for an order: the check list's item, the alarm, the service, the stock item. */
export function useCauseName(order: WorkOrder): string | null {
  const { t } = useTranslation('workOrders');
  const { profile } = useProfile();
  const local = useLocal();
  const amount = useAmount();
  const { kind, id } = order.source;
  const items = useWorkAnswer('stock.items', kind === 'stock' ? {} : null).value;
  switch (kind) {
    case 'round': {
      const [listId = '', ...rest] = id.split('/');
      const list = profile.rounds.checklists.find((each) => each.id === listId);
      const item = list?.items.find((each) => each.id === rest.join('/'));
      return list === undefined ? null : item === undefined ? local(list.name) : `${local(list.name)} · ${local(item.name)}`;
    }
    case 'alarm': {
      const alarm = profile.alarms.find((each) => each.id === id);
      return alarm === undefined ? null : local(alarm.text);
    }
    case 'hours':
    case 'starts':
    case 'date': {
      const service = profile.stores.services.find((each) => each.id === order.service);
      return service === undefined ? null : local(service.name);
    }
    case 'stock': {
      const item = items?.find((each) => each.item.id === id)?.item ?? profile.stores.items.find((each) => each.id === id);
      const row = items?.find((each) => each.item.id === id);
      if (item === undefined) return null;
      return row === undefined ? local(item.name) : `${local(item.name)} · ${t('why.stockNow', { stock: amount(row.stock.quantity, item.unit), minimum: amount(item.minimum, item.unit), propose: amount(row.outlook.propose, item.unit) })}`;
    }
    default:
      return null;
  }
}

/** Why an order exists, in a sentence, with the way to its cause. */
export function OrderWhy({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation('workOrders');
  const name = useCauseName(order);
  const { source, place, by } = order;
  const opener = useWorkAnswer('work.versions', source.kind === 'person' ? { id: order.id } : null).value?.at(-1)?.by ?? by;
  return (
    <div className={styles.why} data-testid="order-why">
      <div><span>{t('why.label')}</span><strong>{source.kind === 'person' ? t('why.person', { name: opener }) : t(`why.${source.kind}`)}{name !== null && <small>{name}</small>}</strong></div>
      <Cause order={order} sensor={place.sensor} />
    </div>
  );
}

function Cause({ order, sensor }: { readonly order: WorkOrder; readonly sensor: string | null }): ReactNode {
  const { t } = useTranslation('workOrders');
  const { unit } = order.place;
  const go = (label: string, act: () => void): ReactNode => <Button onClick={act} data-testid="order-cause">{label}</Button>;
  switch (order.source.kind) {
    case 'stock':
      return go(t('showStock'), () => work.item(order.source.id));
    case 'round':
      return go(t('show.round'), () => { rounds.tab('history'); route.go('rounds'); });
    case 'alarm':
      return go(t('show.alarm'), () => route.go('alarms'));
    case 'calibration':
    case 'score':
    case 'finding':
      return sensor === null ? null : go(t('showSensor'), () => route.quality(sensor));
    case 'hours':
    case 'starts':
    case 'date':
    case 'alternation':
      return go(t('show.service'), () => { useWork.setState({ tab: 'services' }); route.go('stores'); });
    case 'person':
      return unit === null ? null : go(t('show.machine'), () => route.machine(unit));
  }
}
