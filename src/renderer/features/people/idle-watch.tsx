import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { Button } from '../../ui/button.tsx';
import styles from './people.module.css';

/** Input is told to the engine at most so often; more often near the end of the time. */
const TELL_EVERY_MS = 20_000;
const WARN_MS = 60_000;
const INPUTS = ['pointerdown', 'keydown', 'wheel'] as const;

/** Tells the engine that somebody is here, and warns before a session ends for want of input. */
export function IdleWatch(): ReactNode {
  const { t } = useTranslation('people');
  const personId = useAccess(({ status }) => status?.session?.personId ?? null);
  const left = useTimeLeft();
  useEffect(() => {
    if (personId === null) return undefined;
    let toldMs = performance.now();
    const tell = (): void => {
      const nowMs = performance.now();
      const endsMs = useAccess.getState().endsMonoMs ?? Infinity;
      if (nowMs - toldMs < (endsMs - nowMs < 2 * WARN_MS ? 1000 : TELL_EVERY_MS)) return;
      toldMs = nowMs;
      void callEngine('access.touch', {}).then((answer) => {
        if (answer.ok) access.take(answer.value);
      });
    };
    for (const input of INPUTS) window.addEventListener(input, tell, { capture: true, passive: true });
    return () => {
      for (const input of INPUTS) window.removeEventListener(input, tell, { capture: true });
    };
  }, [personId]);
  if (left === null || left > WARN_MS || left <= 0) return null;
  return (
    <div className={styles.idle} role="status" data-testid="idle-warning">
      <span>{t('idle.soon', { seconds: Math.ceil(left / 1000) })}</span>
      <Button>{t('idle.stay')}</Button>
    </div>
  );
}

/** Time until the session ends without input, ms; looked at each second. */
function useTimeLeft(): number | null {
  const endsMonoMs = useAccess((state) => state.endsMonoMs);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (endsMonoMs === null) {
      setLeft(null);
      return undefined;
    }
    const show = (): void => {
      const leftMs = endsMonoMs - performance.now();
      // Only the last minute is shown, so only then anything is drawn.
      setLeft(leftMs > WARN_MS ? null : leftMs);
    };
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [endsMonoMs]);
  return left;
}
