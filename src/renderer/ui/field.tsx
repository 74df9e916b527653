import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode } from 'react';
import styles from './field.module.css';
import { FullNote } from './full-note.tsx';

/** A number or a code that is too long shows itself. */
const SHORT = 40;

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly unit?: string;
  readonly onText: (text: string) => void;
}

/** A labelled input with its hint and its error beneath; the error is read out with the field. */
export function Field({ label, hint, error = null, unit, onText, ...rest }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{label}</label>
      <div className={styles.row}>
        <input
          id={id}
          className={styles.input}
          aria-invalid={error !== null}
          aria-describedby={note === undefined ? undefined : noteId}
          onChange={(event) => onText(event.target.value)}
          {...rest}
        />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </div>
      {typeof rest.value === 'string' && rest.maxLength !== undefined && rest.maxLength > SHORT && <FullNote text={rest.value} most={rest.maxLength} />}
      {note !== undefined && <p id={noteId} className={error === null ? styles.hint : styles.error}>{note}</p>}
    </div>
  );
}
