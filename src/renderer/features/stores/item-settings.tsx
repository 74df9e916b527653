import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { StockItem } from '#core/plant/stores.ts';
import type { Fields } from '#core/together/compare.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { asText } from '../../model/take-fields.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './item-dialog.module.css';
import { ItemForm, draftFields, draftOf, itemOf } from './item-form.tsx';

/** What an item is kept by: changed with a reason, taken back in one press; every version stays. */
export function ItemSettings({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation(['stores', 'workOrders']);
  const zone = useZone();
  const messages = useMessages();
  const frozen = useFrozenEngine();
  const language = usePreferences((state) => state.language);
  const may = useMay('stock.edit');
  const doing = useDoing();
  const local = useLocal();
  const takeBack = useTakeBack();
  const { item } = row;
  const form = useKeptForm(`stock-item:${item.id}`, drawnUpOn('stock.change', { item, supplier: row.supplier, reason: '', who: '-' }));
  const [draft, setDraft] = form.texts(draftOf(item, language));
  const [supplier, setSupplier] = form.field('supplier', row.supplier);
  const [reason, setReason] = form.field('reason', '');
  const [asked, setAsked] = useState(false);
  const versions = useWorkAnswer('stock.versions', { item: item.id }).value ?? [];
  const mine = wantedBy('stock.change', { item: itemOf(draft, item) ?? item, supplier: supplier.trim(), reason: '', who: '-' });
  const take = (fields: Fields): void => {
    const { supplier: firm, ...rest } = fields;
    const typed = draftOf({ ...item, ...(rest as Partial<StockItem>) }, language);
    const shown = draftFields(rest);
    setDraft(Object.fromEntries(Object.entries(typed).filter(([field]) => shown.includes(field))) as Partial<typeof draft>);
    if (firm !== undefined) setSupplier(asText(firm));
  };
  const save = async (): Promise<void> => {
    setAsked(true);
    const next = itemOf(draft, item);
    if (next === null || reason.trim().length < 3) return;
    if (await doing.run('stock.change', { item: next, supplier: supplier.trim(), reason: reason.trim() }, form)) {
      setAsked(false);
      toast.say(t('told.settings', { name: local(item.name) }), takeBack('stock.back', { item: item.id, who: doing.who.trim() }, null, wantedBy('stock.change', { item: next, supplier: supplier.trim(), reason: '', who: '-' })));
    }
  };
  const off = frozen || doing.busy || !may.may;
  return (
    <div className={dialogs.fields}>
      <KeptNote form={form} together={{ form, mine, take }} />
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
