import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { STOCK_UNITS } from '#core/plant/stores.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { typedAmount } from '../../model/amount.ts';
import type { AmountBounds, TypedAmount } from '../../model/amount.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmountFault } from '../work-orders/use-amount-fault.ts';

const FIGURES = ['minimum', 'upTo', 'lot', 'leadDays', 'priceWon'] as const;
type Figure = (typeof FIGURES)[number];
const NONE = '-';

/** What a person typed about an item. */
export type ItemDraft = {
  readonly nameKo: string;
  readonly nameEn: string;
  readonly unit: StockItem['unit'];
  readonly place: string;
  readonly heading: string;
  readonly machine: string;
} & Readonly<Record<Figure, string>>;

export const draftOf = (item: StockItem, language: 'ko' | 'en'): ItemDraft => ({
  nameKo: item.name.ko, nameEn: item.name.en, unit: item.unit, place: item.place?.[language] ?? '', heading: item.heading, machine: item.machines[0] ?? NONE,
  minimum: String(item.minimum), upTo: String(item.upTo), lot: String(item.lot), leadDays: String(item.leadDays), priceWon: item.priceWon === null ? '' : String(item.priceWon),
});

/** Fields of the form that show one of these stored ones. */
export const draftFields = (stored: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(stored).flatMap((field) => (field === 'name' ? ['nameKo', 'nameEn'] : field === 'machines' ? ['machine'] : [field]));

const BOUNDS: Readonly<Record<Figure, AmountBounds>> = {
  minimum: { min: 0, max: 1e6 },
  upTo: { min: 0, max: 1e6, isAbove: true },
  lot: { min: 0, max: 1e6, isAbove: true },
  leadDays: { min: 0, max: 730, isWhole: true },
  priceWon: { min: 0, max: 1e9 },
};
const figure = (draft: ItemDraft, field: Figure): TypedAmount => typedAmount(draft[field], BOUNDS[field]);
const isBad = (draft: ItemDraft, field: Figure): boolean => !(field === 'priceWon' && draft.priceWon.trim() === '') && figure(draft, field).fault !== null;

/** The item as it was typed; null while something is missing or no number. Names a person wrote once stand for both languages. */
export function itemOf(draft: ItemDraft, before: StockItem): StockItem | null {
  const ko = draft.nameKo.trim() || draft.nameEn.trim();
  const en = draft.nameEn.trim() || draft.nameKo.trim();
  if (ko === '' || FIGURES.some((field) => isBad(draft, field))) return null;
  const place = draft.place.trim();
  const samePlace = before.place !== null && (place === before.place.ko || place === before.place.en);
  const value = (field: Figure): number => figure(draft, field).value ?? 0;
  return {
    ...before,
    name: { ko, en },
    unit: draft.unit,
    place: place === '' ? null : samePlace ? before.place : { ko: place, en: place },
    heading: draft.heading,
    machines: draft.machine === (before.machines[0] ?? NONE) ? before.machines : draft.machine === NONE ? [] : [draft.machine],
    minimum: value('minimum'), upTo: value('upTo'), lot: value('lot'), leadDays: value('leadDays'),
    priceWon: draft.priceWon.trim() === '' ? null : value('priceWon'),
  };
}

interface ItemFormProps {
  readonly draft: ItemDraft;
  readonly onDraft: (part: Partial<ItemDraft>) => void;
  readonly item: StockItem;
  readonly disabled: boolean;
  readonly asked: boolean;
  readonly isNew: boolean;
}

/** Fields of an item: names, unit, place, what it fits, minimum and most, lots, lead time, price. */
export function ItemForm({ draft, onDraft, item, disabled, asked, isNew }: ItemFormProps): ReactNode {
  const { t } = useTranslation('stores');
  const { profile } = useProfile();
  const local = useLocal();
  const [places] = useState(() => [...new Set(profile.stores.items.flatMap(({ place }) => (place === null ? [] : [local(place)])))]);
  const label = { minimum: t('setting.minimum'), upTo: t(item.chemical === null ? 'setting.upTo' : 'setting.capacity'), lot: t('setting.lot'), leadDays: t('setting.leadDays'), priceWon: t('setting.price') } as const;
  const fault = useAmountFault();
  const nameless = asked && draft.nameKo.trim() === '' && draft.nameEn.trim() === '';
  return (
    <>
      <div className={dialogs.pair}>
        <Field label={t('add.nameKo')} value={draft.nameKo} maxLength={80} disabled={disabled} autoFocus={isNew} onText={(nameKo) => onDraft({ nameKo })} error={nameless ? t('add.nameMissing') : null} data-testid="item-name" />
        <Field label={t('add.nameEn')} value={draft.nameEn} maxLength={80} disabled={disabled} onText={(nameEn) => onDraft({ nameEn })} />
        {isNew && <div><span className={dialogs.label}>{t('add.unit')}</span><Select label={t('add.unit')} value={draft.unit} onChange={(unit) => onDraft({ unit })} options={STOCK_UNITS.map((value) => ({ value, label: t(`unit.${value}`) }))} /></div>}
        <Field label={t('place')} value={draft.place} maxLength={60} disabled={disabled} list="stock-places" onText={(place) => onDraft({ place })} />
        <datalist id="stock-places">{places.map((place) => <option key={place} value={place} />)}</datalist>
        <div><span className={dialogs.label}>{t('add.heading')}</span><Select label={t('add.heading')} value={draft.heading} onChange={(heading) => onDraft({ heading })} options={profile.stores.headings.filter(({ energy }) => !energy).map(({ id, name }) => ({ value: id, label: local(name) }))} /></div>
        {item.chemical === null && <div><span className={dialogs.label}>{t('add.machine')}</span><Select label={t('add.machine')} value={draft.machine} onChange={(machine) => onDraft({ machine })} options={[{ value: NONE, label: t('add.anyMachine') }, ...profile.machines.map(({ id, name }) => ({ value: id, label: local(name) }))]} /></div>}
        {FIGURES.map((field) => (
          <Field key={field} label={label[field]} {...(field === 'leadDays' || field === 'priceWon' ? {} : { unit: t(`unit.${draft.unit}`) })} inputMode="decimal" value={draft[field]} maxLength={12} disabled={disabled} onText={(text) => onDraft({ [field]: text })} error={asked && isBad(draft, field) ? fault(figure(draft, field), draft[field], BOUNDS[field]) : null} {...(item.assumed?.[field] === undefined ? {} : { hint: t('assumed') })} />
        ))}
      </div>
    </>
  );
}
