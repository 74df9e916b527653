import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { workedMs } from '#core/rounds/round.ts';
import { walkOf } from '#core/rounds/route.ts';
import { formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useProfile, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds } from '../../store/rounds-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import { AnswerWords } from './answer-words.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { Attachment } from './photo-field.tsx';
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
  const [changes, setChanges] = useState<RoundItem | 'round' | null>(null);
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
            {isDone && round.doneMs !== null ? t('doneBy', { when: formatStamp(round.paperMs ?? round.doneMs, zone).slice(0, 16), who: round.doneBy }) : t(`status.${round.state}`)}
            {isDone && round.paperMs === null && ` · ${t('worked', { span: spanText(workedMs(round, nowMs)) })}`}
            {round.paperMs !== null && ` · ${t('paper.isPaper')}`}
            {` · ${t('versionOf', { version: round.version })}`}
          </p>
          {round.reason !== '' && <p>{t('reason')}: {round.reason}</p>}
        </div>
        {isDone && (
          <p className={styles.window} role="timer" data-testid="correction-window">
            {leftMs > 0 ? t('window.open', { time: `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}` }) : t('window.over')}
          </p>
        )}
        {isDone && leftMs <= 0 && <Button disabled={frozen} onClick={() => setChanges('round')}>{t('add.open')}</Button>}
      </header>
      <div className={styles.body} tabIndex={0}>
        <table className={styles.table}>
          <thead><tr><th>{t('col.item')}</th><th>{t('col.answer')}</th><th>{t('col.sensor')}</th><th>{t('col.last')}</th><th>{t('col.follows')}</th><th>{t('col.who')}</th><th aria-label={t('change')} /></tr></thead>
          {walkOf(list.items, profile.rounds.places).map((stop) => (
            <tbody key={stop.place.id}>
              <tr><th colSpan={7} scope="rowgroup">{local(stop.place.name)}</th></tr>
              {stop.items.map((item) => {
                const answer = round.answers[item.id];
                const figure = (value: number | null | undefined): string => (item.kind !== 'reading' || value == null ? '' : `${formatNumber(value, item.decimals)} ${item.unit === 'pH' ? '' : formatUnit(item.unit)}`.trim());
                return (
                  <tr key={item.id}>
                    <td>{local(item.name)}</td>
                    <td><strong><AnswerWords item={item} answer={answer} /></strong>{answer !== undefined && answer.attachments.length > 0 && <span className={styles.pictures}>{answer.attachments.map((id) => <Attachment key={id} id={id} />)}</span>}</td>
                    <td>{figure(answer?.sensor)}</td>
                    <td>{figure(answer?.last)}</td>
                    <td>{round.followed.filter(({ itemId }) => itemId === item.id).map(({ kind }) => t(`follows.${kind}`)).join(', ')}</td>
                    <td>{answer === undefined ? '' : `${answer.who} ${formatStamp(answer.atMs, zone).slice(11, 16)}`}</td>
                    <td>{isDone && leftMs > 0 && <Button disabled={frozen} onClick={() => setChanges(item)}>{t('correct.open')}</Button>}</td>
                  </tr>
                );
              })}
            </tbody>
          ))}
        </table>
        {round.additions.length > 0 && (
          <section className={styles.notes}>
            <h2>{t('add.title')}</h2>
            <ul>{round.additions.map((each) => <li key={each.atMs}><strong>{each.text}</strong> <span>{each.reason} · {each.who} · {formatStamp(each.atMs, zone).slice(0, 16)}</span></li>)}</ul>
          </section>
        )}
        <Versions id={round.id} />
      </div>
      {changes !== null && <ChangeDialog view={view} item={changes === 'round' ? null : changes} onClose={() => setChanges(null)} onView={onView} />}
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
