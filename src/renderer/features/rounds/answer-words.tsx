import type { ReactNode } from 'react';
import type { RoundItem } from '#core/plant/rounds.ts';
import type { Answer } from '#core/rounds/answer.ts';
import { useAnswerText } from './use-answer-text.ts';

/** An answer in words. */
export function AnswerWords({ item, answer }: { readonly item: RoundItem; readonly answer: Answer | undefined }): ReactNode {
  return useAnswerText()(item, answer);
}
