import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import { formatWhen } from '../../model/format.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozen, useSpanText, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './answer-panel.module.css';
import { DifferenceTable } from './difference-table.tsx';
import { FutureCharts } from './future-charts.tsx';
import type { QuestionForm } from './use-question.ts';
import { useBusyRun, useWhatIfCalls } from './use-what-if.ts';
import { VerdictList } from './verdict-list.tsx';

/** Right side: both futures in words, curves and figures, and where they began. */
export function AnswerPanel({ question }: { readonly question: QuestionForm }): ReactNode {
  const { t } = useTranslation('whatIf');
  const shownId = useWhatIf((state) => state.shownId);
  const run = useWhatIf((state) => state.runs?.find((each) => each.id === shownId));
  const result = useWhatIf((state) => state.result);
  const busy = useBusyRun();
  return (
    <section className={styles.panel} aria-label={t('title')}>
      <header className={styles.head}>
        <p className={styles.banner}><span className={styles.mark} aria-hidden="true" />{t('banner')}</p>
        <RecentRuns />
      </header>
      <div className={styles.body} tabIndex={0} aria-busy={busy !== undefined}>
        {result !== null && run?.state === 'done'
          ? <Answer run={run} result={result} question={question} />
          : <Nothing run={run} />}
      </div>
    </section>
  );
}

interface AnswerProps {
  readonly run: WhatIfRun;
  readonly result: WhatIfResult;
  readonly question: QuestionForm;
}

function Answer({ run, result, question }: AnswerProps): ReactNode {
  return (
    <>
      <OriginLine run={run} result={result} question={question} />
      <VerdictList result={result} />
      <FutureCharts result={result} />
      <DifferenceTable result={result} />
    </>
  );
}

/** Empty, loading, failed and cancelled, each with what to do. */
function Nothing({ run }: { readonly run: WhatIfRun | undefined }): ReactNode {
  const { t } = useTranslation('whatIf');
  const messages = useMessages();
  if (run?.state === 'failed') {
    return <Notice title={t('failed')} hint={run.fault === null ? '' : messages.code(run.fault.code, run.fault.params)} alert><Again run={run} /></Notice>;
  }
  if (run?.state === 'cancelled') return <Notice title={t('cancelled')} hint={t('emptyHint')} />;
  if (run?.state === 'running') return <Skeleton label={t('running')} />;
  if (run?.state === 'done') return <Skeleton label={t('loading')} />;
  return <Notice title={t('empty')} hint={t('emptyHint')} />;
}

/** Has the question of a run that failed worked out once more, from the plant as it is now. */
function Again({ run }: { readonly run: WhatIfRun }): ReactNode {
  const { t } = useTranslation('whatIf');
  const frozen = useFrozen();
  const isBusy = useBusyRun() !== undefined;
  const faultText = useFaultText();
  const [fault, setFault] = useState<CallFault | null>(null);
  const { start } = useWhatIfCalls(setFault);
  return (
    <>
      <RightButton right="whatIf.run" disabled={frozen || isBusy} onClick={() => void start(run.request)} data-testid="what-if-again">{t('again')}</RightButton>
      {fault !== null && <span>{faultText(fault)}</span>}
    </>
  );
}

function Notice({ title, hint, alert = false, children }: { readonly title: string; readonly hint: string; readonly alert?: boolean; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={styles.notice} role={alert ? 'alert' : 'status'}>
      <strong>{title}</strong>
      <span>{hint}</span>
      {children}
    </div>
  );
}

function Skeleton({ label }: { readonly label: string }): ReactNode {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: 6 }, (_, i) => <div key={i} />)}
    </div>
  );
}

/** From which state the futures begin, how old it is, and which readings were missing for it. */
function OriginLine({ run, result, question }: AnswerProps): ReactNode {
  const { t } = useTranslation('whatIf');
  const zone = useZone();
  const messages = useMessages();
  const spanText = useSpanText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const { changes, horizonDays, form } = question;
  const edited = changes === null || horizonDays !== run.request.horizonDays || JSON.stringify(changes) !== JSON.stringify(run.request.changes);
  const { origin } = result;
  const bring = (): void => {
    const back = form.startOver();
    toast.say(t('brought'), () => {
      back();
      return Promise.resolve(null);
    });
  };
  const ageMs = nowMs - run.askedMs;
  return (
    <div className={styles.origin}>
      <span>{t(`origin.${origin.kind}`, { when: formatWhen(origin.atMs, nowMs, zone) })}{ageMs >= 60_000 && ` · ${t('originAge', { span: spanText(ageMs) })}`}</span>
      {origin.notes.length > 0 && (
        <details>
          <summary>{t('notes', { count: origin.notes.length })}</summary>
          <ul>
            {origin.notes.map((note) => (
              <li key={note.tag}>{messages.subject(note.tag)}: {note.ageS === null ? t(`note.${note.why}`) : t('noteAge', { why: t(`note.${note.why}`), span: spanText(note.ageS * 1000) })}</li>
            ))}
          </ul>
        </details>
      )}
      {edited && <span className={styles.edited}>{t('edited')} <Button look="quiet" onClick={bring}>{t('bring')}</Button></span>}
    </div>
  );
}

/** The answers that are kept; one of them can be looked at again. */
function RecentRuns(): ReactNode {
  const { t } = useTranslation('whatIf');
  const zone = useZone();
  const runs = useWhatIf((state) => state.runs);
  const shownId = useWhatIf((state) => state.shownId);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const done = (runs ?? []).filter((run) => run.state === 'done');
  if (done.length === 0) return null;
  const label = (run: WhatIfRun): string => t('recentRow', { when: formatWhen(run.askedMs, nowMs, zone), days: run.request.horizonDays, count: run.request.changes.length });
  return (
    <div className={styles.recent}>
      <Select
        label={t('recent')}
        value={done.some((run) => run.id === shownId) ? (shownId ?? '') : ''}
        onChange={(id) => {
          if (done.some((each) => each.id === id)) whatIf.show(id, null);
        }}
        options={[...(done.some((run) => run.id === shownId) ? [] : [{ value: '', label: t('recent') }]), ...done.map((run) => ({ value: run.id, label: label(run) }))]}
      />
    </div>
  );
}
