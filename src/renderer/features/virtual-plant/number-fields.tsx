import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUnit } from '../../model/format.ts';
import type { NumberFault, NumberSpec } from '../../model/virtual-plant-form.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { Field } from '../../ui/field.tsx';
import styles from './virtual-plant.module.css';

interface NumberFieldsProps {
  readonly specs: readonly NumberSpec[];
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: Readonly<Record<string, NumberFault>>;
  readonly onText: (key: string, text: string) => void;
}

/** More is no number that fits. */
const MOST_CHARS = 20;

/** What is typed into the numbers of a form, kept there; of a form with several kinds each keeps its own. */
export function keptNumbers(form: FormHandle, specs: readonly NumberSpec[], kind = ''): Pick<NumberFieldsProps, 'texts' | 'onText'> {
  const nameOf = (key: string): string => (kind === '' ? key : `${kind}.${key}`);
  const [kept, set] = form.texts(Object.fromEntries(specs.map((spec) => [nameOf(spec.key), String(spec.initial)])));
  return {
    texts: Object.fromEntries(specs.flatMap(({ key }) => { const text = kept[nameOf(key)]; return text === undefined ? [] : [[key, text]]; })),
    onText: (key, text) => set({ [nameOf(key)]: text }),
  };
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
            maxLength={MOST_CHARS}
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
