import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { formatDay } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Select } from '../../ui/select.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmount } from '../work-orders/use-work.ts';
import styles from './count-sheet.module.css';

const FIRST = '-';
const SOON_MS = 30 * 86_400_000;

/** What is left of each delivery, with what expires. */
export function Lots({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation('stores');
  const zone = useZone();
  const amount = useAmount();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  if (row.lots.length === 0) return null;
  return (
    <section aria-label={t('lots.title')} className={styles.lots} data-testid="lots">
      <h3>{t('lots.title')}</h3>
      <ul>
        {row.lots.map(({ lot, expiresMs, receivedMs, left }) => {
          const day = expiresMs === null ? '' : formatDay(expiresMs, zone);
          return (
            <li key={`${lot}/${String(expiresMs)}`}>
              <span>{lot === '' ? t('lots.none') : lot} <small>{formatDay(receivedMs, zone)}</small></span>
              <span>{expiresMs !== null && <span data-over={expiresMs < nowMs + SOON_MS}>{t(expiresMs < nowMs ? 'lots.expired' : expiresMs < nowMs + SOON_MS ? 'lots.soon' : 'lots.expires', { day })} · </span>}{amount(Math.round(left * 10) / 10, row.item.unit)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** From which lot something is taken; without a choice it is what expires first. */
export function LotSelect({ row, value, onChange }: { readonly row: StockRow; readonly value: string; readonly onChange: (lot: string) => void }): ReactNode {
  const { t } = useTranslation('stores');
  const zone = useZone();
  const amount = useAmount();
  const lots = row.lots.filter(({ lot }, i, all) => lot !== '' && all.findIndex((each) => each.lot === lot) === i);
  return (
    <div>
      <span className={dialogs.label}>{t('field.lotUsed')}</span>
      <Select label={t('field.lotUsed')} value={value === '' ? FIRST : value} onChange={(next) => onChange(next === FIRST ? '' : next)} options={[{ value: FIRST, label: t('lotFirst') }, ...lots.map(({ lot, left, expiresMs }) => ({ value: lot, label: [lot, t('lots.left', { amount: amount(Math.round(left * 10) / 10, row.item.unit) }), ...(expiresMs === null ? [] : [t('lots.expires', { day: formatDay(expiresMs, zone) })])].join(' · ') }))]} />
    </div>
  );
}
