import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderSourceKind } from '#core/work/order.ts';
import { work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import { useWorkAnswer } from './use-work.ts';

/** The way from a cause to the order it opened: an alarm, a sensor, an item of a round. Nothing where none is open. */
export function OrderOfCause({ kinds, id, sensor = null }: { readonly kinds: readonly OrderSourceKind[]; readonly id: string | null; readonly sensor?: string | null }): ReactNode {
  const { t } = useTranslation('workOrders');
  const open = useWorkAnswer('work.orders', { machine: null, closed: 0 }).value?.open ?? [];
  const order = open.find(({ source, place }) => kinds.includes(source.kind) && ((id !== null && source.id === id) || (sensor !== null && place.sensor === sensor)));
  if (order === undefined) return null;
  return <Button onClick={() => work.show(order.id)} data-testid="order-of-cause">{t('ofCause', { number: order.number, state: t(`state.${order.state}`) })}</Button>;
}
