import type { KeyboardEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { hasFailed, judgeAnswer, numberOf, rangeText } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import { withoutUnit } from '#core/units/typed-number.ts';
import { formatNumber } from '../../model/format.ts';
import { useLocal } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import styles from './paper.module.css';
import { PhotoField } from './photo-field.tsx';
import { useIssueText } from './reading-field.tsx';
import { figureText, unitText } from './use-answer-text.ts';
import { useDigits } from './use-digits.ts';
import type { Walk } from './use-walk.ts';

interface PaperRowProps {
  readonly no: number;
  readonly item: RoundItem;
  readonly walk: Walk;
  readonly last: RoundView['last'][string] | null;
  readonly onGoOn: () => void;
  readonly onMove: (by: 1 | -1) => void;
}

const STATES = ['cannotRead', 'notApplicable'] as const;
/** Keys for what could not be answered, whatever input method is on. */
const STATE_KEYS: Readonly<Record<string, (typeof STATES)[number]>> = { KeyX: 'cannotRead', KeyN: 'notApplicable' };

/** One line of the form. Enter goes on; a value that is asked about opens the field for why beside it. */
export function PaperRow({ no, item, walk, last, onGoOn, onMove }: PaperRowProps): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const issueText = useIssueText();
  const draft = walk.draft(item.id);
  const saved = walk.round.answers[item.id];
  const edit = (part: Partial<AnswerDraft>): void => walk.edit(item.id, part);
  const beside = { sensor: saved !== undefined && saved.text === draft.text ? saved.sensor : null };
  const untouched = item.kind === 'reading' && draft.state === 'given' && draft.text.trim() === '';
  const [issue] = untouched ? [] : judgeAnswer(item, draft, beside);
  const [asked] = untouched ? [] : judgeAnswer(item, { ...draft, why: '', ...(draft.state === 'given' && hasFailed(item, draft) && item.kind !== 'reading' ? { reason: '' } : {}) }, beside);
  const asksReason = draft.state !== 'given' || ((item.kind === 'check' || item.kind === 'choice') && hasFailed(item, draft));
  const asksWhy = !asksReason && asked?.severity === 'ask' && item.kind === 'reading';
  const told = issue ?? (asksWhy ? asked : undefined);
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const inText = event.target instanceof HTMLElement && event.target.dataset['words'] !== undefined;
    const state = STATE_KEYS[event.code];
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement && event.target.dataset['cell'] === undefined)) {
      event.preventDefault();
      if (!event.repeat) onGoOn();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    } else if (state !== undefined && !inText && item.kind !== 'text') {
      event.preventDefault();
      edit(draft.state === state ? { state: 'given', reason: '' } : { state });
      if (draft.state !== state) onGoOn();
    }
  };
  return (
    <tr data-row={item.id} data-bad={issue?.severity === 'refuse'} onKeyDown={onKey}>
      <td className={styles.no}>{no}</td>
      <td><strong>{local(item.name)}</strong>{!item.required && <small>{t('optional')}</small>}{last !== null && <small>{t('last')} {figureText(item, last.value)}</small>}</td>
      <td className={styles.usual}>{item.kind === 'reading' && rangeText(item.unusual) !== '' ? `${rangeText(item.unusual)} ${unitText(item.unit)}` : ''}</td>
      <td>
        {draft.state === 'given' ? <Cell item={item} draft={draft} walk={walk} edit={edit} onGoOn={onGoOn} bad={issue?.severity === 'refuse'} /> : <button type="button" data-cell className={styles.stateWord} onClick={() => edit({ state: 'given', reason: '' })}>{t(`state.${draft.state}`)}</button>}
        {saved?.sensor != null && item.kind === 'reading' && <small>{t('paper.sensorThen', { value: `${formatNumber(saved.sensor, item.decimals)} ${unitText(item.unit)}` })}</small>}
      </td>
      <td>
        {asksReason && <input className={styles.words} aria-label={`${local(item.name)}: ${draft.state === 'given' ? t('whatIsWrong') : t('reason')}`} placeholder={draft.state === 'given' ? t('whatIsWrong') : t('reason')} value={draft.reason} maxLength={300} data-words data-needed onChange={(event) => edit({ reason: event.target.value })} />}
        {asksWhy && <input className={styles.words} aria-label={`${local(item.name)}: ${t('why')}`} placeholder={t('why')} value={draft.why} maxLength={300} data-words data-needed onChange={(event) => edit({ why: event.target.value })} />}
        {told !== undefined && told.severity !== 'missing' && <small className={styles.issue} data-severity={told.severity} role="status">{issueText(told)}</small>}
      </td>
      <td className={styles.instead}>
        {STATES.map((state) => <Button key={state} look={draft.state === state ? 'primary' : 'quiet'} tabIndex={-1} aria-pressed={draft.state === state} onClick={() => edit(draft.state === state ? { state: 'given', reason: '' } : { state })}>{t(`state.${state}`)}</Button>)}
      </td>
    </tr>
  );
}

interface CellProps {
  readonly item: RoundItem;
  readonly draft: AnswerDraft;
  readonly walk: Walk;
  readonly edit: (part: Partial<AnswerDraft>) => void;
  readonly onGoOn: () => void;
  readonly bad: boolean;
}

/** The field of a line by its kind: digits for numbers and choices, minutes for steps. */
function Cell({ item, draft, walk, edit, onGoOn, bad }: CellProps): ReactNode {
  const local = useLocal();
  switch (item.kind) {
    case 'reading':
      return <span className={styles.value}><input value={draft.text} inputMode="decimal" autoComplete="off" maxLength={20} aria-label={local(item.name)} aria-invalid={bad} data-cell data-needed={bad ? true : undefined} onChange={(event) => edit({ text: withoutUnit(event.target.value, item.unit) })} /> {unitText(item.unit)}</span>;
    case 'check':
    case 'choice':
      return <ChoiceCell item={item} draft={draft} edit={edit} onGoOn={onGoOn} />;
    case 'text':
      return <input className={styles.words} value={draft.text} maxLength={2000} aria-label={local(item.name)} data-cell data-words onChange={(event) => edit({ text: event.target.value })} />;
    case 'timer':
      return <StepsCell item={item} draft={draft} walk={walk} edit={edit} />;
    case 'photo':
    case 'signature':
      // What was signed on paper is kept as a picture of the sheet.
      return <PhotoField item={item} draft={draft} saved={walk.round.answers[item.id]} last={null} isPaper roundId={walk.round.id} edit={edit} onGoOn={onGoOn} />;
  }
}

function ChoiceCell({ item, draft, edit, onGoOn }: Pick<CellProps, 'draft' | 'edit' | 'onGoOn'> & { readonly item: Extract<RoundItem, { kind: 'check' | 'choice' }> }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const options = item.kind === 'check' ? [{ id: 'pass', label: t('pass'), bad: false }, { id: 'fail', label: t('fail'), bad: true }] : item.options.map(({ id, name, bad }) => ({ id, label: local(name), bad }));
  const choose = (option: (typeof options)[number]): void => {
    edit({ choice: option.id, ...(option.bad ? {} : { reason: '' }) });
    onGoOn();
  };
  const onDigit = useDigits(options.length, (i) => { const option = options[i]; if (option !== undefined) choose(option); });
  const onKey = (event: KeyboardEvent): void => {
    if (onDigit(event)) event.stopPropagation();
  };
  const chosen = options.findIndex(({ id }) => id === draft.choice);
  return (
    <div role="radiogroup" aria-label={local(item.name)} className={styles.choices} onKeyDown={onKey}>
      {options.map((option, i) => (
        <button key={option.id} type="button" role="radio" aria-checked={i === chosen} tabIndex={i === Math.max(0, chosen) ? 0 : -1} data-bad={option.bad} data-cell={i === Math.max(0, chosen) ? true : undefined} onClick={() => choose(option)}><kbd aria-hidden>{i + 1}</kbd>{option.label}</button>
      ))}
    </div>
  );
}

/** Minutes each step took; the form says when it began, the round when that was. */
function StepsCell({ item, draft, walk, edit }: Pick<CellProps, 'draft' | 'walk' | 'edit'> & { readonly item: Extract<RoundItem, { kind: 'timer' }> }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const minutesOf = (id: string): string => {
    const step = draft.steps[id];
    return step === undefined || step.doneMs === null ? '' : String(Math.round((step.doneMs - step.startedMs) / 60_000));
  };
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(item.steps.map(({ id }) => [id, minutesOf(id)])));
  const type = (id: string, text: string): void => {
    setTyped({ ...typed, [id]: text });
    const minutes = numberOf(text);
    const startedMs = walk.round.paperMs ?? 0;
    const { [id]: before, ...others } = draft.steps;
    edit({ steps: minutes === null || minutes < 0 || minutes > 1440 ? others : { ...others, [id]: { startedMs, doneMs: startedMs + minutes * 60_000, reason: before?.reason ?? '' } } });
  };
  return (
    <div className={styles.steps}>
      {item.steps.map(({ id, name, minutes }, i) => {
        const took = numberOf(typed[id] ?? '');
        const step = draft.steps[id];
        return (
          <label key={id}>
            <span>{local(name)} ({t('minutes', { count: minutes })})</span>
            <span className={styles.value}><input value={typed[id] ?? ''} inputMode="decimal" maxLength={6} data-cell={i === 0 ? true : undefined} onChange={(event) => type(id, event.target.value)} /> {t('lists.min')}</span>
            {step !== undefined && took !== null && took < minutes && <input className={styles.words} aria-label={t('whyEarly', { minutes })} placeholder={t('whyEarly', { minutes })} value={step.reason} maxLength={300} data-words data-needed={step.reason.trim() === '' ? true : undefined} onChange={(event) => edit({ steps: { ...draft.steps, [id]: { ...step, reason: event.target.value } } })} />}
          </label>
        );
      })}
    </div>
  );
}
