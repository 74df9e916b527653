import { useId } from 'react';
import type { ReactNode } from 'react';
import styles from './setup.module.css';

interface FigureCellProps {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly error: string | null;
  readonly onText: (text: string) => void;
  readonly testId?: string;
}

/** A figure in a table; its name is read out, its fault stands under it. */
export function FigureCell({ label, unit, value, error, onText, testId }: FigureCellProps): ReactNode {
  const id = useId();
  return (
    <td className={styles.cell}>
      <span className={styles.figure}>
        <input aria-label={label} inputMode="decimal" value={value} aria-invalid={error !== null} aria-describedby={error === null ? undefined : id} onChange={(event) => onText(event.target.value)} data-testid={testId} />
        <span>{unit}</span>
      </span>
      {error !== null && <p id={id} className={styles.error}>{error}</p>}
    </td>
  );
}
