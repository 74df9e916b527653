import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import { formatWhen } from '../../model/format.ts';
import { useMessages } from '../../store/messages.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rowOf } from '../../model/what-if-form.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './answer-panel.module.css';
import { DifferenceTable } from './difference-table.tsx';
import { FutureCharts } from './future-charts.tsx';
import { useBusyRun, useDraft } from './use-what-if.ts';
import { VerdictList } from './verdict-list.tsx';

/** Right side: both futures in words, curves and figures, and where they began. */
export function AnswerPanel(): ReactNode {
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
          ? <Answer run={run} result={result} />
          : <Nothing run={run} />}
      </div>
    </section>
  );
}

function Answer({ run, result }: { readonly run: WhatIfRun; readonly result: WhatIfResult }): ReactNode {
  return (
    <>
      <OriginLine run={run} result={result} />
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
    return <Notice title={t('failed')} hint={run.fault === null ? '' : messages.code(run.fault.code, run.fault.params)} alert />;
  }
  if (run?.state === 'cancelled') return <Notice title={t('cancelled')} hint={t('emptyHint')} />;
  if (run?.state === 'running') return <Skeleton label={t('running')} />;
  if (run?.state === 'done') return <Skeleton label={t('loading')} />;
  return <Notice title={t('empty')} hint={t('emptyHint')} />;
}

function Notice({ title, hint, alert = false }: { readonly title: string; readonly hint: string; readonly alert?: boolean }): ReactNode {
  return (
    <div className={styles.notice} role={alert ? 'alert' : 'status'}>
      <strong>{title}</strong>
      <span>{hint}</span>
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
function OriginLine({ run, result }: { readonly run: WhatIfRun; readonly result: WhatIfResult }): ReactNode {
  const { t } = useTranslation('whatIf');
  const zone = useZone();
  const messages = useMessages();
  const spanText = useSpanText();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const { changes } = useDraft();
  const horizonDays = useWhatIf((state) => state.horizonDays);
  const edited = changes === null || horizonDays !== run.request.horizonDays || JSON.stringify(changes) !== JSON.stringify(run.request.changes);
  const { origin } = result;
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
      {edited && <span className={styles.edited}>{t('edited')} <Button look="quiet" onClick={() => whatIf.setRows(run.request.changes.map(rowOf), run.request.horizonDays)}>{t('bring')}</Button></span>}
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
          const run = done.find((each) => each.id === id);
          if (run === undefined) return;
          whatIf.setRows(run.request.changes.map(rowOf), run.request.horizonDays);
          whatIf.show(run.id, null);
        }}
        options={[...(done.some((run) => run.id === shownId) ? [] : [{ value: '', label: t('recent') }]), ...done.map((run) => ({ value: run.id, label: label(run) }))]}
      />
    </div>
  );
}
