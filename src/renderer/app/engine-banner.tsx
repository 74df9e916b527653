import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../model/format.ts';
import { useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { Button } from '../ui/button.tsx';
import styles from './engine-banner.module.css';

interface Notice {
  readonly text: string;
  readonly urgent: boolean;
  readonly restart: boolean;
  /** A person asked for it: nothing is wrong. */
  readonly isPlanned?: boolean;
}

/** Says when the picture is not live, why, and what happens next. */
export function EngineBanner(): ReactNode {
  const { t } = useTranslation('ui');
  const notice = useNotice();
  const [asked, setAsked] = useState(false);
  if (notice === null) return <div />;
  const restart = (): void => {
    setAsked(true);
    void window.muljigi.restartEngine().finally(() => setAsked(false));
  };
  return (
    <div className={styles.banner} data-planned={notice.isPlanned === true} role={notice.urgent ? 'alert' : 'status'} data-testid="engine-banner">
      <p>
        <strong>{notice.text}</strong> <span className={styles.calm}>{t('engine.plantSafe')}</span>
      </p>
      {notice.restart && <Button onClick={restart} disabled={asked}>{t('action.restartEngine')}</Button>}
    </div>
  );
}

/** A short gap is no news; only one that lasts is shown. */
const PATIENCE_MS = 1500;
/** A start that was asked for and takes longer than this is shown as any other loss. */
const PLANNED_MS = 30_000;
/** What stands for a name where nobody had to give one. */
const NOBODY = '-';

function useNotice(): Notice | null {
  const { t } = useTranslation('ui');
  const zone = useZone();
  const phase = usePlant((state) => state.phase);
  const process = usePlant((state) => state.process);
  const processAtMs = usePlant((state) => state.processAtMs);
  const lostSinceMs = usePlant((state) => state.lostSinceMs);
  const restartBy = usePlant((state) => state.restartBy);
  const receivedMs = usePlant((state) => state.receivedMs);
  const link = usePlant((state) => state.status?.link);
  // Redraws once a second for the count-down.
  const clock = usePlant((state) => (state.phase === 'live' ? 0 : state.clockMs));
  const time = receivedMs === 0 ? '' : formatClock(receivedMs, zone);
  if (phase === 'wrongVersion' || (process?.state === 'failed' && process.isOtherVersion === true)) return { text: t('engine.wrongVersion'), urgent: true, restart: true };
  if (process?.state === 'failed') return { text: t('engine.failed', { reason: process.reason }), urgent: true, restart: true };
  if (phase === 'live') {
    if (link?.state !== 'disconnected') return null;
    return { text: t('engine.linkDown', { time: link.lastGoodMs === null ? '–' : formatClock(link.lastGoodMs, zone) }), urgent: true, restart: false };
  }
  if (receivedMs === 0) return null;
  if (restartBy !== null && lostSinceMs !== null && clock - lostSinceMs < PLANNED_MS)
    return { text: restartBy === NOBODY ? t('engine.plannedPlain', { time }) : t('engine.planned', { who: restartBy, time }), urgent: false, restart: false, isPlanned: true };
  if (process?.state === 'restarting') {
    const seconds = Math.max(0, Math.ceil((processAtMs + process.inMs - clock) / 1000));
    return { text: t('engine.restarting', { seconds, attempt: process.attempt, time }), urgent: true, restart: true };
  }
  if (process?.state === 'starting') return { text: t('engine.starting', { time }), urgent: false, restart: false };
  if (lostSinceMs === null || clock - lostSinceMs < PATIENCE_MS) return null;
  return { text: t('engine.lost', { time }), urgent: true, restart: false };
}
