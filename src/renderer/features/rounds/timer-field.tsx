import { Check, Play } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundItem } from '#core/plant/rounds.ts';
import { useLocal } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import { chime } from './chime.ts';
import styles from './walk.module.css';

type TimerItem = Extract<RoundItem, { kind: 'timer' }>;
const clock = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return `${ms < 0 ? '+' : ''}${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Steps with their minutes: counted from when each was begun, so that a restart of the PC changes nothing. */
export function TimerField({ item, draft, edit, onGoOn }: AnswerFieldProps & { readonly item: TimerItem }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const nowMs = usePlant((state) => state.nowMs);
  const rung = useRef(new Set<string>());
  const running = item.steps.find(({ id }) => draft.steps[id] !== undefined && draft.steps[id].doneMs === null);
  const leftMs = running === undefined ? null : (draft.steps[running.id]?.startedMs ?? nowMs) + running.minutes * 60_000 - nowMs;
  useEffect(() => {
    if (running === undefined || leftMs === null || leftMs > 0 || rung.current.has(running.id)) return;
    rung.current.add(running.id);
    // One that ended long ago needs no sound when the round is opened again.
    if (leftMs > -60_000) chime();
  }, [running, leftMs]);
  const begin = (id: string): void => edit({ steps: { ...draft.steps, [id]: { startedMs: usePlant.getState().nowMs, doneMs: null } } });
  const end = (id: string): void => {
    const step = draft.steps[id];
    if (step === undefined) return;
    edit({ steps: { ...draft.steps, [id]: { ...step, doneMs: usePlant.getState().nowMs } } });
    if (item.steps.every((each) => each.id === id || draft.steps[each.id]?.doneMs != null)) onGoOn();
  };
  const first = item.steps.find(({ id }) => draft.steps[id]?.doneMs == null)?.id;
  return (
    <ol className={styles.steps}>
      {item.steps.map(({ id, name, minutes }) => {
        const step = draft.steps[id];
        const total = minutes * 60_000;
        const gone = step === undefined ? 0 : (step.doneMs ?? nowMs) - step.startedMs;
        return (
          <li key={id} className={styles.step} data-over={step !== undefined && step.doneMs === null && gone > total}>
            <div>
              <strong>{local(name)}</strong> {t('minutes', { count: minutes })}
              <progress max={total} value={Math.min(total, gone)} aria-label={local(name)} />
            </div>
            <output>{step === undefined ? clock(total) : step.doneMs === null ? clock(total - gone) : t('took', { minutes: Math.round(gone / 60_000) })}</output>
            {step === undefined
              ? <Button look="primary" data-first={id === first ? true : undefined} data-needed={id === first ? true : undefined} onClick={() => begin(id)} disabled={running !== undefined}><Play size={18} aria-hidden />{t('stepBegin')}</Button>
              : step.doneMs === null
                ? <Button look="primary" data-first data-needed onClick={() => end(id)}><Check size={18} aria-hidden />{t('stepEnd')}</Button>
                : <Check size={24} aria-label={t('mark.done')} />}
          </li>
        );
      })}
    </ol>
  );
}
