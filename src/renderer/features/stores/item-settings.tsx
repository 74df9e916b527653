import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { typedNumber } from '../../model/reading-form.ts';
import { useMay } from '../../store/access-store.ts';
import { useFrozenEngine, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './item-dialog.module.css';

const FIELDS = ['minimum', 'upTo', 'lot', 'leadDays', 'priceWon'] as const;

/** What an item is kept by: minimum, most, lots, lead time, price; changed with a reason, taken back in one press. */
export function ItemSettings({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation(['stores', 'workOrders']);
  const zone = useZone();
  const messages = useMessages();
  const frozen = useFrozenEngine();
  const may = useMay('stock.edit');
  const doing = useDoing();
  const { item } = row;
  const start = (): Record<(typeof FIELDS)[number], string> => ({ minimum: String(item.minimum), upTo: String(item.upTo), lot: String(item.lot), leadDays: String(item.leadDays), priceWon: item.priceWon === null ? '' : String(item.priceWon) });
  const [form, setForm] = useState(start);
  const [supplier, setSupplier] = useState(row.supplier);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const versions = useWorkAnswer('stock.versions', { item: item.id }).value ?? [];
  const label = { minimum: t('setting.minimum'), upTo: t(item.chemical === null ? 'setting.upTo' : 'setting.capacity'), lot: t('setting.lot'), leadDays: t('setting.leadDays'), priceWon: t('setting.price') } as const;
  const value = (field: (typeof FIELDS)[number]): number | null => typedNumber(form[field].replaceAll(',', ''));
  const bad = (field: (typeof FIELDS)[number]): boolean => (field === 'priceWon' && form.priceWon.trim() === '' ? false : (value(field) ?? -1) < 0);
  const save = async (): Promise<void> => {
    setAsked(true);
    if (FIELDS.some(bad) || reason.trim().length < 3) return;
    const next = { ...item, minimum: value('minimum') ?? item.minimum, upTo: value('upTo') ?? item.upTo, lot: value('lot') ?? item.lot, leadDays: Math.round(value('leadDays') ?? item.leadDays), priceWon: value('priceWon') };
    if (await doing.run('stock.change', { item: next, supplier: supplier.trim(), reason: reason.trim() })) setReason('');
  };
  const off = frozen || doing.busy || !may.may;
  return (
    <div className={dialogs.fields}>
      <div className={dialogs.pair}>
        {FIELDS.map((field) => (
          <Field key={field} label={label[field]} inputMode="decimal" value={form[field]} maxLength={12} disabled={!may.may} onText={(text) => setForm({ ...form, [field]: text })} error={asked && bad(field) ? t('quantityWrong') : null} {...(item.assumed?.[field] === undefined ? {} : { hint: t('assumed') })} />
        ))}
        <Field label={t('setting.supplier')} value={supplier} maxLength={120} disabled={!may.may} onText={setSupplier} />
      </div>
      <Field label={t('settingsReason')} value={reason} maxLength={300} disabled={!may.may} onText={setReason} error={asked && reason.trim().length < 3 ? t('workOrders:reasonMissing') : null} />
      <WhoField doing={doing} />
      {!may.may && may.code !== null && <p className={dialogs.note}>{messages.code(may.code, { ...may.params })}</p>}
      <div className={dialogs.pair}>
        <Button look="primary" disabled={off} onClick={() => void save()}>{t('changeSettings')}</Button>
        <Button disabled={off || versions.length === 0} onClick={() => void doing.run('stock.back', { item: item.id })}>{t('back')}</Button>
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
      {versions.length > 0 && (
        <ol className={styles.versions}>
          {versions.map((version) => <li key={version.atMs}>{formatStamp(version.atMs, zone).slice(0, 16)} · {version.by} · {version.item === null ? t('back') : `${t('setting.minimum')} ${formatNumber(version.item.minimum, 0)}`}{version.reason === '' ? '' : ` · ${version.reason}`}</li>)}
        </ol>
      )}
    </div>
  );
}
