import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { assertNever } from '#core/result.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import type { Answer, AnswerDraft } from '#core/rounds/answer.ts';
import { useLocal } from '../../store/hooks.ts';
import { FullNote } from '../../ui/full-note.tsx';
import { PhotoField } from './photo-field.tsx';
import { ReadingField } from './reading-field.tsx';
import { SignatureField } from './signature-field.tsx';
import { TimerField } from './timer-field.tsx';
import { LEFT_OVER_MS, noHeldEnter, useDigits } from './use-digits.ts';
import styles from './walk.module.css';

export interface AnswerFieldProps {
  readonly item: RoundItem;
  readonly draft: AnswerDraft;
  /** The answer as the engine has it, with the sensor that stood beside it. */
  readonly saved: Answer | undefined;
  readonly last: RoundView['last'][string] | null;
  readonly isPaper: boolean;
  readonly roundId: string;
  readonly edit: (part: Partial<AnswerDraft>) => void;
  readonly onGoOn: () => void;
}

/** The field of an item, by its kind. */
export function AnswerField(props: AnswerFieldProps): ReactNode {
  const { item } = props;
  switch (item.kind) {
    case 'reading':
      return <ReadingField {...props} item={item} />;
    case 'check':
    case 'choice':
      return <Choices {...props} item={item} />;
    case 'text':
      return <TextField {...props} />;
    case 'photo':
      return <PhotoField {...props} />;
    case 'timer':
      return <TimerField {...props} item={item} />;
    case 'signature':
      return <SignatureField {...props} />;
    default:
      return assertNever(item, 'item');
  }
}

type ChoiceItem = Extract<RoundItem, { kind: 'check' | 'choice' }>;

/** Big buttons that a digit presses; a good answer goes on by itself, a bad one asks what is wrong. */
function Choices({ item, draft, edit, onGoOn }: AnswerFieldProps & { readonly item: ChoiceItem }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const options = item.kind === 'check'
    ? [{ id: 'pass', label: t('pass'), bad: false }, { id: 'fail', label: t('fail'), bad: true }]
    : item.options.map(({ id, name, bad }) => ({ id, label: local(name), bad }));
  const choose = (option: (typeof options)[number]): void => {
    edit({ choice: option.id, ...(option.bad ? {} : { reason: '' }) });
    if (!option.bad) onGoOn();
  };
  const group = useRef<HTMLDivElement>(null);
  const [shownMs] = useState(() => performance.now());
  // Enter held down, or pressed twice, was meant for the item before: it must not answer this one.
  const onEnter = (event: React.KeyboardEvent): void => {
    noHeldEnter(event);
    if (event.key === 'Enter' && event.timeStamp - shownMs < LEFT_OVER_MS) event.preventDefault();
  };
  const onDigit = useDigits(options.length, (i) => { const option = options[i]; if (option !== undefined) choose(option); });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // What lies over the round takes its own keys: a PIN is no answer.
      const over = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1);
      if (over !== undefined && !over.contains(group.current)) return;
      if (!(event.target instanceof HTMLElement && event.target.matches('input, textarea'))) onDigit(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return (
    <div ref={group} onKeyDown={onEnter} role="radiogroup" aria-label={local(item.name)} className={styles.choices}>
      {options.map((option, i) => (
        <button key={option.id} type="button" role="radio" aria-checked={draft.choice === option.id} className={styles.choice} data-bad={option.bad} data-first={i === 0 ? true : undefined} data-option={option.id} onClick={() => choose(option)}>
          <kbd aria-hidden>{i + 1}</kbd>
          {option.label}
        </button>
      ))}
    </div>
  );
}

function TextField({ item, draft, edit, onGoOn }: AnswerFieldProps): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  return (
    <div className={styles.wide}>
      <textarea
        className={styles.area}
        aria-label={local(item.name)}
        value={draft.text}
        maxLength={2000}
        data-first
        data-needed
        onChange={(event) => edit({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onGoOn();
          }
        }}
      />
      <small>{t('textHint')}</small>
      <FullNote text={draft.text} most={2000} />
    </div>
  );
}
