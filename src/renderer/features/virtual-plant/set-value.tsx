import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkNumbers } from '../../model/virtual-plant-form.ts';
import type { NumberSpec } from '../../model/virtual-plant-form.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { Button } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { useUnitText } from './number-fields.tsx';
import styles from './virtual-plant.module.css';

interface SetValueProps {
  readonly name: string;
  /** The value as it is now, in words. */
  readonly present: string;
  readonly spec: NumberSpec;
  readonly busy: boolean;
  /** Under which name what is typed here is kept. */
  readonly form: string;
  readonly onSet: (value: number, form: FormHandle) => void;
}

/** One row: a name, its value now, a field for another one and a button that applies it. */
export function SetValue({ name, present, spec, busy, form: key, onSet }: SetValueProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const unitText = useUnitText();
  const form = useKeptForm(key);
  const [text, setText] = form.field(spec.key, '');
  const { values, faults } = checkNumbers([spec], { [spec.key]: text });
  const fault = text === '' ? undefined : faults[spec.key];
  const unit = unitText(spec.unit);
  const value = text === '' ? undefined : values?.[spec.key];
  const apply = (): void => {
    if (value !== undefined) onSet(value, form);
  };
  return (
    <form className={styles.setRow} onSubmit={(event) => { event.preventDefault(); apply(); }}>
      <span>{name}</span>
      <span className={styles.present}>{present}</span>
      <input className={styles.small} inputMode="decimal" maxLength={20} value={text} aria-label={`${name} ${unit}`} aria-invalid={fault !== undefined} placeholder={`${String(spec.min)} – ${String(spec.max)} ${unit}`} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" disabled={busy || value === undefined}>{t('water.set')}</Button>
      {fault !== undefined && <p className={styles.error} role="alert">{t(`error.${fault.rule}`, { field: name, value: fault.value, min: spec.min, max: spec.max, unit })}</p>}
      <div className={styles.kept}><KeptNote form={form} /></div>
    </form>
  );
}
