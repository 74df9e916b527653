import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingIssue } from '#core/laboratory/check.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './unusual.module.css';
import { useIssueText } from './use-beside.ts';

interface UnusualProps {
  readonly issues: readonly ReadingIssue[];
  readonly explanation: string;
  readonly asked: boolean;
  readonly onExplanation: (text: string) => void;
}

/** What is unusual about a value and, where that needs saying, why it is so. */
export function Unusual({ issues, explanation, asked, onExplanation }: UnusualProps): ReactNode {
  const { t } = useTranslation('laboratory');
  const issueText = useIssueText();
  const shown = issues.filter(({ severity }) => severity !== 'refuse');
  if (shown.length === 0) return null;
  const needsWords = shown.some(({ severity }) => severity === 'ask');
  return (
    <div className={styles.box} data-testid="unusual">
      <ul>
        {shown.map((issue) => <li key={issue.code}><AlarmMark priority={issue.severity === 'ask' ? 3 : 4} size={16} hollow={issue.severity === 'note'} />{issueText(issue)}</li>)}
      </ul>
      {needsWords && <Field label={t('field.explanation')} hint={t('explanationHint')} error={asked && explanation.trim() === '' ? t('fault.explanation') : null} value={explanation} maxLength={300} onText={onExplanation} data-field="explanation" data-testid="explanation" />}
    </div>
  );
}
