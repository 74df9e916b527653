import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUnit } from '../../model/format.ts';
import type { NumberFault, NumberSpec } from '../../model/virtual-plant-form.ts';
import { Field } from '../../ui/field.tsx';
import styles from './virtual-plant.module.css';

interface NumberFieldsProps {
  readonly specs: readonly NumberSpec[];
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: Readonly<Record<string, NumberFault>>;
  readonly onText: (key: string, text: string) => void;
}

/** The unit of a number as it is written in the present language. */
export function useUnitText(): (unit: NumberSpec['unit']) => string {
  const { t } = useTranslation('virtualPlant');
  return (unit) => (typeof unit === 'string' ? formatUnit(unit) : t(`unit.${unit.word}`));
}

/** One field per number, with its unit, its range beneath, and what is wrong with it. */
export function NumberFields({ specs, texts, faults, onText }: NumberFieldsProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const unitText = useUnitText();
  if (specs.length === 0) return null;
  return (
    <div className={styles.fields}>
      {specs.map((spec) => {
        const unit = unitText(spec.unit);
        const label = t(`field.${spec.field}`);
        const fault = faults[spec.key];
        const words = { field: label, value: fault?.value ?? '', min: spec.min, max: spec.max, unit };
        return (
          <Field
            key={spec.key}
            label={label}
            unit={unit}
            inputMode="decimal"
            hint={`${String(spec.min)} – ${String(spec.max)} ${unit}`.trim()}
            error={fault === undefined ? null : t(`error.${fault.rule}`, words)}
            value={texts[spec.key] ?? String(spec.initial)}
            onText={(text) => onText(spec.key, text)}
          />
        );
      })}
    </div>
  );
}
