import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { formatDay } from '../../model/format.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useWork, work } from '../../store/work-store.ts';
import { Segments } from '../../ui/button.tsx';
import { useAmount, useWon, useWorkAnswer } from '../work-orders/use-work.ts';
import { Framed } from './framed.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { StockBar, StockState } from './stock-bar.tsx';
import styles from './stores.module.css';

const URGENCY = { out: 0, low: 1, orderNow: 2, uncounted: 3, ordered: 4, enough: 5 } as const;
type Show = 'all' | 'needs';

/** Spare parts, what is missing first: stock against minimum, when it runs out, what to order. */
export function PartsPanel(): ReactNode {
  const { t } = useTranslation('stores');
  const [show, setShow] = useState<Show>('all');
  const [open, setOpen] = useState<string | null>(() => useWork.getState().item);
  useEffect(() => work.taken(), []);
  const answer = useWorkAnswer('stock.items', {});
  const parts = (answer.value ?? []).filter(({ item }) => item.chemical === null).sort((a, b) => URGENCY[a.outlook.state] - URGENCY[b.outlook.state]);
  const needs = parts.filter(({ outlook }) => outlook.state !== 'enough' && outlook.state !== 'ordered');
  const shown = show === 'needs' ? needs : parts;
  const row = parts.find(({ item }) => item.id === open);
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Segments label={t('filter.label')} value={show} onChange={setShow} options={[{ value: 'all', label: `${t('filter.all')} ${String(parts.length)}` }, { value: 'needs', label: `${t('filter.needs')} ${String(needs.length)}` }]} />
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.parts')} data-testid="parts">
        <Framed answer={answer} isEmpty={() => shown.length === 0} none={show === 'needs' ? [t('noneNeeds'), t('noneNeedsHint')] : [t('none'), t('noneHint')]}>
          {() => <PartTable rows={shown} onOpen={setOpen} />}
        </Framed>
      </div>
      {row !== undefined && <ItemDialog row={row} onClose={() => setOpen(null)} />}
    </div>
  );
}

function PartTable({ rows, onOpen }: { readonly rows: readonly StockRow[]; readonly onOpen: (id: string) => void }): ReactNode {
  const { t } = useTranslation('stores');
  const local = useLocal();
  const zone = useZone();
  const amount = useAmount();
  const won = useWon();
  const today = usePlant((state) => formatDay(state.nowMs, zone));
  const day = (ms: number | null): string => (ms === null ? '–' : formatDay(ms, zone) <= today ? t('today') : formatDay(ms, zone));
  return (
    <table className={styles.table}>
      <thead><tr>
        <th scope="col">{t('column.item')}</th><th scope="col">{t('column.stock')}</th><th scope="col" className={styles.number}>{t('column.minimum')}</th><th scope="col">{t('column.state')}</th>
        <th scope="col">{t('column.runOut')}</th><th scope="col">{t('column.orderBy')}</th><th scope="col" className={styles.number}>{t('column.propose')}</th>
      </tr></thead>
      <tbody>
        {rows.map((row) => {
          const { item, stock, outlook } = row;
          return (
            <tr key={item.id} data-item={item.id} data-state={outlook.state}>
              <td><button type="button" className={styles.item} onClick={() => onOpen(item.id)}>{local(item.name)}</button></td>
              <td><span className={styles.quantity}><span data-testid={`stock-${item.id}`}>{amount(stock.quantity, item.unit)}</span><StockBar row={row} /></span></td>
              <td className={styles.number}>{amount(item.minimum, item.unit)}</td>
              <td><StockState row={row} />{stock.onOrder > 0 && <small>{stock.expectedMs === null ? t('onOrder', { amount: amount(stock.onOrder, item.unit) }) : t('onOrderBy', { amount: amount(stock.onOrder, item.unit), day: formatDay(stock.expectedMs, zone).slice(5) })}</small>}</td>
              <td>{stock.quantity === null ? '–' : outlook.runOutMs === null ? t('never') : day(outlook.runOutMs)}</td>
              <td>{day(outlook.orderByMs)}<small>{t('lead', { count: item.leadDays })}</small></td>
              <td className={styles.number}>{outlook.propose > 0 ? <b>{amount(outlook.propose, item.unit)}</b> : '–'}{outlook.propose > 0 && item.priceWon !== null && <small>{won(outlook.propose * item.priceWon)}</small>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
