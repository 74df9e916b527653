import { BellRing, Timer } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { ringing } from '#core/rounds/timer.ts';
import { useAlarms } from '../../store/alarm-store.ts';
import { useLocal } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { chime } from './chime.ts';
import styles from './timer-bell.module.css';
import { clock } from './timer-field.tsx';

type Step = ResultOf<'rounds.today'>['timers'][number];

const NONE: readonly Step[] = [];
const EVERY_MS = 15_000;
/** Share of the alarms' volume: a step that is over is no alarm. */
const QUIETER = 0.4;

/** Steps of open rounds whose time runs, on every screen; one that is over rings softly until it is ended. */
export function TimerBell(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const timers = useRounds((state) => state.today?.timers ?? NONE);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 1000) * 1000);
  const { isOn, volume } = useAlarms((state) => state.sound);
  const rings = ringing(timers, nowMs).length > 0;
  useEffect(() => {
    if (!rings || !isOn) return undefined;
    chime(volume * QUIETER);
    const timer = setInterval(() => chime(volume * QUIETER), EVERY_MS);
    return () => clearInterval(timer);
  }, [rings, isOn, volume]);
  const [first] = timers;
  if (first === undefined) return null;
  const leftMs = first.endsMs - nowMs;
  const isOver = leftMs <= 0;
  const go = (): void => {
    rounds.open(first.roundId, first.itemId);
    route.go('rounds');
  };
  return (
    <button type="button" className={styles.bell} data-over={isOver} data-testid="timer-bell" onClick={go}>
      {isOver ? <BellRing size={16} aria-hidden /> : <Timer size={16} aria-hidden />}
      <span>{local(first.name)}</span>
      <strong>{isOver ? t('timer.over', { time: clock(leftMs) }) : clock(leftMs)}</strong>
      {timers.length > 1 && <span>{t('timer.more', { count: timers.length - 1 })}</span>}
    </button>
  );
}
