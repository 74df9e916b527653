import { Check, Circle, CircleAlert, Minus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { isTouched, judgeAnswer } from '#core/rounds/answer.ts';
import type { Round } from '#core/rounds/round.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal } from '../../store/hooks.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { Button } from '../../ui/button.tsx';
import { ItemPanel } from './item-panel.tsx';
import { leaveRound } from './leave-round.ts';
import { ReviewPanel } from './review-panel.tsx';
import { useWalk } from './use-walk.ts';
import type { Walk } from './use-walk.ts';
import styles from './walk.module.css';

/** Leads through a round item by item; Enter goes on, digits choose, everything is kept at once. */
export function WalkPanel({ view, onView }: { readonly view: RoundView; readonly onView: (view: RoundView) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const faultText = useFaultText();
  const name = useOperatorName();
  const who = name.trim() === '' ? view.round.beganBy : name.trim();
  const walk = useWalk(view, who);
  const { items } = walk;
  const wished = useRounds((state) => state.itemId);
  const [at, setAt] = useState(() => firstOpen(walk));
  const [fault, setFault] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const item = items[at] ?? null;

  useEffect(() => {
    const wishedAt = items.findIndex(({ id }) => id === wished);
    if (wished === null) return;
    if (wishedAt >= 0) setAt(wishedAt);
    rounds.item(null);
  }, [wished, items]);
  // The field of the item takes the focus, so that a keyboard alone leads through.
  useEffect(() => {
    body.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [at]);

  /** On to the next item when this one is in order; else the field that is missing takes the focus. */
  const goOn = async (): Promise<void> => {
    if (item === null) return;
    const before = walk.edits();
    const round = await walk.flush();
    // Who types on while it is being stored keeps the place: no focus moves under a half-typed number.
    if (round === null || walk.edits() !== before) return;
    if (!isInOrder(item, round)) {
      setTimeout(() => body.current?.querySelector<HTMLElement>('[data-needed]')?.focus(), 0);
      return;
    }
    // Who pressed another item meanwhile stays there.
    setAt((now) => (items[now] === item ? now + 1 : now));
  };
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'PageDown' || event.key === 'PageUp') {
      event.preventDefault();
      setAt((now) => Math.min(items.length, Math.max(0, now + (event.key === 'PageDown' ? 1 : -1))));
    }
  };
  const pause = async (): Promise<void> => {
    setLeaving(true);
    if ((await walk.flush()) === null) {
      setLeaving(false);
      return;
    }
    const answer = await leaveRound(walk.round.id, who);
    setLeaving(false);
    if (answer.ok) rounds.open(null);
    else setFault(faultText(answer.error));
  };

  return (
    <section className={styles.walk} aria-label={local(view.list.name)} onKeyDown={onKey} data-testid="walk">
      <nav className={styles.list} aria-label={t('route')}>
        <h2>{local(view.list.name)}</h2>
        {walk.stops.map((stop) => (
          <div key={stop.place.id}>
            <h3>{local(stop.place.name)}</h3>
            {stop.items.map((each) => (
              <button key={each.id} type="button" className={styles.stop} aria-current={each === item ? 'step' : undefined} data-mark={markOf(walk, each)} data-go={each.id} onClick={() => setAt(items.indexOf(each))}>
                <Mark mark={markOf(walk, each)} />
                <span>{local(each.name)}</span>
              </button>
            ))}
          </div>
        ))}
      </nav>
      <div className={styles.item} ref={body}>
        {item === null
          ? <ReviewPanel walk={walk} view={view} who={who} onItem={(each) => setAt(items.indexOf(each))} onDone={onView} />
          : <ItemPanel key={item.id} walk={walk} view={view} item={item} at={at} onGoOn={() => void goOn()} />}
      </div>
      <footer className={styles.foot}>
        <Button onClick={() => setAt((now) => Math.max(0, now - 1))} disabled={at === 0}>{t('previous')}</Button>
        <p className={styles.save} role="status" data-waiting={walk.saveState === 'waiting' || fault !== null} data-testid="save-state">
          {fault ?? (walk.saveState === 'waiting' ? t('save.waiting', { reason: walk.fault === null ? '' : faultText(walk.fault) }) : t(`save.${walk.saveState}`))}
        </p>
        <Button disabled={leaving} onClick={() => void pause()} data-testid="pause">{t('pause')}</Button>
        {item !== null && <Button look="primary" onClick={() => void goOn()} data-testid="next-item">{at + 1 === items.length ? t('toReview') : t('next')}</Button>}
      </footer>
    </section>
  );
}

type MarkKind = 'done' | 'none' | 'ask' | 'open';

function markOf(walk: Walk, item: RoundItem): MarkKind {
  const answer = walk.round.answers[item.id];
  if (!isTouched(answer)) return item.required ? 'open' : 'none';
  if (walk.issues.has(item.id)) return 'ask';
  return 'done';
}

function Mark({ mark }: { readonly mark: MarkKind }): ReactNode {
  const { t } = useTranslation('rounds');
  const label = t(`mark.${mark}`);
  if (mark === 'done') return <Check size={20} aria-label={label} />;
  if (mark === 'ask') return <CircleAlert size={20} aria-label={label} />;
  return mark === 'open' ? <Circle size={20} aria-label={label} /> : <Minus size={20} aria-label={label} />;
}

/** Where an interrupted round goes on: at the first item that still needs something. */
function firstOpen(walk: Walk): number {
  const at = walk.items.findIndex((item) => markOf(walk, item) === 'open' || markOf(walk, item) === 'ask');
  return at < 0 ? walk.items.length : at;
}

/** Whether the answer that is on disk lets the walk go on; an untouched item may wait till the end. */
function isInOrder(item: RoundItem, round: Round): boolean {
  const issues = judgeAnswer(item, round.answers[item.id], { sensor: round.answers[item.id]?.sensor ?? null });
  return issues.length === 0 || !isTouched(round.answers[item.id]);
}
