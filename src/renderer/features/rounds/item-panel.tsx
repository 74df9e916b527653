import { History, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { hasFailed } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { AnswerField } from './answer-field.tsx';
import { PastDialog } from './past-dialog.tsx';
import type { Walk } from './use-walk.ts';
import styles from './walk.module.css';

interface ItemPanelProps {
  readonly walk: Walk;
  readonly view: RoundView;
  readonly item: RoundItem;
  readonly at: number;
  readonly onGoOn: () => void;
}

/** One item over the whole screen: what it is, where, how it should be, and its answer. */
export function ItemPanel({ walk, view, item, at, onGoOn }: ItemPanelProps): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const { profile } = useProfile();
  const draft = walk.draft(item.id);
  const edit = (part: Partial<AnswerDraft>): void => walk.edit(item.id, part);
  const [past, setPast] = useState(false);
  const place = profile.rounds.places.find(({ id }) => id === item.place);
  return (
    <div data-testid="item" data-item={item.id}>
      <header className={styles.itemHead}>
        <span className={styles.where}>{t('itemOf', { at: at + 1, of: walk.items.length })} · {place === undefined ? item.place : local(place.name)}{item.equipment !== null && ` · ${item.equipment}`}{!item.required && ` · ${t('optional')}`}</span>
        <h1>{local(item.name)}</h1>
        {item.help !== null && <p>{local(item.help)}</p>}
        <Button className={styles.past} look="quiet" onClick={() => setPast(true)} data-testid="item-history"><History size={18} aria-hidden />{t('past.open')}</Button>
      </header>
      {draft.state !== 'given' && <p className={styles.instead} data-testid="instead">{t(`instead.${draft.state}`)}</p>}
      {draft.state === 'given' && <AnswerField item={item} draft={draft} saved={walk.round.answers[item.id]} last={view.last[item.id] ?? null} isPaper={walk.round.paperMs !== null} roundId={walk.round.id} edit={edit} onGoOn={onGoOn} />}
      <Besides item={item} draft={draft} edit={edit} onGoOn={onGoOn} />
      {past && <PastDialog list={view.list} item={item} onClose={() => setPast(false)} />}
    </div>
  );
}

/** "Cannot read" and "does not apply", each with its reason; what is wrong with a failed item. */
export function Besides({ item, draft, edit, onGoOn }: { readonly item: RoundItem; readonly draft: AnswerDraft; readonly edit: (part: Partial<AnswerDraft>) => void; readonly onGoOn: () => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const failed = (item.kind === 'check' || item.kind === 'choice') && hasFailed(item, draft);
  const asksReason = draft.state !== 'given' || failed;
  const local = useLocal();
  const choose = (state: 'cannotRead' | 'notApplicable'): void => {
    const { state: was, reason } = draft;
    edit(was === state ? { state: 'given', reason: '' } : { state });
    if (was === state) return;
    toast.say(`${local(item.name)}: ${t(`state.${state}`)}`, () => {
      edit({ state: was, reason });
      return Promise.resolve(null);
    });
  };
  return (
    <div className={styles.besides}>
      {(['cannotRead', 'notApplicable'] as const).map((state) => (
        <Button key={state} aria-pressed={draft.state === state} look={draft.state === state ? 'primary' : 'plain'} onClick={() => choose(state)} data-testid={state}>{t(`state.${state}`)}</Button>
      ))}
      {draft.state !== 'given' && <Button onClick={() => edit({ state: 'given', reason: '' })} data-testid="undo-state"><Undo2 size={18} aria-hidden />{t('undoState')}</Button>}
      {asksReason && (
        <Field
          label={failed && draft.state === 'given' ? t('whatIsWrong') : t('reason')}
          value={draft.reason}
          maxLength={300}
          autoFocus
          data-needed
          onText={(reason) => edit({ reason })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault();
              onGoOn();
            }
          }}
          data-testid="item-reason"
        />
      )}
    </div>
  );
}
