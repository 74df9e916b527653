import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './order-detail.module.css';
import { useWorkAnswer } from './use-work.ts';

/** Who changed an order's state and when; every version is kept. */
export function OrderHistory({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui', 'dataBrowser']);
  const zone = useZone();
  const [isShown, setShown] = useState(false);
  const versions = useWorkAnswer('work.versions', isShown ? { id: order.id } : null).value;
  const steps = (versions ?? []).filter((each, i, all) => each.state !== all[i + 1]?.state || each.assignee !== all[i + 1]?.assignee);
  return (
    <section className={styles.part} aria-label={t('history')}>
      <div className={styles.inline}>
        <Button look="quiet" aria-expanded={isShown} onClick={() => setShown(!isShown)}>{t(isShown ? 'hideHistory' : 'history')}</Button>
        <Button look="quiet" onClick={() => route.source({ kind: 'entry', entryKind: 'workOrder', id: order.id })}>{t('dataBrowser:whence')}</Button>
      </div>
      {isShown && (
        <ol className={styles.notes}>
          {steps.map((each) => (
            <li key={each.atMs}><span><b>{t(`state.${each.state}`)}</b>{each.assignee === null ? '' : ` · ${each.assignee}`}{each.reason === '' ? '' : ` · ${each.reason}`}</span><small>{each.by === 'engine' ? t('engine') : each.by} · {formatStamp(each.atMs, zone)}</small></li>
          ))}
        </ol>
      )}
    </section>
  );
}
