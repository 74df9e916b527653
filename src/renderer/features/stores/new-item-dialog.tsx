import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockItem } from '#core/plant/stores.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useDoing } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import { ItemForm, draftOf, itemOf } from './item-form.tsx';

/** Ids are slugs that also survive a scanner, which knows capitals, digits and dashes. */
const newId = (): string => `item-${crypto.randomUUID().slice(0, 8)}`;

/** A part the profile does not know yet; kept from its first version on like all others. */
export function NewItemDialog({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: (id: string) => void }): ReactNode {
  const { t } = useTranslation(['stores', 'ui', 'workOrders']);
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const doing = useDoing();
  const [empty] = useState((): StockItem => ({
    id: newId(), name: { ko: '', en: '' }, unit: 'piece', place: null, minimum: 1, upTo: 2, lot: 1, leadDays: 14, priceWon: null,
    heading: profile.stores.headings.find(({ id }) => id === 'spares')?.id ?? profile.stores.headings.find(({ energy }) => !energy)?.id ?? '',
    machines: [], sensors: [], wear: null, chemical: null, source: 'entered in the window',
  }));
  const form = useKeptForm('stock-item-new');
  const [draft, setDraft] = form.texts(draftOf(empty, language));
  const [supplier, setSupplier] = form.field('supplier', '');
  const [asked, setAsked] = useState(false);
  const save = async (): Promise<void> => {
    setAsked(true);
    const item = itemOf(draft, empty);
    if (item === null) return;
    if (await doing.run('stock.change', { item, supplier: supplier.trim(), reason: t('add.title') }, form)) onAdded(item.id);
  };
  return (
    <Dialog open onClose={onClose} form={form} title={t('add.title')} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-item">{t('add.confirm')}</Button></>}>
      <div className={dialogs.fields}>
        <ItemForm draft={draft} onDraft={setDraft} item={empty} disabled={false} asked={asked} isNew />
        <Field label={t('setting.supplier')} value={supplier} maxLength={120} onText={setSupplier} />
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
