import type { ReactNode } from 'react';
import type { RunState } from '../../model/machine-state.ts';
import styles from './state-glyph.module.css';

/** Running = filled, stopped = outlined, fault = alarm shape, not known = dotted. */
export function StateGlyph({ state, size = 20 }: { readonly state: RunState | 'none'; readonly size?: number }): ReactNode {
  return (
    <svg className={styles.glyph} data-state={state} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      {state === 'fault' ? <><path d="M10 0 20 10 10 20 0 10z" /><text x="10" y="14.5" textAnchor="middle">!</text></> : <circle cx="10" cy="10" r="8" />}
      {(state === 'running' || state === 'stopped') && <path className={styles.arrow} d="M7.5 6 14 10l-6.5 4z" />}
    </svg>
  );
}
