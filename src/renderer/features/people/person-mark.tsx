import type { ReactNode } from 'react';
import styles from './people.module.css';

/** First letter of a name in a circle. */
export const PersonMark = ({ name, small = false }: { readonly name: string; readonly small?: boolean }): ReactNode => (
  <span className={styles.mark} data-small={small} aria-hidden="true">{[...name.trim()][0]?.toUpperCase() ?? '?'}</span>
);
