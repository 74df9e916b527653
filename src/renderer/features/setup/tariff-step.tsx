import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sitePartFields } from '#contract/together.ts';
import { PRICE_BANDS, siteTariffOf } from '#core/setup/site.ts';
import type { SiteTariff } from '#core/setup/site.ts';
import { faultsByField, tariffFields, tariffOfFields } from '../../model/site-form.ts';
import type { Fields } from '../../model/site-form.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TogetherNote } from '../../ui/together-note.tsx';
import { FigureCell } from './figure-cell.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useSiteDraft } from './use-site-draft.ts';
import { useChangedBy, useSitePart } from './use-site-part.ts';

const ADD_ONS = ['climateWonPerKwh', 'fuelWonPerKwh', 'fundPercent', 'vatPercent'] as const;

/** What electricity costs: the profile's tariff, with the prices of the site's own contract. */
export function TariffStep(): ReactNode {
  const { t } = useTranslation('setup');
  const local = useLocal();
  const { profile } = useProfile();
  const { given, check, words } = useSitePart();
  const changed = useChangedBy('tariff');
  const { fields, change, put, form } = useSiteDraft<Record<string, string>>('tariff', 'tariff', tariffFields(siteTariffOf(profile.tariffs)));
  const [asked, setAsked] = useState(false);
  const value = tariffOfFields(fields, given.tariffs);
  const faults = faultsByField(check({ part: 'tariff', value }));
  const error = (field: string): string | null => (asked || (fields[field] ?? '') !== '' ? words(faults.get(field), fields[field]) : null);
  const begin = (active: string): void => change(tariffFields(siteTariffOf(given.tariffs, active)));
  const own = same(fields, tariffFields(siteTariffOf(given.tariffs)));
  return (
    <StepFrame
      step="tariff"
      onNext={async () => {
        setAsked(true);
        if (faults.size > 0) return undefined;
        return put({ part: 'tariff', value: own ? null : value });
      }}
    >
      <TogetherNote form={form} mine={sitePartFields(value)} take={(theirs) => change(tariffFields({ ...value, ...(theirs as Partial<SiteTariff>) }))} />
      <div className={styles.line}>
        <Select label={t('tariff.which')} value={fields['active'] ?? ''} onChange={begin} options={given.tariffs.tariffs.map(({ id, name }) => ({ value: id, label: local(name) }))} />
        <Button look="quiet" onClick={() => begin(given.tariffs.active)} disabled={own}>{t('useGiven')}</Button>
      </div>
      <table className={styles.table}>
        <thead><tr><th scope="col">{t('tariff.season')}</th>{PRICE_BANDS.map((band) => <th key={band} scope="col">{t(`tariff.band.${band}`)}</th>)}</tr></thead>
        <tbody>
          {value.seasons.map(({ id }) => (
            <tr key={id}>
              <th scope="row">{t(`tariff.seasonOf.${id as 'summer'}`)}</th>
              {PRICE_BANDS.map((band) => {
                const field = `seasons.${id}.${band}`;
                return <FigureCell key={band} label={`${t(`tariff.seasonOf.${id as 'summer'}`)}, ${t(`tariff.band.${band}`)}`} unit={t('tariff.wonPerKwh')} value={fields[field] ?? ''} error={error(field)} onText={(text) => change({ [field]: text })} />;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.three}>
        <Field label={t('tariff.base')} unit={t('tariff.wonPerKw')} inputMode="decimal" error={error('baseWonPerKwMonth')} value={fields['baseWonPerKwMonth'] ?? ''} onText={(text) => change({ baseWonPerKwMonth: text })} />
        {ADD_ONS.map((key) => (
          <Field key={key} label={t(`tariff.${key}`)} unit={key.endsWith('Percent') ? '%' : t('tariff.wonPerKwh')} inputMode="decimal" error={error(`addOns.${key}`)} value={fields[`addOns.${key}`] ?? ''} onText={(text) => change({ [`addOns.${key}`]: text })} />
        ))}
      </div>
      <p className={styles.hint}>{t('tariff.hours')} {changed}</p>
    </StepFrame>
  );
}

/** Whether two sets of fields say the same. */
export const same = (a: Fields, b: Fields): boolean => Object.keys({ ...a, ...b }).every((key) => a[key] === b[key]);
