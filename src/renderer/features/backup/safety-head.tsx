import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupDrive, BackupStatus } from '#contract/backup.ts';
import { formatBytes, formatWhen } from '../../model/format.ts';
import { backupDoubt, isCopiedElsewhere } from '../../store/backup-store.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import styles from './safety-head.module.css';

interface SafetyHeadProps {
  readonly status: BackupStatus;
  readonly drives: readonly BackupDrive[] | null;
  /** The buttons. */
  readonly children: ReactNode;
}

/** One sentence that says whether the records are safe, and the five facts it rests on. */
export function SafetyHead({ status, drives, children }: SafetyHeadProps): ReactNode {
  const { t } = useTranslation('backup');
  const messages = useMessages();
  const nowMs = usePlant((state) => state.nowMs);
  const doubt = backupDoubt(status, nowMs);
  const mood =
    doubt ??
    (status.last === null ? 'none' : isCopiedElsewhere(status, nowMs) ? 'good' : 'localOnly');
  return (
    <section
      className={styles.head}
      aria-label={t(`safe.${mood}`)}
      data-testid="backup-safety"
      data-mood={mood}
    >
      <div className={styles.top}>
        <div>
          <p className={styles.sentence} role="status">
            {doubt !== null && <AlarmMark priority={2} size={24} />}
            <strong>{t(`safe.${mood}`)}</strong>
          </p>
          <p className={styles.hint}>
            {t(`safeHint.${mood}`)}
            {status.failed !== null && (
              <>
                {' '}
                {messages.code(
                  `backupFault.${status.failed.fault.code}`,
                  status.failed.fault.params,
                )}
              </>
            )}
          </p>
        </div>
        <div className={styles.actions}>{children}</div>
      </div>
      <Facts status={status} drives={drives} nowMs={nowMs} />
    </section>
  );
}

function Facts({
  status,
  drives,
  nowMs,
}: {
  readonly status: BackupStatus;
  readonly drives: readonly BackupDrive[] | null;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('backup');
  const spanText = useSpanText();
  const zone = useZone();
  const { last, lastExternal, restoreTest, next, monthlyDue, freeBytes, neededBytes, settings } =
    status;
  const ago = (tsMs: number): string => t('value.ago', { span: spanText(nowMs - tsMs) });
  const driveReady =
    drives?.some(({ writable }) => writable) === true || settings.external.folder !== null;
  const short = freeBytes !== null && freeBytes < neededBytes;
  return (
    <dl className={styles.facts}>
      <Fact
        name={t('fact.last')}
        value={last === null ? t('value.none') : ago(last.takenMs)}
        detail={last === null ? '' : `${formatBytes(last.bytes)} · ${t('value.verified')}`}
        bad={backupDoubt(status, nowMs) === 'old'}
      />
      <Fact
        name={t('fact.external')}
        value={lastExternal === null ? t('value.none') : ago(lastExternal.takenMs)}
        detail={
          settings.external.mode === 'off'
            ? t('value.off')
            : monthlyDue
              ? t(driveReady ? 'value.due' : 'value.waits')
              : formatWhen(next.monthlyMs, nowMs, zone)
        }
        bad={false}
      />
      <Fact
        name={t('fact.test')}
        value={
          restoreTest === null
            ? t('value.never')
            : !restoreTest.ok
              ? t('value.testFailed')
              : t(restoreTest.opened ? 'value.testOk' : 'value.testSealed')
        }
        detail={
          restoreTest === null
            ? formatWhen(next.restoreTestMs, nowMs, zone)
            : `${ago(restoreTest.atMs)} · ${t('value.took', { span: spanText(Math.max(1000, restoreTest.tookMs)) })}`
        }
        bad={restoreTest?.ok === false}
      />
      <Fact
        name={t('fact.next')}
        value={formatWhen(next.dailyMs, nowMs, zone)}
        detail={status.folder}
        bad={false}
      />
      <Fact
        name={t('fact.disk')}
        value={formatBytes(freeBytes)}
        detail={
          short
            ? t('value.short', { size: formatBytes(neededBytes - freeBytes) })
            : t('value.needs', { size: formatBytes(neededBytes) })
        }
        bad={short}
      />
    </dl>
  );
}

function Fact({
  name,
  value,
  detail,
  bad,
}: {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
  readonly bad: boolean;
}): ReactNode {
  return (
    <div className={styles.fact} data-bad={bad}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className={styles.detail} title={detail}>
        {detail}
      </dd>
    </div>
  );
}
