import type { ReactNode } from 'react';
import styles from './current-bar.module.css';

interface CurrentBarProps {
  readonly currentA: number | null;
  readonly ratedA: number;
  readonly tripA: number | null;
}

/** Motor current against its rated (thin mark) and trip (thick mark) current. */
export function CurrentBar({ currentA, ratedA, tripA }: CurrentBarProps): ReactNode {
  const endA = (tripA ?? ratedA * 1.15) * 1.06;
  const at = (amps: number): string => `${String(Math.min(100, Math.max(0, (amps / endA) * 100)))}%`;
  const over = currentA !== null && tripA !== null && currentA >= tripA ? 'trip' : currentA !== null && currentA > ratedA ? 'rated' : 'none';
  return (
    <span className={styles.bar} data-over={over} aria-hidden="true">
      <span className={styles.track} />
      {currentA !== null && <span className={styles.fill} style={{ width: at(currentA) }} />}
      <span className={styles.rated} style={{ left: at(ratedA) }} />
      {tripA !== null && <span className={styles.trip} style={{ left: at(tripA) }} />}
    </span>
  );
}
