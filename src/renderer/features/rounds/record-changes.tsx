import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checklist } from '#core/plant/rounds.ts';
import type { Round } from '#core/rounds/round.ts';
import { formatStamp } from '../../model/format.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import styles from './record.module.css';
import { useAnswerText } from './use-answer-text.ts';

/** What was put right, with what stood there before, and what was added afterwards. */
export function RecordChanges({ round, list }: { readonly round: Round; readonly list: Checklist }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const answerText = useAnswerText();
  const itemOf = (id: string | null) => list.items.find((item) => item.id === id);
  const stamp = (tsMs: number): string => formatStamp(tsMs, zone).slice(0, 16);
  return (
    <>
      {round.corrections.length > 0 && (
        <section className={styles.notes} data-testid="corrections">
          <h2>{t('correct.list')}</h2>
          <ul>
            {round.corrections.map(({ itemId, was, reason, who, atMs }, i) => {
              const item = itemOf(itemId);
              const next = round.corrections.slice(i + 1).find((each) => each.itemId === itemId);
              const is = next === undefined ? round.answers[itemId] : (next.was ?? undefined);
              return (
                <li key={`${itemId}-${String(atMs)}`}>
                  <strong>{item === undefined ? itemId : local(item.name)}</strong>{item !== undefined && <>: <del>{answerText(item, was ?? undefined)}</del> → {answerText(item, is)}</>}{' '}
                  <span>{reason} · {who} · {stamp(atMs)}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {round.additions.length > 0 && (
        <section className={styles.notes} data-testid="additions">
          <h2>{t('add.title')}</h2>
          <ul>
            {round.additions.map((each) => {
              const item = itemOf(each.itemId);
              return <li key={each.atMs}>{item !== undefined && <strong>{local(item.name)}: </strong>}<strong>{each.text}</strong> <span>{each.reason} · {each.who} · {stamp(each.atMs)}</span></li>;
            })}
          </ul>
        </section>
      )}
    </>
  );
}
