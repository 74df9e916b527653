import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundItem } from '#core/plant/rounds.ts';
import { isTouched } from '#core/rounds/answer.ts';
import type { Answer } from '#core/rounds/answer.ts';
import { formatUnit } from '../../model/format.ts';
import { useLocal } from '../../store/hooks.ts';

/** An answer in words: "34.2 kPa (compressor just started)". */
export function AnswerWords({ item, answer }: { readonly item: RoundItem; readonly answer: Answer | undefined }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  if (answer === undefined || !isTouched(answer)) return t('noAnswer');
  const because = [answer.why, answer.reason].filter((text) => text.trim() !== '').join(' · ');
  const words = ((): string => {
    if (answer.state !== 'given') return t(`state.${answer.state}`);
    switch (item.kind) {
      case 'reading':
        return `${answer.text} ${item.unit === 'pH' ? '' : formatUnit(item.unit)}`.trim();
      case 'check':
        return t(answer.choice === 'fail' ? 'fail' : 'pass');
      case 'choice': {
        const option = item.options.find(({ id }) => id === answer.choice);
        return option === undefined ? '' : local(option.name);
      }
      case 'text':
        return answer.text;
      case 'timer':
        return t('stepsDone', { done: item.steps.filter(({ id }) => answer.steps[id]?.doneMs != null).length, of: item.steps.length });
      case 'photo':
      case 'signature':
        return t('fileCount', { count: answer.attachments.length });
    }
  })();
  return because === '' ? words : `${words} (${because})`;
}
