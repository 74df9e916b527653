import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlant } from '../store/plant-store.ts';
import styles from './connecting-screen.module.css';

/** What stands in the place of the process until the first snapshot: its outline, and what is awaited. */
export function ConnectingScreen(): ReactNode {
  const { t } = useTranslation('ui');
  const process = usePlant((state) => state.process);
  const isOther = usePlant((state) => state.phase === 'wrongVersion');
  if (process?.state === 'failed' || isOther) return null;
  return (
    <section className={styles.wait} aria-busy="true">
      <div className={styles.words}>
        <h1>{t('engine.connecting')}</h1>
        <p>{t('engine.connectingHint')}</p>
      </div>
      <div className={styles.line} aria-hidden="true">
        {[1, 1.3, 1, 1, 2.2, 1.4, 1, 1, 1].map((width, i) => (
          <div key={i} className={styles.tank} style={{ flexGrow: width }} />
        ))}
      </div>
      <div className={styles.lower} aria-hidden="true">
        {[1, 1, 1, 1, 1].map((width, i) => (
          <div key={i} className={styles.item} style={{ flexGrow: width }} />
        ))}
      </div>
    </section>
  );
}
