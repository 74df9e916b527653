import type { ReactNode } from 'react';
import { formatNumber } from '../../model/format.ts';
import styles from './score-bar.module.css';

/** A score as number and bar; below the bar's marks (50 and 80) the number grows heavier. */
export function ScoreBar({ score }: { readonly score: number | null }): ReactNode {
  const level = score === null ? 'unknown' : score < 50 ? 'low' : score < 80 ? 'middle' : 'high';
  return (
    <span className={styles.score} data-level={level}>
      <b>{score === null ? '–' : formatNumber(score, 0)}</b>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.fill} style={{ width: `${String(score ?? 0)}%` }} />
      </span>
    </span>
  );
}
