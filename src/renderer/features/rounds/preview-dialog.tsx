import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checklist } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import { walkOf } from '#core/rounds/route.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AnswerField } from './answer-field.tsx';
import styles from './lists.module.css';

/** A list as it will be walked, to be tried out; nothing is kept. */
export function PreviewDialog({ list, onClose }: { readonly list: Checklist; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const { profile } = useProfile();
  const [drafts, setDrafts] = useState<Readonly<Record<string, AnswerDraft>>>({});
  const items = walkOf(list.items, profile.rounds.places).flatMap((stop) => stop.items);
  const [at, setAt] = useState(0);
  const item = items[at];
  if (item === undefined) return null;
  const tried = item.kind === 'photo' || item.kind === 'signature';
  return (
    <Dialog open place="wide" onClose={onClose} title={`${t('lists.preview')}: ${local(list.name)}`} subtitle={t('lists.previewHint')} foot={<><Button disabled={at === 0} onClick={() => setAt(at - 1)}>{t('previous')}</Button><Button disabled={at + 1 >= items.length} onClick={() => setAt(at + 1)}>{t('next')}</Button><Button look="primary" onClick={onClose}>{t('ui:action.close')}</Button></>}>
      <div className={styles.preview}>
        <p>{t('itemOf', { at: at + 1, of: items.length })}</p>
        <h2>{local(item.name)}</h2>
        {item.help !== null && <p>{local(item.help)}</p>}
        {tried ? <p>{t(`kind.${item.kind}`)}</p> : <AnswerField key={item.id} item={item} draft={drafts[item.id] ?? EMPTY_ANSWER} saved={undefined} last={null} isPaper={false} roundId="" edit={(part) => setDrafts({ ...drafts, [item.id]: { ...(drafts[item.id] ?? EMPTY_ANSWER), ...part } })} onGoOn={() => setAt((now) => Math.min(items.length - 1, now + 1))} />}
      </div>
    </Dialog>
  );
}
