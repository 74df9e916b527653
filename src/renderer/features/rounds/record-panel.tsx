import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { awaitsSecond } from '#core/rounds/round-after.ts';
import { workedMs } from '#core/rounds/round.ts';
import { walkOf } from '#core/rounds/route.ts';
import { formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useProfile, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds } from '../../store/rounds-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import { AnswerWords } from './answer-words.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import type { ChangeOf } from './change-dialog.tsx';
import { PaperDialog } from './paper-dialog.tsx';
import { PastDialog } from './past-dialog.tsx';
import { Attachment } from './photo-field.tsx';
import { RecordButton } from './record-button.tsx';
import { RecordChanges } from './record-changes.tsx';
import { SecondDialog } from './second-dialog.tsx';
import { useBegin } from './use-begin.ts';
import { figureText } from './use-answer-text.ts';
import styles from './record.module.css';

/** What was found: every answer with what stood beside it, what followed, and what was added. */
export function RecordPanel({ view, onView }: { readonly view: RoundView; readonly onView: (view: RoundView) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const spanText = useSpanText();
  const frozen = useFrozenEngine();
  const { profile } = useProfile();
  const nowMs = usePlant((state) => state.nowMs);
  const [changes, setChanges] = useState<ChangeOf | null>(null);
  const [past, setPast] = useState<RoundItem | null>(null);
  const [dialog, setDialog] = useState<'second' | 'paper' | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const begin = useBegin();
  const { round, list, correctableUntilMs } = view;
  const leftMs = correctableUntilMs === null ? 0 : correctableUntilMs - nowMs;
  const isDone = round.state === 'done';
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return (
    <section className={styles.record} aria-label={local(list.name)} data-testid="record">
      <header className={styles.head}>
        <Button onClick={() => rounds.open(null)} autoFocus>{t('back')}</Button>
        <div>
          <h1>{local(list.name)}</h1>
          <p>
            {round.paperMs !== null && isDone ? '' : isDone && round.doneMs !== null ? t('doneBy', { when: formatStamp(round.paperMs ?? round.doneMs, zone).slice(0, 16), who: round.doneBy }) : t(`status.${round.state}`)}
            {isDone && round.paperMs === null && ` · ${t('worked', { span: spanText(workedMs(round, nowMs)) })}`}
            {round.paperMs !== null && `${isDone ? '' : ' · '}${t('paper.byAndTyped', { by: round.paperBy || round.beganBy, typed: round.doneBy || round.beganBy, when: formatStamp(round.paperMs, zone).slice(0, 16) })}`}
            {` · ${t('versionOf', { version: round.version })}`}
          </p>
          {round.reason !== '' && round.corrections.length === 0 && <p>{t('reason')}: {round.reason}</p>}
          {list.secondSignature && isDone && <p data-testid="second-state">{round.second === null ? t('second.waiting') : t('second.signed', { who: round.second.who, when: formatStamp(round.second.atMs, zone).slice(0, 16) })}</p>}
          {told !== null && <p role="status">{told}</p>}
        </div>
        {isDone && (
          <p className={styles.window} role="timer" data-testid="correction-window">
            {leftMs > 0 ? t('window.open', { time: `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}` }) : t('window.over')}
          </p>
        )}
        {awaitsSecond(round, list) && <Button look="primary" disabled={frozen} onClick={() => setDialog('second')} data-testid="second-open">{t('second.open')}</Button>}
        {isDone && leftMs <= 0 && <Button disabled={frozen} onClick={() => setChanges({ what: 'add', item: null })}>{t('add.open')}</Button>}
        {(round.state === 'missed' || round.state === 'dropped') && <Button look="primary" disabled={frozen || !begin.may} onClick={() => setDialog('paper')} data-testid="paper-open">{t('paper.open')}</Button>}
        {isDone && <RecordButton view={view} onTold={setTold} />}
      </header>
      <div className={styles.body} tabIndex={0}>
        <table className={styles.table}>
          <thead><tr><th>{t('col.item')}</th><th>{t('col.answer')}</th><th>{t('col.sensor')}</th><th>{t('col.last')}</th><th>{t('col.follows')}</th><th>{t('col.who')}</th><th aria-label={t('change')} /></tr></thead>
          {walkOf(list.items, profile.rounds.places).map((stop) => (
            <tbody key={stop.place.id}>
              <tr><th colSpan={7} scope="rowgroup">{local(stop.place.name)}</th></tr>
              {stop.items.map((item) => {
                const answer = round.answers[item.id];
                return (
                  <tr key={item.id}>
                    <td><button type="button" className={styles.name} title={t('past.open')} onClick={() => setPast(item)}>{local(item.name)}</button></td>
                    <td><strong><AnswerWords item={item} answer={answer} /></strong>{answer !== undefined && answer.attachments.length > 0 && <span className={styles.pictures}>{answer.attachments.map((id) => <Attachment key={id} id={id} />)}</span>}</td>
                    <td>{figureText(item, answer?.sensor)}</td>
                    <td>{figureText(item, answer?.last)}</td>
                    <td>{round.followed.filter(({ itemId }) => itemId === item.id).map(({ kind, ref }) => (kind === 'workOrder' ? <Button key={ref} look="quiet" onClick={() => work.show(ref)}>{t('follows.workOrder')}</Button> : <span key={ref}>{t(`follows.${kind}`)} </span>))}</td>
                    <td>{answer === undefined ? '' : `${answer.who} ${formatStamp(answer.atMs, zone).slice(11, 16)}`}</td>
                    <td>{isDone && <Button disabled={frozen} onClick={() => setChanges({ what: leftMs > 0 ? 'correct' : 'add', item })}>{t(leftMs > 0 ? 'correct.open' : 'add.toItem')}</Button>}</td>
                  </tr>
                );
              })}
            </tbody>
          ))}
        </table>
        <RecordChanges round={round} list={list} />
        <Versions id={round.id} />
      </div>
      {changes !== null && <ChangeDialog view={view} change={changes} onClose={() => setChanges(null)} onView={onView} />}
      {past !== null && <PastDialog list={list} item={past} leads onClose={() => setPast(null)} />}
      {dialog === 'second' && <SecondDialog view={view} onClose={() => setDialog(null)} onView={onView} />}
      {dialog === 'paper' && <PaperDialog line={{ id: round.id, checklistId: round.checklistId, name: list.name, dueMs: round.dueMs }} begin={begin} onClose={() => setDialog(null)} />}
    </section>
  );
}

/** Who changed this record when. */
function Versions({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('rounds');
  const zone = useZone();
  const faultText = useFaultText();
  const { value, fault } = useRoundsQuery('rounds.versions', { id });
  if (fault !== null) return <p role="alert">{faultText(fault)}</p>;
  if (value === null || value.length < 2) return null;
  return (
    <section className={styles.notes}>
      <h2>{t('versions')}</h2>
      <ol>{value.map(({ round, actor, writtenMs, seq }) => <li key={seq}><strong>{t(`status.${round.state}`)}</strong> <span>{formatStamp(writtenMs, zone)} · {actor.replace(/^person:/, '')}{round.reason !== '' && ` · ${round.reason}`}</span></li>)}</ol>
    </section>
  );
}
