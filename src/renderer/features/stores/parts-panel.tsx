import { ClipboardList, Plus, Printer, Search, ShoppingCart } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { hasWords } from '#core/work/find-words.ts';
import { stockScan } from '../../model/scan.ts';
import { formatDay } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useFrozenEngine, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useWork, work } from '../../store/work-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { PrintLabels } from '../../ui/label-sheet.tsx';
import type { PaperLabel } from '../../ui/label-sheet.tsx';
import { useAmount, useWon, useWorkAnswer } from '../work-orders/use-work.ts';
import search from '../work-orders/work-orders-screen.module.css';
import { CountSheet } from './count-sheet.tsx';
import { Framed } from './framed.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { NewItemDialog } from './new-item-dialog.tsx';
import { ProposalDialog } from './proposal-dialog.tsx';
import { StockBar, StockState } from './stock-bar.tsx';
import styles from './stores.module.css';

const URGENCY = { out: 0, low: 1, orderNow: 2, late: 3, uncounted: 4, ordered: 5, enough: 6 } as const;
type Show = 'all' | 'needs';
type Page = 'list' | 'count';

/** Label of an item: name, place, minimum, and a code that opens it. */
export function useStockLabel(): (row: StockRow) => PaperLabel {
  const { t } = useTranslation('stores');
  const local = useLocal();
  const amount = useAmount();
  return ({ item }) => ({ id: item.id, head: local(item.name), name: item.place === null ? '' : local(item.place), lines: [t('minimumOf', { amount: amount(item.minimum, item.unit) })], code: stockScan(item.id) });
}

/** Spare parts, what is missing first: stock against minimum, when it runs out, what to order. */
export function PartsPanel(): ReactNode {
  const { t } = useTranslation('stores');
  const frozen = useFrozenEngine();
  const mayEdit = useMay('stock.edit').may;
  const mayCount = useMay('stock.move').may;
  const [show, setShow] = useState<Show>('all');
  const [find, setFind] = useState('');
  const [page, setPage] = useState<Page>('list');
  const [dialog, setDialog] = useState<'new' | 'proposal' | null>(null);
  const [printing, setPrinting] = useState(false);
  const [open, setOpen] = useState<string | null>(() => useWork.getState().item);
  useEffect(() => work.taken(), []);
  const label = useStockLabel();
  const local = useLocal();
  const { profile } = useProfile();
  const printed = useCallback(() => setPrinting(false), []);
  const answer = useWorkAnswer('stock.items', {});
  const all = answer.value ?? [];
  const parts = all.filter(({ item }) => item.chemical === null).sort((a, b) => URGENCY[a.outlook.state] - URGENCY[b.outlook.state]);
  const needs = parts.filter(({ outlook }) => outlook.state !== 'enough' && outlook.state !== 'ordered');
  const shown = (show === 'needs' ? needs : parts).filter(({ item, supplier }) => {
    const machines = item.machines.flatMap((id) => profile.machines.find((machine) => machine.id === id) ?? []);
    return hasWords(find, [item.name.ko, item.name.en, item.id, supplier, item.place === null ? '' : local(item.place), ...machines.flatMap(({ name, units }) => [local(name), ...units.map(({ id }) => id)])]);
  });
  const row = parts.find(({ item }) => item.id === open);
  const toOrder = all.filter(({ outlook }) => outlook.propose > 0).length;
  if (page === 'count') return <CountSheet onClose={() => setPage('list')} />;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Segments label={t('filter.label')} value={show} onChange={setShow} options={[{ value: 'all', label: `${t('filter.all')} ${String(parts.length)}` }, { value: 'needs', label: `${t('filter.needs')} ${String(needs.length)}` }]} />
        <label className={search.find}><Search size={18} aria-hidden /><span className="visually-hidden">{t('find')}</span><input type="search" value={find} maxLength={80} placeholder={t('find')} onChange={(event) => setFind(event.target.value)} data-testid="part-find" /></label>
        <span className={styles.grow} />
        <Button disabled={answer.value === null} onClick={() => setPrinting(true)}><Printer size={18} aria-hidden />{t('label.printAll')}</Button>
        {mayEdit && <Button disabled={frozen} onClick={() => setDialog('new')} data-testid="new-item"><Plus size={18} aria-hidden />{t('add.open')}</Button>}
        <Button disabled={frozen || answer.value === null} onClick={() => setDialog('proposal')} data-testid="open-proposal"><ShoppingCart size={18} aria-hidden />{t('proposal.open')}{toOrder > 0 && ` ${String(toOrder)}`}</Button>
        {mayCount && <Button look="primary" disabled={frozen} onClick={() => setPage('count')} data-testid="open-count"><ClipboardList size={18} aria-hidden />{t('sheet.open')}</Button>}
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.parts')} data-testid="parts">
        <Framed answer={answer} isEmpty={() => shown.length === 0} none={find.trim() !== '' ? [t('noneFound', { text: find.trim() }), t('noneFoundHint')] : show === 'needs' ? [t('noneNeeds'), t('noneNeedsHint')] : [t('none'), t('noneHint')]}>
          {() => <PartTable rows={shown} onOpen={setOpen} />}
        </Framed>
      </div>
      {row !== undefined && <ItemDialog row={row} onClose={() => setOpen(null)} />}
      {dialog === 'new' && <NewItemDialog onClose={() => setDialog(null)} onAdded={(id) => { setDialog(null); setOpen(id); }} />}
      {dialog === 'proposal' && <ProposalDialog rows={all} onClose={() => setDialog(null)} />}
      {printing && <PrintLabels labels={all.map(label)} onDone={printed} />}
    </div>
  );
}

/** Between which days a stock runs out. */
export function useRangeText(): (row: StockRow) => string | null {
  const { t } = useTranslation('stores');
  const zone = useZone();
  return ({ range }) => {
    if (range === null) return null;
    const from = formatDay(range.earliestMs, zone);
    if (range.latestMs === null) return t('rangeOpen', { from });
    const to = formatDay(range.latestMs, zone);
    return from === to ? null : t('range', { from, to: from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to });
  };
}

function PartTable({ rows, onOpen }: { readonly rows: readonly StockRow[]; readonly onOpen: (id: string) => void }): ReactNode {
  const { t } = useTranslation('stores');
  const local = useLocal();
  const zone = useZone();
  const amount = useAmount();
  const won = useWon();
  const rangeText = useRangeText();
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
          const { item, stock, outlook, orderId } = row;
          return (
            <tr key={item.id} data-item={item.id} data-state={outlook.state}>
              <td><button type="button" className={styles.item} onClick={() => onOpen(item.id)}>{local(item.name)}</button>{item.place !== null && <small className={styles.place}>{local(item.place)}</small>}</td>
              <td><span className={styles.quantity}><span data-testid={`stock-${item.id}`}>{amount(stock.quantity, item.unit)}</span><StockBar row={row} /></span></td>
              <td className={styles.number}>{amount(item.minimum, item.unit)}</td>
              <td><StockState row={row} />{stock.onOrder > 0 && <small>{stock.expectedMs === null ? t('onOrder', { amount: amount(stock.onOrder, item.unit) }) : t('onOrderBy', { amount: amount(stock.onOrder, item.unit), day: formatDay(stock.expectedMs, zone).slice(5) })}</small>}{orderId !== null && <Button look="quiet" className={styles.inRow} onClick={() => work.show(orderId)}>{t('order')}</Button>}</td>
              <td>{stock.quantity === null ? '–' : outlook.runOutMs === null ? t('never') : day(outlook.runOutMs)}<small>{rangeText(row)}</small></td>
              <td>{day(outlook.orderByMs)}<small>{t('lead', { count: item.leadDays })}</small></td>
              <td className={styles.number}>{outlook.propose > 0 ? <b>{amount(outlook.propose, item.unit)}</b> : '–'}{outlook.propose > 0 && item.priceWon !== null && <small>{won(outlook.propose * item.priceWon)}</small>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
