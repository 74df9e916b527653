import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerPanel } from './answer-panel.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { useQuestion } from './use-question.ts';
import { useWhatIfData } from './use-what-if.ts';
import styles from './what-if-screen.module.css';

/** What would happen if? A copy of the plant lives through the coming days twice, and both are compared. */
export function WhatIfScreen(): ReactNode {
  const { t } = useTranslation('whatIf');
  useWhatIfData();
  const question = useQuestion();
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <QuestionPanel question={question} />
      <AnswerPanel question={question} />
    </div>
  );
}
