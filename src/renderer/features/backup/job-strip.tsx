import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupJobView, BackupStatus } from '#contract/backup.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useSpanText } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import styles from './job-strip.module.css';

/** Below this share the remaining time would only be a guess. */
const TELLS_FROM = 0.05;
const DONE = {
  backup: 'doneBackup',
  restore: 'doneRestore',
  test: 'doneTest',
  preview: 'doneTest',
} as const;

const isInterrupted = (job: BackupJobView | null): boolean =>
  job?.fault?.code === 'interrupted' || job?.fault?.code === 'interruptedSwap';

/** What is under way with its progress and the way to stop it, or what became of the last one. */
export function JobStrip({
  status,
  onFault,
}: {
  readonly status: BackupStatus;
  readonly onFault: (fault: CallFault) => void;
}): ReactNode {
  const { t } = useTranslation('backup');
  // Of what ended before this screen was opened only that counts which nobody has seen end.
  const [hidden, setHidden] = useState<string | null>(
    isInterrupted(status.lastJob) ? null : (status.lastJob?.id ?? null),
  );
  const { job, lastJob, restartNeeded } = status;
  return (
    <>
      {job !== null && <Running job={job} onFault={onFault} />}
      {job === null && lastJob !== null && lastJob.id !== hidden && (
        <Ended job={lastJob} onHide={() => setHidden(lastJob.id)} />
      )}
      {restartNeeded && job === null && (
        <section className={styles.strip} data-state="restart">
          <p>{t('restart.text')}</p>
          <Restart onFault={onFault} />
        </section>
      )}
    </>
  );
}

function Running({
  job,
  onFault,
}: {
  readonly job: BackupJobView;
  readonly onFault: (fault: CallFault) => void;
}): ReactNode {
  const { t } = useTranslation('backup');
  const spanText = useSpanText();
  const left = job.share < TELLS_FROM ? null : (job.tookMs * (1 - job.share)) / job.share;
  const cancel = (): void => {
    void callEngine('backup.cancel', { id: job.id }).then((answer) => {
      if (!answer.ok) onFault(answer.error);
    });
  };
  return (
    <section className={styles.strip} data-state="running" data-testid="backup-job">
      <div className={styles.words} role="status">
        <strong>{t(`job.${job.what}`)}</strong>
        <span>{t(`job.phase.${job.phase}`)}</span>
        <span>
          {t('job.percent', { percent: Math.round(job.share * 100) })}
          {left !== null && ` · ${t('job.left', { span: spanText(Math.max(1000, left)) })}`}
        </span>
      </div>
      <progress value={job.share} max={1} aria-label={t(`job.${job.what}`)} />
      <Button onClick={cancel} disabled={!job.cancellable}>
        {t('job.cancel')}
      </Button>
    </section>
  );
}

function Ended({
  job,
  onHide,
}: {
  readonly job: BackupJobView;
  readonly onHide: () => void;
}): ReactNode {
  const { t } = useTranslation('backup');
  const messages = useMessages();
  const words =
    job.state === 'done'
      ? t(`job.${DONE[job.what]}`)
      : job.state === 'cancelled'
        ? t('job.cancelled')
        : t('job.failed');
  return (
    <section
      className={styles.strip}
      data-state={job.state}
      data-testid="backup-ended"
      role={job.state === 'failed' ? 'alert' : 'status'}
    >
      <div className={styles.words}>
        <strong>{words}</strong>
        {job.fault !== null && job.state === 'failed' && (
          <span>{messages.code(`backupFault.${job.fault.code}`, job.fault.params)}</span>
        )}
        {job.state === 'done' && job.dir !== null && (
          <span className={styles.dir} title={job.dir}>
            {job.dir}
          </span>
        )}
      </div>
      <Button look="quiet" onClick={onHide}>
        {t('job.hide')}
      </Button>
    </section>
  );
}

/** Ends the engine in order; whoever runs it, shell or system, starts it again. */
function Restart({ onFault }: { readonly onFault: (fault: CallFault) => void }): ReactNode {
  const { t } = useTranslation('backup');
  const operator = useOperatorName();
  const restart = (): void => {
    void callEngine('engine.stop', { who: operator.trim() === '' ? 'window' : operator }).then(
      (answer) => {
        if (!answer.ok) onFault(answer.error);
      },
    );
  };
  return (
    <Button look="primary" onClick={restart}>
      {t('restart.button')}
    </Button>
  );
}
