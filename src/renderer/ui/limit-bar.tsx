import type { ReactNode } from 'react';
import type { Headroom } from '../model/headroom.ts';
import styles from './limit-bar.module.css';

interface LimitBarProps {
  /** Value as share of the limit; the bar ends a little beyond 1 so that an excess shows. */
  readonly share: number | null;
  readonly level: Headroom['level'];
  /** Share the plant aims at, or null when there is none. */
  readonly targetShare?: number | null;
  /** For an item with two bounds: drawn between them instead of from zero. */
  readonly between?: { readonly min: number; readonly max: number; readonly value: number } | null;
  readonly label: string;
  readonly compact?: boolean;
}

const END = 1.08;
const percent = (share: number): string => `${((Math.min(END, Math.max(0, share)) / END) * 100).toFixed(2)}%`;

/** A little room outside either bound. */
const OUTSIDE = 0.08;
function placeBetween(value: number, { min, max }: { readonly min: number; readonly max: number }): string {
  const share = OUTSIDE + ((value - min) / (max - min)) * (1 - 2 * OUTSIDE);
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
}

/** A value against its limit: thick mark at the limit, thin mark at the target, pointer or filling at the value. */
export function LimitBar({ share, level, targetShare = null, between = null, label, compact = false }: LimitBarProps): ReactNode {
  return (
    <div className={styles.bar} data-compact={compact} data-level={level} role="img" aria-label={label}>
      <div className={styles.track} />
      {targetShare !== null && <div className={styles.normal} style={{ width: percent(targetShare) }} />}
      {compact && share !== null && <div className={styles.fill} style={{ width: percent(share) }} />}
      {targetShare !== null && <div className={styles.target} style={{ left: percent(targetShare) }} />}
      {between !== null && <div className={styles.limit} style={{ left: placeBetween(between.min, between) }} />}
      <div className={styles.limit} style={{ left: between === null ? percent(1) : placeBetween(between.max, between) }} />
      {!compact && share !== null && (
        <svg className={styles.pointer} style={{ left: between === null ? percent(share) : placeBetween(between.value, between) }} width="12" height="8" viewBox="0 0 12 8" aria-hidden="true"><path d="M0 0h12L6 8z" /></svg>
      )}
    </div>
  );
}
