import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalysisQuestion, AnalysisSource } from '#core/analysis/question.ts';
import { formatNumber } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './answer-frame.module.css';
import type { AnswerOf, Asking, QuestionOf } from './use-answer.ts';

interface AnswerFrameProps<K extends AnalysisQuestion['kind']> {
  readonly asking: Asking<K>;
  /** What is missing before anything can be asked; null when nothing is. */
  readonly missing: string | null;
  readonly isEmpty: (answer: AnswerOf<K>) => boolean;
  readonly children: (answer: AnswerOf<K>, answered: QuestionOf<K>) => ReactNode;
}

/** Room for an answer: what is missing, work with progress and a way out, fault, emptiness, and what the answer is made of. */
export function AnswerFrame<K extends AnalysisQuestion['kind']>({ asking, missing, isEmpty, children }: AnswerFrameProps<K>): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const faultText = useFaultText();
  const lost = usePlant((state) => state.phase !== 'live');
  const { answer, answered, working, fault, stopped } = asking;
  if (missing !== null) return <Notice title={t('missing')} hint={missing} />;
  return (
    <div className={styles.frame} aria-busy={working}>
      {working && <Work asking={asking} />}
      {!working && lost && <p className={styles.line} role="status">{t('frozen')}</p>}
      {!working && fault !== null && (
        <Notice title={t('failed')} hint={faultText(fault)} alert><Button onClick={asking.again}>{t('ui:action.retry')}</Button></Notice>
      )}
      {!working && fault === null && stopped && (
        <Notice title={t('stopped')} hint={t('stoppedHint')}><Button onClick={asking.again}>{t('workOut')}</Button></Notice>
      )}
      {answer === null && working && <div className={styles.skeleton} aria-hidden="true"><div /><div /><div /></div>}
      {answer !== null && answered !== null && !stopped && fault === null && (isEmpty(answer)
        ? <Notice title={t('noData')} hint={t('noDataHint')} />
        : <div className={styles.answer} data-old={working} data-testid="analysis-answer">{children(answer, answered)}<SourceLine source={answer.source} /></div>)}
    </div>
  );
}

function Work({ asking }: { readonly asking: { readonly share: number; readonly cancel: () => void } }): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const percent = Math.round(asking.share * 100);
  return (
    <div className={styles.work} role="status" data-testid="analysis-progress">
      <span>{t('working', { percent })}</span>
      <progress value={asking.share} max={1} aria-label={t('working', { percent })} />
      <Button onClick={asking.cancel}>{t('ui:action.cancel')}</Button>
    </div>
  );
}

export function Notice({ title, hint, alert = false, children }: { readonly title: string; readonly hint: string; readonly alert?: boolean; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={styles.notice} role={alert ? 'alert' : 'status'}>
      <strong>{title}</strong>
      <span>{hint}</span>
      {children}
    </div>
  );
}

/** From which level and how many values an answer was made. */
function SourceLine({ source }: { readonly source: AnalysisSource }): ReactNode {
  const { t } = useTranslation('history');
  return (
    <p className={styles.line} data-testid="analysis-source">
      {t('source', { level: t(`level.${source.level}`), count: source.values, values: formatNumber(source.values, 0), seconds: formatNumber(source.tookMs / 1000, 1) })}
      {source.corrected > 0 && ` · ${t('sourceCorrected', { values: formatNumber(source.corrected, 0) })}`}
    </p>
  );
}
