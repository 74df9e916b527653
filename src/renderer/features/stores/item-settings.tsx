import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useFrozenEngine, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './item-dialog.module.css';
import { ItemForm, draftOf, itemOf } from './item-form.tsx';

/** What an item is kept by: changed with a reason, taken back in one press; every version stays. */
export function ItemSettings({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation(['stores', 'workOrders']);
  const zone = useZone();
  const messages = useMessages();
  const frozen = useFrozenEngine();
  const language = usePreferences((state) => state.language);
  const may = useMay('stock.edit');
  const doing = useDoing();
  const { item } = row;
  const [draft, setDraft] = useState(() => draftOf(item, language));
  const [supplier, setSupplier] = useState(row.supplier);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const versions = useWorkAnswer('stock.versions', { item: item.id }).value ?? [];
  const save = async (): Promise<void> => {
    setAsked(true);
    const next = itemOf(draft, item);
    if (next === null || reason.trim().length < 3) return;
    if (await doing.run('stock.change', { item: next, supplier: supplier.trim(), reason: reason.trim() })) setReason('');
  };
  const off = frozen || doing.busy || !may.may;
  return (
    <div className={dialogs.fields}>
      <ItemForm draft={draft} onDraft={setDraft} item={item} disabled={!may.may} asked={asked} isNew={false} />
      <Field label={t('setting.supplier')} value={supplier} maxLength={120} disabled={!may.may} onText={setSupplier} />
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
          {versions.map((version) => <li key={version.atMs}>{formatStamp(version.atMs, zone).slice(0, 16)} · {version.by} · {version.item === null ? t('back') : `${t('setting.minimum')} ${formatNumber(version.item.minimum, 0)}, ${t('setting.upTo')} ${formatNumber(version.item.upTo, 0)}, ${t('setting.leadDays')} ${String(version.item.leadDays)}`}{version.reason === '' ? '' : ` · ${version.reason}`}</li>)}
        </ol>
      )}
    </div>
  );
}
