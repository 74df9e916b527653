import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sitePartFields } from '#contract/together.ts';
import { siteLimitsOf } from '#core/setup/site.ts';
import type { SiteLimits } from '#core/setup/site.ts';
import { formatUnit } from '../../model/format.ts';
import { faultsByField, limitsFields, limitsOfFields } from '../../model/site-form.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TogetherNote } from '../../ui/together-note.tsx';
import { FigureCell } from './figure-cell.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { same } from './tariff-step.tsx';
import { useSiteDraft } from './use-site-draft.ts';
import { useChangedBy, useSitePart } from './use-site-part.ts';

/** Discharge limits: the rule set that applies, with the stricter figures of the site's own permit. */
export function LimitsStep(): ReactNode {
  const { t } = useTranslation(['setup', 'ui']);
  const local = useLocal();
  const { profile } = useProfile();
  const { given, check, words } = useSitePart();
  const changed = useChangedBy('limits');
  const { fields, change, put, form } = useSiteDraft<Record<string, string>>('limits', 'limits', limitsFields(siteLimitsOf(profile.limits)));
  const [asked, setAsked] = useState(false);
  const value = limitsOfFields(fields, given.limits);
  const faults = faultsByField(check({ part: 'limits', value }));
  const error = (field: string): string | null => (asked || (fields[field] ?? '') !== '' ? words(faults.get(field), fields[field]) : null);
  // Typed in percent, so told in percent.
  const share = faults.get('aiTargetShare');
  const target = share === undefined || share.rule !== 'range' ? error('aiTargetShare') : words({ ...share, value: fields['aiTargetShare'] ?? '', min: 100 * (share.min ?? 0), max: 100 * (share.max ?? 1) });
  const begin = (active: string): void => change(limitsFields({ ...siteLimitsOf(given.limits, active), aiTargetShare: given.limits.aiTargetShare }));
  const own = same(fields, limitsFields(siteLimitsOf(given.limits)));
  const set = given.limits.sets.find(({ id }) => id === value.active);
  const measured = new Set(given.limits.readings.map(({ item }) => item));
  return (
    <StepFrame
      step="limits"
      onNext={async () => {
        setAsked(true);
        if (faults.size > 0) return undefined;
        return put({ part: 'limits', value: own ? null : value });
      }}
    >
      <TogetherNote form={form} mine={sitePartFields(value)} take={(theirs) => change(limitsFields({ ...value, ...(theirs as Partial<SiteLimits>) }))} />
      <div className={styles.line}>
        <Select label={t('limits.which')} value={value.active} onChange={begin} options={given.limits.sets.map(({ id, name }) => ({ value: id, label: local(name) }))} />
        <Button look="quiet" onClick={() => begin(given.limits.active)} disabled={own}>{t('useGiven')}</Button>
      </div>
      <table className={styles.table}>
        <thead><tr>{(['item', 'rule', 'min', 'max', 'measured'] as const).map((key) => <th key={key} scope="col">{t(`limits.${key}`)}</th>)}</tr></thead>
        <tbody>
          {value.items.map(({ item, min, max }) => {
            const ruled = set?.items.find((each) => each.item === item);
            const unit = formatUnit(ruled?.unit ?? '');
            const name = t(`ui:item.${item as 'COD'}`);
            const looser = ruled !== undefined && ((max !== null && ruled.max !== null && max > ruled.max) || (min !== null && ruled.min !== null && min < ruled.min));
            return (
              <tr key={item}>
                <th scope="row">{name}{looser && <small className={styles.looser}>{t('limits.looser')}</small>}</th>
                <td>{[ruled?.min, ruled?.max].filter((each) => each !== null && each !== undefined).join(' – ')} {unit}</td>
                {(['min', 'max'] as const).map((side) =>
                  (side === 'min' ? min : max) === null ? <td key={side} aria-label={t('limits.none')}>–</td> : (
                    <FigureCell key={side} label={`${name}, ${t(`limits.${side}`)}`} unit={unit} value={fields[`items.${item}.${side}`] ?? ''} error={error(`items.${item}.${side}`)} onText={(text) => change({ [`items.${item}.${side}`]: text })} testId={`limit-${item}-${side}`} />
                  ))}
                <td>{t(measured.has(item as 'COD') ? 'limits.online' : 'limits.byHand')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={styles.three}>
        <Field label={t('limits.target')} hint={t('limits.targetHint')} unit="%" inputMode="decimal" error={target} value={fields['aiTargetShare'] ?? ''} onText={(text) => change({ aiTargetShare: text })} />
      </div>
      <p className={styles.hint}>{t('limits.levels')} {changed}</p>
    </StepFrame>
  );
}
