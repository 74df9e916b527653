import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensorState } from '#contract/data-quality.ts';
import styles from './state-word.module.css';

const SHAPES: Readonly<Record<SensorState, ReactNode>> = {
  good: <circle cx="8" cy="8" r="5.5" />,
  suspect: <path d="M8 1.5 15 14.5H1z" />,
  bad: <path d="M8 .5 15.5 8 8 15.5.5 8z" />,
  lost: <path d="M2 2h12v12H2zM4.5 4.5l7 7M11.5 4.5l-7 7" />,
  learning: <path d="M8 2.5a5.5 5.5 0 1 1-5.5 5.5" />,
  maintenance: <path d="M3 13 10 6M9 3.5a3.2 3.2 0 0 0 3.7 3.7" />,
};

/** State of a sensor: its own shape and its word, colour only where something is wrong. */
export function StateWord({ state }: { readonly state: SensorState }): ReactNode {
  const { t } = useTranslation('dataQuality');
  return (
    <span className={styles.state} data-state={state}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{SHAPES[state]}</svg>
      {t(`state.${state}`)}
    </span>
  );
}
