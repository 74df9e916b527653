import { ShoppingCart } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoveKind } from '#core/work/stock.ts';
import type { StockRow } from '#contract/stores.ts';
import { formatDay, formatNumber } from '../../model/format.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useWork, work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { useAmount, useWon, useWorkAnswer } from '../work-orders/use-work.ts';
import { Framed } from './framed.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { useRangeText } from './parts-panel.tsx';
import { ProposalDialog } from './proposal-dialog.tsx';
import { StockBar, StockState } from './stock-bar.tsx';
import styles from './stores.module.css';

const DAY_MS = 86_400_000;

/** Chemicals in their tanks: how many days they last, by what was dosed, and what to order. */
export function ChemicalsPanel(): ReactNode {
  const { t } = useTranslation('stores');
  const [open, setOpen] = useState<{ readonly id: string; readonly act: MoveKind | null } | null>(() => { const { item } = useWork.getState(); return item === null ? null : { id: item, act: null }; });
  useEffect(() => work.taken(), []);
  const [proposing, setProposing] = useState(false);
  const answer = useWorkAnswer('stock.items', {});
  const rows = (answer.value ?? []).filter(({ item }) => item.chemical !== null);
  const row = rows.find(({ item }) => item.id === open?.id);
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <span className={styles.grow} />
        <Button disabled={answer.value === null} onClick={() => setProposing(true)} data-testid="open-proposal"><ShoppingCart size={18} aria-hidden />{t('proposal.open')}</Button>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.chemicals')} data-testid="chemicals">
        <Framed answer={answer} isEmpty={() => rows.length === 0} none={[t('none'), t('noneHint')]}>
          {() => <div className={styles.cards}>{rows.map((each) => <Tank key={each.item.id} row={each} onOpen={(act) => setOpen({ id: each.item.id, act })} />)}</div>}
        </Framed>
      </div>
      {proposing && <ProposalDialog rows={answer.value ?? []} onClose={() => setProposing(false)} />}
      {row !== undefined && open !== null && <ItemDialog row={row} act={open.act} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Tank({ row, onOpen }: { readonly row: StockRow; readonly onOpen: (act: MoveKind | null) => void }): ReactNode {
  const { t } = useTranslation('stores');
  const local = useLocal();
  const zone = useZone();
  const amount = useAmount();
  const won = useWon();
  const frozen = useFrozenEngine();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const { item, stock, outlook, difference } = row;
  const rangeText = useRangeText();
  const days = outlook.runOutMs === null ? null : Math.max(0, Math.floor((outlook.runOutMs - nowMs) / DAY_MS));
  return (
    <article className={styles.card} data-item={item.id} data-state={outlook.state}>
      <header><h2>{local(item.name)}</h2><StockState row={row} /></header>
      <p className={styles.big}><b data-testid={`stock-${item.id}`}>{amount(stock.quantity, item.unit)}</b>{days !== null && <span>{t('daysLeft', { count: days })}</span>}</p>
      <StockBar row={row} />
      <p className={styles.quiet}>{t('minimumOf', { amount: amount(item.minimum, item.unit) })} · {t('capacity', { amount: amount(item.upTo, item.unit) })}</p>
      {row.isPressing && <p className={styles.warn} role="status">{t('pressing')}</p>}
      {row.lowSwitch === true && <p className={styles.warn} role="status">{t('lowSwitch')}</p>}
      {row.doubt !== null && <p className={styles.warn} role="status" data-testid={`doubt-${item.id}`}>{row.doubt === 'switchOn' ? t('doubt.switchOn') : t(`doubt.${row.doubt}`, { amount: amount(row.byLevel === null ? null : Math.round(row.byLevel), item.unit) })}</p>}
      <dl className={styles.facts}>
        <dt>{t('use')}</dt><dd>{t('perDay', { amount: amount(Math.round(outlook.perDay * 10) / 10, item.unit) })}</dd>
        <dt>{t('column.runOut')}</dt><dd>{outlook.runOutMs === null ? '–' : formatDay(outlook.runOutMs, zone)}{rangeText(row) !== null && <small className={styles.quiet}> {rangeText(row)} · {row.range?.weeks === 0 ? t('rangePlan') : t('rangeOf', { count: row.range?.weeks ?? 0 })}</small>}</dd>
        <dt>{t('column.orderBy')}</dt><dd>{outlook.orderByMs === null ? '–' : outlook.orderByMs <= nowMs ? t('today') : formatDay(outlook.orderByMs, zone)} <small className={styles.quiet}>{t('lead', { count: item.leadDays })}</small></dd>
        <dt>{t('column.propose')}</dt><dd>{outlook.propose === 0 ? '–' : `${amount(outlook.propose, item.unit)}${item.priceWon === null ? '' : ` · ${won(outlook.propose * item.priceWon)}`}`}</dd>
      </dl>
      {stock.onOrder > 0 && <p>{stock.expectedMs === null ? t('onOrder', { amount: amount(stock.onOrder, item.unit) }) : t('onOrderBy', { amount: amount(stock.onOrder, item.unit), day: formatDay(stock.expectedMs, zone) })}</p>}
      {difference !== null && difference.percent !== null && (
        <p className={difference.isTooLarge ? styles.warn : styles.quiet}>{t(difference.isTooLarge ? 'difference' : 'differenceOk', { amount: amount(Math.round(difference.difference * 10) / 10, item.unit), percent: formatNumber(difference.percent, 0) })}</p>
      )}
      {stock.countedMs !== null && <p className={styles.quiet}>{t('lastCount', { day: formatDay(stock.countedMs, zone) })}</p>}
      <div className={styles.actions}>
        <RightButton right="stock.move" look={stock.quantity === null ? 'plain' : 'primary'} disabled={frozen} onClick={() => onOpen('received')} data-testid={`receive-${item.id}`}>{t('act.received')}</RightButton>
        <RightButton right="stock.move" look={stock.quantity === null ? 'primary' : 'plain'} disabled={frozen} onClick={() => onOpen('counted')} data-testid={`count-${item.id}`}>{t('act.counted')}</RightButton>
        {row.orderId !== null && <Button onClick={() => { if (row.orderId !== null) work.show(row.orderId); }}>{t('order')}</Button>}
        <Button look="quiet" onClick={() => onOpen(null)}>{t('openItem')}</Button>
      </div>
    </article>
  );
}
