import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { consequences } from '#core/rounds/round.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { AnswerWords } from './answer-words.tsx';
import { useIssueText } from './reading-field.tsx';
import type { Walk } from './use-walk.ts';
import styles from './walk.module.css';
import { LEFT_OVER_MS, noHeldEnter } from './use-digits.ts';

interface ReviewPanelProps {
  readonly walk: Walk;
  readonly view: RoundView;
  readonly who: string;
  readonly onItem: (item: RoundItem) => void;
  readonly onDone: (view: RoundView) => void;
}

/** Before the end: what is missing, what will follow, and who ends it. */
export function ReviewPanel({ walk, view, who, onItem, onDone }: ReviewPanelProps): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const issueText = useIssueText();
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [leaves, setLeaves] = useState(false);
  const form = useKeptForm(`round-drop:${walk.round.id}`);
  const [reason, setReason] = form.field('reason', '');
  const box = useRef<HTMLDivElement>(null);
  const missing = walk.items.filter(({ id }) => walk.issues.has(id));
  const { failed, calibrate } = consequences(walk.round, view.list);
  // Enter ends the round, or leads to what is missing; not the one that led here, held down or pressed twice.
  useEffect(() => {
    const timer = setTimeout(() => box.current?.querySelector<HTMLElement>('[data-leads]')?.focus(), LEFT_OVER_MS);
    return () => clearTimeout(timer);
  }, [missing.length]);
  const finish = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    const round = await walk.flush();
    const answer = round === null ? null : await callEngine('rounds.complete', { id: walk.round.id, who }, { timeoutMs: 20_000 });
    setBusy(false);
    if (answer === null) return;
    if (answer.ok) onDone(answer.value);
    else setFault(faultText(answer.error));
  };
  const drop = async (): Promise<void> => {
    if (reason.trim() === '') return;
    const answer = await form.send('rounds.drop', { id: walk.round.id, reason: reason.trim(), who });
    if (answer.ok) rounds.open(null);
    else setFault(faultText(answer.error));
  };
  const [firstMissing] = missing;
  return (
    <div className={styles.review} ref={box} onKeyDown={noHeldEnter} data-testid="review">
      <h1>{missing.length === 0 ? t('review.ready') : t('review.missing', { count: missing.length })}</h1>
      {missing.length > 0 && (
        <ul>
          {missing.map((item) => (
            <li key={item.id}>
              <span>{local(item.name)} <small>{walk.issues.get(item.id)?.map(issueText).join(' · ')}</small></span>
              <Button data-leads={item === firstMissing ? true : undefined} onClick={() => onItem(item)}>{t('review.answer')}</Button>
            </li>
          ))}
        </ul>
      )}
      {failed.length + calibrate.length > 0 && (
        <section>
          <h2>{t('review.follows')}</h2>
          <ul data-testid="follows">
            {failed.map((item) => <li key={`w-${item.id}`}><span>{item.onFail === null ? '' : local(item.onFail.title)} <small><AnswerWords item={item} answer={walk.round.answers[item.id]} /></small></span><span>{t('follows.workOrder')}</span></li>)}
            {calibrate.map((item) => <li key={`c-${item.id}`}><span>{local(item.name)} <small><AnswerWords item={item} answer={walk.round.answers[item.id]} /></small></span><span>{t('follows.calibration')}</span></li>)}
          </ul>
        </section>
      )}
      {missing.length === 0 && (
        <div>
          <Button data-leads look="primary" disabled={busy || frozen} onClick={() => void finish()} data-testid="finish">{busy ? t('review.finishing') : t('review.finish', { who })}</Button>
        </div>
      )}
      {fault !== null && <p className={styles.told} role="alert">{fault}</p>}
      <div className={styles.besides}>
        <Button look="quiet" onClick={() => setLeaves(!leaves)} aria-expanded={leaves}>{t('drop.open')}</Button>
        {leaves && <KeptNote form={form} />}
        {leaves && <Field label={t('drop.reason')} value={reason} maxLength={300} onText={setReason} onKeyDown={(event) => { if (event.key === 'Enter') void drop(); }} />}
        {leaves && <Button disabled={reason.trim() === '' || frozen} onClick={() => void drop()}>{t('drop.confirm')}</Button>}
      </div>
    </div>
  );
}
