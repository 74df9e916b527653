import type { ButtonHTMLAttributes, KeyboardEvent, ReactNode } from 'react';
import styles from './button.module.css';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: 'plain' | 'primary' | 'quiet' };

/** A button at least 44 px high. */
export function Button({ look = 'plain', className, ...rest }: ButtonProps): ReactNode {
  const lookClass = look === 'plain' ? '' : styles[look];
  return <button type="button" className={[styles.button, lookClass, className].filter(Boolean).join(' ')} {...rest} />;
}

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly title?: string }[];
  readonly onChange: (value: T) => void;
}

/** One choice of a few, side by side; arrow keys move within it. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>): ReactNode {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + step + options.length) % options.length;
    const option = options[next];
    if (option === undefined) return;
    onChange(option.value);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  const current = options.some((option) => option.value === value);
  return (
    <div role="radiogroup" aria-label={label} className={styles.segments} onKeyDown={move}>
      {options.map((option, i) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          title={option.title}
          aria-checked={option.value === value}
          tabIndex={option.value === value || (!current && i === 0) ? 0 : -1}
          className={styles.segment}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

interface TogglesProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly onChange: (values: readonly T[]) => void;
}

/** Several choices side by side, each on or off. */
export function Toggles<T extends string>({ label, values, options, onChange }: TogglesProps<T>): ReactNode {
  return (
    <div role="group" aria-label={label} className={styles.segments}>
      {options.map((option) => {
        const on = values.includes(option.value);
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={on}
            className={styles.segment}
            onClick={() => onChange(on ? values.filter((each) => each !== option.value) : [...values, option.value])}
          >
            {option.label}
          </button>
        );
      })}
    </div>
  );
}
