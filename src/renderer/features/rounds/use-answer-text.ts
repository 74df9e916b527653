import { useTranslation } from 'react-i18next';
import type { RoundItem } from '#core/plant/rounds.ts';
import { isTouched } from '#core/rounds/answer.ts';
import type { Answer } from '#core/rounds/answer.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { useLocal } from '../../store/hooks.ts';

/** Unit as it stands behind a number; a pH has none. */
export const unitText = (unit: string): string => (unit === 'pH' ? '' : formatUnit(unit));

/** A number of a reading item with its unit; empty for null and for other kinds. */
export const figureText = (item: RoundItem, value: number | null | undefined): string =>
  item.kind !== 'reading' || value == null ? '' : `${formatNumber(value, item.decimals)} ${unitText(item.unit)}`.trim();

/** An answer in words: "34.2 kPa (compressor just started)". */
export function useAnswerText(): (item: RoundItem, answer: Answer | undefined) => string {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  return (item, answer) => {
    if (answer === undefined || !isTouched(answer)) return t('noAnswer');
    const early = item.kind === 'timer' ? item.steps.map(({ id }) => answer.steps[id]?.reason ?? '') : [];
    const because = [answer.why, answer.reason, ...early].filter((text) => text.trim() !== '').join(' · ');
    const words = ((): string => {
      if (answer.state !== 'given') return t(`state.${answer.state}`);
      switch (item.kind) {
        case 'reading':
          return `${answer.text} ${unitText(item.unit)}`.trim();
        case 'check':
          return t(answer.choice === 'fail' ? 'fail' : 'pass');
        case 'choice': {
          const option = item.options.find(({ id }) => id === answer.choice);
          return option === undefined ? '' : local(option.name);
        }
        case 'text':
          return answer.text;
        case 'timer':
          return item.steps
            .flatMap(({ id, name }) => {
              const step = answer.steps[id];
              return step === undefined || step.doneMs === null ? [] : [`${local(name)} ${t('minutes', { count: Math.round((step.doneMs - step.startedMs) / 60_000) })}`];
            })
            .join(', ');
        case 'photo':
        case 'signature':
          return t('fileCount', { count: answer.attachments.length });
      }
    })();
    return because === '' ? words : `${words} (${because})`;
  };
}
