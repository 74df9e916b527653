import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER, answerDraftSchema, judgeAnswer } from '#core/rounds/answer.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import { AnswerField } from './answer-field.tsx';
import styles from './dialogs.module.css';
import { Besides } from './item-panel.tsx';
import { useIssueText } from './reading-field.tsx';

/** An answer that is put right, or an addition to an item or to the round as a whole. */
export type ChangeOf = { readonly what: 'correct'; readonly item: RoundItem } | { readonly what: 'add'; readonly item: RoundItem | null };

interface ChangeDialogProps {
  readonly view: RoundView;
  readonly change: ChangeOf;
  readonly onClose: () => void;
  readonly onView: (view: RoundView) => void;
}

/** Puts an answer right while the window is open, or adds to the record afterwards; both with reason. */
export function ChangeDialog({ view, change, onClose, onView }: ChangeDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  /** Item to put right; null for an addition. */
  const item = change.what === 'correct' ? change.item : null;
  const local = useLocal();
  const faultText = useFaultText();
  const issueText = useIssueText();
  const before = item === null ? undefined : view.round.answers[item.id];
  const form = useKeptForm(`round-${change.what}:${view.round.id}:${change.item?.id ?? '-'}`);
  const [stands] = useState(() => (before === undefined ? EMPTY_ANSWER : answerDraftSchema.strip().parse(before)));
  const [draft, setDraft] = form.json('answer', stands, (value) => answerDraftSchema.strip().safeParse(value).data ?? null);
  const [text, setText] = form.field('text', '');
  const [reason, setReason] = form.field('reason', '');
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [issue] = item === null ? [] : judgeAnswer(item, draft, { sensor: before?.sensor ?? null });
  const save = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || reason.trim() === '' || issue !== undefined || (item === null && text.trim() === '')) return;
    rememberOperator(who.trim());
    setBusy(true);
    const about = { id: view.round.id, reason: reason.trim(), who: who.trim() };
    const answer = item === null
      ? await form.send('rounds.add', { ...about, itemId: change.item?.id ?? null, text: text.trim() })
      : await form.send('rounds.correct', { ...about, itemId: item.id, answer: draft });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    onView(answer.value);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={item === null ? (change.item === null ? t('add.open') : t('add.toItemTitle', { name: local(change.item.name) })) : t('correct.title', { name: local(item.name) })}
      subtitle={item === null ? t('add.hint') : t('correct.hint')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={busy} onClick={() => void save()} data-testid="save-change">{t('correct.save')}</Button></>}
    >
      <div className={styles.fields}>
        {item === null
          ? <Field label={t('add.text')} value={text} maxLength={1000} autoFocus onText={setText} error={asked && text.trim() === '' ? t('issue.empty') : null} />
          : (
            <div>
              {draft.state === 'given' && <AnswerField item={item} draft={draft} saved={before} last={view.last[item.id] ?? null} isPaper={view.round.paperMs !== null} roundId={view.round.id} edit={(part) => setDraft({ ...draft, ...part })} onGoOn={() => undefined} />}
              <Besides item={item} draft={draft} edit={(part) => setDraft({ ...draft, ...part })} onGoOn={() => undefined} />
              {asked && issue !== undefined && <p className={styles.fault} role="alert">{issueText(issue)}</p>}
            </div>
          )}
        <Field label={t('reason')} value={reason} maxLength={300} onText={setReason} error={asked && reason.trim() === '' ? t('reasonMissing') : null} data-testid="change-reason" />
        <WhoField label={t('who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}
