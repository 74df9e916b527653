import type { ReactNode } from 'react';
import styles from './alarm-mark.module.css';

const SHAPES = {
  1: <path d="M2 2h20v20H2z" />,
  2: <path d="M12 .5 23.5 12 12 23.5.5 12z" />,
  3: <path d="M12 1.5 23.5 22.5H.5z" />,
  4: <circle cx="12" cy="12" r="11" />,
} as const;

export type MarkPriority = 1 | 2 | 3 | 4;

export const asMarkPriority = (priority: number): MarkPriority => (priority <= 1 ? 1 : priority === 2 ? 2 : priority === 3 ? 3 : 4);

/** Alarm symbol: shape, colour and number each tell the priority on their own. Hollow when there is none of it. */
export function AlarmMark({ priority, size = 18, hollow = false }: { readonly priority: MarkPriority; readonly size?: number; readonly hollow?: boolean }): ReactNode {
  return (
    <svg className={styles.mark} data-priority={priority} data-hollow={hollow} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      {SHAPES[priority]}
      <text x="12" y={priority === 3 ? 20 : 17} textAnchor="middle">{priority}</text>
    </svg>
  );
}
