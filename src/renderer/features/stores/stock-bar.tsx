import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import styles from './stores.module.css';

const SIGN = { uncounted: '?', out: '!', low: '!', orderNow: '!', late: '!', ordered: '→', enough: '' } as const;

/** Stock between nothing and full, with a mark at the minimum. */
export function StockBar({ row }: { readonly row: StockRow }): ReactNode {
  const full = Math.max(row.item.upTo, row.stock.quantity ?? 0);
  const share = (value: number): string => `${String(Math.min(100, (100 * value) / full))}%`;
  const { state } = row.outlook;
  return (
    <span className={styles.bar2} aria-hidden>
      <span className={styles.fill} data-low={state === 'out' || state === 'low' || state === 'orderNow'} style={{ width: share(row.stock.quantity ?? 0) }} />
      <span className={styles.tick} style={{ left: share(row.item.minimum) }} />
    </span>
  );
}

/** What is to be done about a stock, in a word with its sign. */
export function StockState({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation('stores');
  const { state } = row.outlook;
  return <span className={styles.state} data-state={state}>{SIGN[state] !== '' && <span className={styles.sign} aria-hidden>{SIGN[state]}</span>}{t(`state.${state}`)}</span>;
}
