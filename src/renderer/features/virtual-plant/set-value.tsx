import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkNumbers } from '../../model/virtual-plant-form.ts';
import type { NumberSpec } from '../../model/virtual-plant-form.ts';
import { Button } from '../../ui/button.tsx';
import { useUnitText } from './number-fields.tsx';
import styles from './virtual-plant.module.css';

interface SetValueProps {
  readonly name: string;
  /** The value as it is now, in words. */
  readonly present: string;
  readonly spec: NumberSpec;
  readonly busy: boolean;
  readonly onSet: (value: number) => void;
}

/** One row: a name, its value now, a field for another one and a button that applies it. */
export function SetValue({ name, present, spec, busy, onSet }: SetValueProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const unitText = useUnitText();
  const [text, setText] = useState('');
  const { values, faults } = checkNumbers([spec], { [spec.key]: text });
  const fault = text === '' ? undefined : faults[spec.key];
  const unit = unitText(spec.unit);
  const value = text === '' ? undefined : values?.[spec.key];
  const apply = (): void => {
    if (value === undefined) return;
    onSet(value);
    setText('');
  };
  return (
    <form className={styles.setRow} onSubmit={(event) => { event.preventDefault(); apply(); }}>
      <span>{name}</span>
      <span className={styles.present}>{present}</span>
      <input className={styles.small} inputMode="decimal" value={text} aria-label={`${name} ${unit}`} aria-invalid={fault !== undefined} placeholder={`${String(spec.min)} – ${String(spec.max)} ${unit}`} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" disabled={busy || value === undefined}>{t('water.set')}</Button>
      {fault !== undefined && <p className={styles.error} role="alert">{t(`error.${fault.rule}`, { field: name, value: fault.value, min: spec.min, max: spec.max, unit })}</p>}
    </form>
  );
}
