import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { orderHistory } from '#core/work/order-history.ts';
import type { FieldChange } from '#core/work/order-history.ts';
import type { OrderPriority, OrderState, WaitingFor, WorkOrder } from '#core/work/order.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './order-detail.module.css';
import { useNoteText } from './order-words.ts';
import { useWon, useWorkAnswer } from './use-work.ts';

/** A change of an order in words: "Due 2026-11-20 → 2026-11-27". */
export function useChangeText(): (change: FieldChange) => string {
  const { t } = useTranslation('workOrders');
  const zone = useZone();
  const won = useWon();
  const value = ({ field }: FieldChange, raw: FieldChange['before']): string => {
    if (raw === null || raw === '') return t('change.none');
    switch (field) {
      case 'state':
        return t(`state.${raw as OrderState}`);
      case 'priority':
        return t(`priority.${raw as OrderPriority}`);
      case 'waitingFor':
        return t(`waitingFor.${raw as WaitingFor}`);
      case 'dueMs':
        return formatDay(Number(raw), zone);
      case 'costWon':
        return won(Number(raw));
      case 'minutes':
        return t('minutes', { count: Number(raw) });
      default:
        return String(raw);
    }
  };
  return (change) =>
    change.field === 'notes'
      ? `${t('change.notes')}: ${String(change.after ?? '')}`
      : `${t(`change.${change.field}`)} ${t('change.from', { before: value(change, change.before), after: value(change, change.after) })}`;
}

/** Who changed what of an order and when, before and after; every version is kept. */
export function OrderHistory({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation(['workOrders', 'ui', 'dataBrowser']);
  const zone = useZone();
  const changeText = useChangeText();
  const noteText = useNoteText();
  const [isShown, setShown] = useState(false);
  const versions = useWorkAnswer('work.versions', isShown ? { id: order.id } : null).value;
  return (
    <section className={styles.part} aria-label={t('history')}>
      <div className={styles.inline}>
        <Button look="quiet" aria-expanded={isShown} onClick={() => setShown(!isShown)} data-testid="order-history">{t(isShown ? 'hideHistory' : 'history')}</Button>
        <Button look="quiet" onClick={() => route.source({ kind: 'entry', entryKind: 'workOrder', id: order.id })}>{t('dataBrowser:whence')}</Button>
      </div>
      {isShown && versions === null && <p className={styles.quiet} aria-busy="true">{t('ui:loading')}</p>}
      {isShown && versions !== null && (
        <ol className={styles.notes} data-testid="order-versions">
          {orderHistory(versions).map(({ version, changes, isFirst }, i) => (
            <li key={`${String(version.atMs)}-${String(i)}`}>
              <span>{isFirst ? <b>{t('change.first')}</b> : changes.map((change) => <span key={change.field} className={styles.change}>{changeText(change.field === 'notes' ? { ...change, after: version.notes.map(noteText).at(-1) ?? null } : change)}</span>)}{version.reason === '' ? '' : <em> {version.reason}</em>}</span>
              <small>{version.by === 'engine' ? t('engine') : version.by} · {formatStamp(version.atMs, zone).slice(0, 16)}</small>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
