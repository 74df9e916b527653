import { Check, Play, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundItem } from '#core/plant/rounds.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { isEarly } from '#core/rounds/answer.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import styles from './fields.module.css';

type TimerItem = Extract<RoundItem, { kind: 'timer' }>;
/** Time that is left; behind a plus, time that is over. */
export const clock = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return `${ms < 0 ? '+' : ''}${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Steps with their minutes: counted from when each was begun, so that a restart of the PC changes nothing. */
export function TimerField({ item, draft, roundId, edit, onGoOn }: AnswerFieldProps & { readonly item: TimerItem }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const nowMs = usePlant((state) => state.nowMs);
  const running = item.steps.some(({ id }) => draft.steps[id] !== undefined && draft.steps[id].doneMs === null);
  const form = useKeptForm(`round-step:${roundId}:${item.id}`);
  const [ending, setEnding] = form.field('step', null);
  const [reason, setReason] = form.field('reason', '');
  const set = (id: string, step: (typeof draft.steps)[string]): void => edit({ steps: { ...draft.steps, [id]: step } });
  const begin = (id: string): void => set(id, { startedMs: usePlant.getState().nowMs, doneMs: null, reason: '' });
  const finish = (id: string, why: string): void => {
    const step = draft.steps[id];
    if (step === undefined) return;
    set(id, { ...step, doneMs: usePlant.getState().nowMs, reason: why });
    // From here on the reason is part of the answer.
    form.startOver();
    if (item.steps.every((each) => each.id === id || draft.steps[each.id]?.doneMs != null)) onGoOn();
  };
  /** A step whose time is over ends at once; before that the person says why. */
  const end = (id: string, minutes: number): void => {
    const step = draft.steps[id];
    if (step === undefined) return;
    if (isEarly({ ...step, doneMs: usePlant.getState().nowMs }, minutes)) setEnding(id);
    else finish(id, '');
  };
  /** A step that was begun or ended by mistake. */
  const undo = (id: string): void => {
    const step = draft.steps[id];
    if (step === undefined) return;
    if (step.doneMs !== null) set(id, { ...step, doneMs: null, reason: '' });
    else edit({ steps: Object.fromEntries(Object.entries(draft.steps).filter(([each]) => each !== id)) });
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
            <span className={styles.stepActs}>
              {step !== undefined && <Button look="quiet" aria-label={`${t('stepUndo')}: ${local(name)}`} title={t('stepUndo')} onClick={() => undo(id)}><Undo2 size={18} aria-hidden /></Button>}
              {step === undefined
                ? <Button look="primary" data-first={id === first ? true : undefined} data-needed={id === first ? true : undefined} disabled={running} onClick={() => begin(id)}><Play size={18} aria-hidden />{t('stepBegin')}</Button>
                : step.doneMs === null
                  ? <Button look={gone >= total ? 'primary' : 'plain'} data-first data-needed onClick={() => end(id, minutes)} data-testid={`end-${id}`}><Check size={18} aria-hidden />{t(gone >= total ? 'stepEnd' : 'stepEndEarly')}</Button>
                  : <Check size={24} aria-label={t('mark.done')} />}
            </span>
            {step !== undefined && step.doneMs !== null && step.reason !== '' && <p className={styles.early}>{t('endedEarly', { reason: step.reason })}</p>}
            {ending === id && (
              <form className={styles.early} onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') finish(id, reason.trim()); }}>
                <Field label={t('whyEarly', { minutes })} value={reason} maxLength={300} autoFocus onText={setReason} data-testid="early-reason" />
                <Button onClick={() => form.startOver()}>{t('stepGoOn')}</Button>
                <Button look="primary" type="submit" disabled={reason.trim() === ''} data-testid="early-end">{t('stepEnd')}</Button>
              </form>
            )}
          </li>
        );
      })}
    </ol>
  );
}
