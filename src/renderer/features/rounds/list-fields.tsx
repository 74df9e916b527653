import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalText } from '#core/plant/common.ts';
import { numberOf } from '#core/rounds/answer.ts';
import { Field } from '../../ui/field.tsx';
import styles from './lists.module.css';

/** A number that may be left empty; what is typed stands until it is a number. */
export function NumberField({ label, unit, value, onValue }: { readonly label: string; readonly unit?: string; readonly value: number | null; readonly onValue: (value: number | null) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const [text, setText] = useState(value === null ? '' : String(value));
  useEffect(() => {
    setText((was) => ((was.trim() === '' ? null : numberOf(was)) === value ? was : value === null ? '' : String(value)));
  }, [value]);
  const isBad = text.trim() !== '' && numberOf(text) === null;
  return (
    <div className={styles.number}>
      <Field
        label={label}
        unit={unit ?? ''}
        value={text}
        inputMode="decimal"
        error={isBad ? t('issue.notANumber', { value: text }) : null}
        onText={(next) => {
          setText(next);
          if (next.trim() === '') onValue(null);
          else if (numberOf(next) !== null) onValue(numberOf(next));
        }}
      />
    </div>
  );
}

/** A text in both languages. */
export function TextPair({ label, value, onValue, maxLength = 120 }: { readonly label: string; readonly value: LocalText; readonly onValue: (value: LocalText) => void; readonly maxLength?: number }): ReactNode {
  const { t } = useTranslation('rounds');
  return (
    <div className={styles.pair}>
      <Field label={`${label} (${t('lists.korean')})`} value={value.ko} maxLength={maxLength} onText={(ko) => onValue({ ...value, ko })} />
      <Field label={`${label} (${t('lists.english')})`} value={value.en} maxLength={maxLength} onText={(en) => onValue({ ...value, en })} />
    </div>
  );
}
