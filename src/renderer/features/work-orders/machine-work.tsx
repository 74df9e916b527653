import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import { useLeft } from '../stores/services-panel.tsx';
import { LockPart } from './lock-part.tsx';
import styles from './machine-work.module.css';
import { useWorkAnswer } from './use-work.ts';

const MOST_SERVICES = 3;

/** Of one motor: its lock, what is due to be serviced, and the orders that are open for it. */
export function MachineWork({ machine, unit }: { readonly machine: string; readonly unit: string }): ReactNode {
  const { t } = useTranslation(['workOrders', 'stores']);
  const { profile } = useProfile();
  const local = useLocal();
  const left = useLeft();
  const orders = useWorkAnswer('work.orders', { machine, closed: 0 }).value;
  const services = useWorkAnswer('service.list', { machine }).value?.services.filter((row) => row.unit === unit) ?? [];
  const open = orders?.open.filter(({ place }) => place.unit === null || place.unit === unit) ?? [];
  return (
    <section className={styles.work} aria-label={t('ofMachine.title')} data-testid="machine-work">
      <h3>{t('lock.title')}</h3>
      <LockPart key={unit} unit={unit} order={null} isOffered />
      <h3>{t('ofMachine.title')}</h3>
      {services.length > 0 && (
        <dl className={styles.services}>
          {services.slice(0, MOST_SERVICES).map((row) => {
            const service = profile.stores.services.find(({ id }) => id === row.id);
            return <div key={row.id} data-state={row.due.state}><dt>{service === undefined ? row.id : local(service.name)}</dt><dd>{row.due.state === 'ok' ? '' : `${t(`stores:service.${row.due.state}`)} · `}{left(row)}</dd></div>;
          })}
        </dl>
      )}
      {open.length === 0 && orders !== null && <p className={styles.quiet}>{t('ofMachine.noOrders')}</p>}
      <ul className={styles.orders}>
        {open.map((order) => <li key={order.id}><Button look="quiet" onClick={() => work.show(order.id)}>#{order.number} {local(order.title)} <small>{t(`state.${order.state}`)}</small></Button></li>)}
      </ul>
      <Button look="quiet" onClick={() => { work.machine(machine); work.list('closed'); work.choose(null); route.go('workOrders'); }}>{t('ofMachine.all')}</Button>
    </section>
  );
}
