import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { isTouched, judgeAnswer } from '#core/rounds/answer.ts';
import type { Round } from '#core/rounds/round.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { formatStamp } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { Button } from '../../ui/button.tsx';
import { leaveRound } from './leave-round.ts';
import { PaperRow } from './paper-row.tsx';
import styles from './paper.module.css';
import { useWalk } from './use-walk.ts';

/** A printed form typed in: all items in the order of the form, by digits and Enter alone, with the limits of the walk. */
export function PaperPanel({ view, onView }: { readonly view: RoundView; readonly onView: (view: RoundView) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const operator = useOperatorName().trim();
  const who = operator === '' ? view.round.beganBy : operator;
  const walk = useWalk(view, who);
  const body = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { items, round } = walk;
  const missing = items.filter(({ id }) => walk.issues.has(id));
  const focusRow = (at: number): void => {
    const item = items[at];
    const to = item === undefined ? body.current?.parentElement?.querySelector<HTMLElement>('[data-testid="finish"]') : body.current?.querySelector<HTMLElement>(`[data-row="${item.id}"] [data-cell]`);
    to?.focus();
    to?.scrollIntoView({ block: 'nearest' });
  };
  const hasBegun = useRef(false);
  useEffect(() => {
    // Only as the sheet opens: afterwards the person goes from row to row.
    if (hasBegun.current) return;
    hasBegun.current = true;
    focusRow(Math.max(0, items.findIndex(({ id, required }) => walk.issues.has(id) || (required && !isTouched(round.answers[id])))));
  });
  /** On to the next row when this one is in order; else to what is missing in it. */
  const goOn = async (item: RoundItem): Promise<void> => {
    const now = await walk.flush();
    if (now === null) return;
    if (isInOrder(item, now)) {
      focusRow(items.indexOf(item) + 1);
      return;
    }
    setTimeout(() => body.current?.querySelector<HTMLElement>(`[data-row="${item.id}"] [data-needed]`)?.focus(), 0);
  };
  const leave = async (): Promise<void> => {
    setBusy(true);
    const kept = await walk.flush();
    const answer = kept === null ? null : await leaveRound(round.id, who);
    setBusy(false);
    if (answer?.ok === true) rounds.open(null);
    else if (answer?.ok === false) setFault(faultText(answer.error));
  };
  const finish = async (): Promise<void> => {
    const [first] = missing;
    if (first !== undefined) {
      focusRow(items.indexOf(first));
      return;
    }
    setBusy(true);
    const kept = await walk.flush();
    const answer = kept === null ? null : await callEngine('rounds.complete', { id: round.id, who }, { timeoutMs: 20_000 });
    setBusy(false);
    if (answer?.ok === true) onView(answer.value);
    else if (answer?.ok === false) setFault(faultText(answer.error));
  };
  let no = 0;
  return (
    <section className={styles.paper} aria-label={local(view.list.name)} data-testid="paper">
      <header className={styles.head}>
        <div>
          <h1>{local(view.list.name)}</h1>
          <p>{t('paper.byAndTyped', { by: round.paperBy || round.beganBy, typed: who, when: formatStamp(round.paperMs ?? 0, zone).slice(0, 16) })}</p>
        </div>
        <p className={styles.keys}>{t('paper.keys')}</p>
      </header>
      <div className={styles.body} ref={body}>
        <table className={styles.table}>
          <thead><tr><th>{t('form.no')}</th><th>{t('col.item')}</th><th>{t('form.usual')}</th><th>{t('col.answer')}</th><th>{t('paper.note')}</th><th>{t('paper.instead')}</th></tr></thead>
          {walk.stops.map((stop) => (
            <tbody key={stop.place.id}>
              <tr><th colSpan={6} scope="rowgroup">{local(stop.place.name)}</th></tr>
              {stop.items.map((item) => (
                <PaperRow key={item.id} no={++no} item={item} walk={walk} last={view.last[item.id] ?? null} onGoOn={() => void goOn(item)} onMove={(by) => focusRow(items.indexOf(item) + by)} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <footer className={styles.foot}>
        <p className={styles.save} role="status" data-waiting={walk.saveState === 'waiting' || fault !== null} data-testid="save-state">
          {fault ?? (walk.saveState === 'waiting' ? t('save.waiting', { reason: walk.fault === null ? '' : faultText(walk.fault) }) : t(`save.${walk.saveState}`))}
        </p>
        <Button disabled={busy} onClick={() => void leave()} data-testid="pause">{t('pause')}</Button>
        <Button look="primary" disabled={busy || frozen} onClick={() => void finish()} data-testid="finish">{missing.length === 0 ? t('review.finish', { who }) : t('review.missing', { count: missing.length })}</Button>
      </footer>
    </section>
  );
}

/** Whether a row lets the next one come; one that nothing was written in may wait. */
function isInOrder(item: RoundItem, round: Round): boolean {
  const answer = round.answers[item.id];
  return !isTouched(answer) || judgeAnswer(item, answer, { sensor: answer?.sensor ?? null }).length === 0;
}
