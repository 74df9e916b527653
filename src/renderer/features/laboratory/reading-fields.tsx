import { useId } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sensorsAt } from '#core/laboratory/places.ts';
import { QUALIFIERS, READING_METHODS } from '#core/laboratory/reading.ts';
import { withoutUnit } from '#core/units/typed-number.ts';
import { itemChoices, localInput, unitChoices, withPlace } from '../../model/reading-form.ts';
import type { FormField, ReadingForm } from '../../model/reading-form.ts';
import { formatUnit } from '../../model/format.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './reading-fields.module.css';
import { useAnswer, useNames } from './use-laboratory.ts';

const SIGN = { exact: '=', below: '<', above: '>' } as const;
const OTHER = '*';

export interface ReadingFieldsProps {
  readonly form: ReadingForm;
  readonly onChange: (form: ReadingForm) => void;
  /** Texts of what is wrong, by field. */
  readonly errors: Readonly<Partial<Record<FormField, string>>>;
  /** Beside the value, e.g. a keypad. */
  readonly besideValue?: ReactNode;
  /** A keypad stands with the value, so that no other keys are wanted. */
  readonly ownKeys?: boolean;
  /** Under the value: unusual, and why. */
  readonly underValue?: ReactNode;
}

/** Every field of a reading; the same for a new one and for a correction. */
export function ReadingFields({ form, onChange, errors, besideValue, ownKeys = false, underValue }: ReadingFieldsProps): ReactNode {
  const { t } = useTranslation('laboratory');
  const { profile } = useProfile();
  const names = useNames();
  const zone = useZone();
  const lists = useId();
  const remembered = useAnswer('laboratory.remembered', {}).value;
  const set = (part: Partial<ReadingForm>): void => onChange({ ...form, ...part });
  const points = [...new Set([...names.points, ...(remembered?.points ?? [])])];
  const isOther = !points.includes(form.point);
  const sensors = sensorsAt(profile, form.point, form.item);
  const methods = (remembered?.methods ?? []).filter((each) => each.how === form.how && each.item === form.item).map(({ method }) => method);
  const nowText = (): string => localInput(usePlant.getState().nowMs, zone);
  return (
    <div className={styles.fields}>
      <div className={styles.labelled}>
        <span className={styles.label}>{t('field.point')}</span>
        <Select label={t('field.point')} value={isOther ? OTHER : form.point} onChange={(point) => onChange(withPlace(form, profile, point === OTHER ? '' : point, form.item))} options={[...points.map((id) => ({ value: id, label: names.point(id) })), { value: OTHER, label: t('otherPoint') }]} />
        {isOther && <Field label={t('field.otherPoint')} value={form.point} maxLength={40} onText={(point) => set({ point, tag: null })} error={errors.point ?? null} />}
      </div>
      <div className={styles.labelled}>
        <span className={styles.label}>{t('field.item')}</span>
        <Select label={t('field.item')} value={form.item} onChange={(item) => onChange(withPlace(form, profile, form.point, item))} options={itemChoices(profile, form.point).map((item) => ({ value: item, label: sensorsAt(profile, form.point, item).length > 0 ? `${names.item(item)} · ${t('hasSensor')}` : names.item(item) }))} />
        {sensors.length > 1 && <Select label={t('field.tag')} value={form.tag ?? ''} onChange={(tag) => set({ tag })} options={sensors.map(({ tag }) => ({ value: tag, label: names.sensor(tag) }))} />}
      </div>
      <div className={`${styles.wide} ${styles.valueRow}`}>
        <Field label={t('field.value')} value={form.value} onText={(value) => set({ value: withoutUnit(value, form.unit) })} error={errors.value ?? null} inputMode={ownKeys ? 'none' : 'decimal'} autoComplete="off" data-testid="reading-value" data-field="value" className={styles.value} />
        <Segments label={t('field.qualifier')} value={form.qualifier} onChange={(qualifier) => set({ qualifier })} options={QUALIFIERS.map((value) => ({ value, label: SIGN[value], title: t(`qualifier.${value}`) }))} />
        <Select label={t('field.unit')} value={form.unit} onChange={(unit) => set({ unit })} options={unitChoices(form.item).map((unit) => ({ value: unit, label: formatUnit(unit) }))} />
        {besideValue}
      </div>
      {underValue !== undefined && <div className={styles.wide}>{underValue}</div>}
      <div className={styles.wide}>
        <Segments label={t('field.how')} value={form.how} onChange={(how) => set({ how })} options={READING_METHODS.map((value) => ({ value, label: t(`how.${value}`) }))} />
      </div>
      <div className={styles.timeRow}>
        <Field label={t('field.sampled', { zone })} inputMode="numeric" autoComplete="off" value={form.sampled === '' ? nowText() : form.sampled} onText={(sampled) => set({ sampled })} error={errors.sampled ?? null} {...(form.sampled === '' ? { hint: t('nowHint') } : { hint: t('timeHint') })} data-testid="reading-sampled" />
        {form.sampled !== '' && <Button onClick={() => set({ sampled: '' })}>{t('now')}</Button>}
      </div>
      <div className={styles.timeRow}>
        {form.compositeFrom === ''
          ? <Button look="quiet" onClick={() => set({ compositeFrom: localInput(usePlant.getState().nowMs - 86_400_000, zone), sampled: form.sampled === '' ? nowText() : form.sampled })}>{t('composite')}</Button>
          : <><Field label={t('field.compositeFrom')} inputMode="numeric" autoComplete="off" value={form.compositeFrom} onText={(compositeFrom) => set({ compositeFrom })} error={errors.compositeFrom ?? null} /><Button onClick={() => set({ compositeFrom: '' })}>{t('grab')}</Button></>}
      </div>
      <Field label={t('field.person')} value={form.person} maxLength={80} list={`${lists}-persons`} onText={(person) => set({ person })} error={errors.person ?? null} data-testid="reading-person" />
      <Field label={t('field.method')} value={form.method} maxLength={120} list={`${lists}-methods`} placeholder={t('methodExample')} onText={(method) => set({ method })} />
      {form.how === 'laboratory' && <Field label={t('field.laboratory')} value={form.laboratory} maxLength={120} list={`${lists}-laboratories`} onText={(text) => set({ laboratory: text })} />}
      <Field label={t('field.quantificationLimit')} value={form.quantificationLimit} inputMode="decimal" unit={formatUnit(form.unit)} onText={(quantificationLimit) => set({ quantificationLimit })} error={errors.quantificationLimit ?? null} />
      <Field label={t('field.uncertainty')} value={form.uncertainty} inputMode="decimal" unit={formatUnit(form.unit)} onText={(uncertainty) => set({ uncertainty })} error={errors.uncertainty ?? null} />
      <div className={form.how === 'laboratory' ? '' : styles.wide}><Field label={t('field.note')} value={form.note} maxLength={500} onText={(note) => set({ note })} /></div>
      <datalist id={`${lists}-persons`}>{remembered?.persons.map((name) => <option key={name} value={name} />)}</datalist>
      <datalist id={`${lists}-methods`}>{[...new Set(methods)].map((name) => <option key={name} value={name} />)}</datalist>
      <datalist id={`${lists}-laboratories`}>{remembered?.laboratories.map((name) => <option key={name} value={name} />)}</datalist>
    </div>
  );
}
