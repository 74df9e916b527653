import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shiftsOver } from '#core/work/lock.ts';
import { formatBytes, formatDay, formatMinute, formatNumber } from '../model/format.ts';
import { backupDoubt, useBackup } from '../store/backup-store.ts';
import { TimerBell } from '../features/rounds/timer-bell.tsx';
import { useLocks } from '../features/work-orders/lock-part.tsx';
import { useConnectionText, useLocal, useSpanText, useZone } from '../store/hooks.ts';
import { useMessages } from '../store/messages.ts';
import { usePlant } from '../store/plant-store.ts';
import { route } from '../store/route-store.ts';
import { rounds, useRounds } from '../store/rounds-store.ts';
import styles from './bottom-bar.module.css';

/** What keeps the records safe: historian, file, disk, scan; and where the values come from. */
export function BottomBar(): ReactNode {
  const { t } = useTranslation('ui');
  const status = usePlant((state) => state.status);
  const connection = useConnectionText();
  if (status === null) return <footer className={styles.bar} aria-label={t('bottom.label')} />;
  const { historian, scan } = status;
  const store = historian.state === 'ok' ? t('bottom.historianOk') : historian.state === 'delayed' ? t('bottom.historianDelayed', { count: historian.pendingScans }) : t('bottom.historianFailing');
  return (
    <footer className={styles.bar} aria-label={t('bottom.label')}>
      <span data-abnormal={historian.state !== 'ok'} title={historian.detail ?? undefined}>{t('bottom.historian')} {store}</span>
      {historian.fileBytes !== null && <span>{t('bottom.file', { size: formatBytes(historian.fileBytes) })}</span>}
      {historian.freeDiskBytes !== null && <span>{t('bottom.disk', { size: formatBytes(historian.freeDiskBytes) })}</span>}
      <TimerBell />
      <NextRound />
      <BackupState />
      <Locks />
      {scan.lastMs !== null && (
        <span>{t('bottom.scan', { ms: formatNumber(scan.lastMs, 0) })}{scan.overruns > 0 && ` · ${t('bottom.overruns', { count: scan.overruns })}`}</span>
      )}
      <span>{t('bottom.connection')} {connection}</span>
      <button type="button" className={styles.keys} onClick={() => route.shortcuts(true)}>{t('bottom.shortcuts')}</button>
    </footer>
  );
}

/** Motors that are locked with a tag, where there are any: nobody may start them. */
function Locks(): ReactNode {
  const { t } = useTranslation('workOrders');
  const messages = useMessages();
  const locks = useLocks(null);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const [first] = locks;
  if (first === undefined) return null;
  const names = [...new Set(locks.map(({ unit }) => unit))];
  const old = locks.some((lock) => shiftsOver(lock, nowMs) > 0);
  return <button type="button" className={styles.keys} data-abnormal={old} data-testid="bottom-locks" title={names.map((unit) => messages.subject(unit)).join(', ')} onClick={() => route.machine(first.unit)}>{t(old ? 'lock.overviewOld' : 'lock.overview', { count: names.length })}</button>;
}

/** Age of the last good backup; told as abnormal when it is too old, failed, or could not be brought back in the trial. */
function BackupState(): ReactNode {
  const { t } = useTranslation('ui');
  const spanText = useSpanText();
  const backup = useBackup((state) => state.status);
  const nowMs = usePlant((state) => state.nowMs);
  if (backup === null) return null;
  const { job, last } = backup;
  const doubt = backupDoubt(backup, nowMs);
  const words =
    job !== null ? t('bottom.backupRunning', { percent: Math.round(job.share * 100) })
    : doubt === 'testFailed' ? t('bottom.backupTestFailed')
    : doubt === 'failed' ? t('bottom.backupFailed')
    : last === null ? t('bottom.backupNone')
    : t('bottom.backup', { span: spanText(nowMs - last.takenMs) });
  return <button type="button" className={styles.keys} data-abnormal={doubt !== null} data-testid="bottom-backup" onClick={() => route.go('backup')}>{words}</button>;
}

/** Round that is open or late, else the next one that is due. */
function NextRound(): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const today = useRounds((state) => state.today);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  if (today === null) return null;
  const late = today.lines.filter(({ status }) => status === 'overdue' || status === 'late');
  const now = today.lines.find(({ status }) => status === 'due' || status === 'running' || status === 'paused');
  const { next } = today;
  const [first] = late;
  const words =
    first !== undefined ? t('bottom.late', { name: local(first.name), count: late.length })
    : now !== undefined ? t('bottom.now', { name: local(now.name), state: t(`status.${now.status}`) })
    : next === null ? t('noNext')
    : t('bottom.next', { name: local(next.name), when: formatDay(next.dueMs, zone) === formatDay(nowMs, zone) ? formatMinute(next.dueMs, zone) : `${formatDay(next.dueMs, zone).slice(5)} ${formatMinute(next.dueMs, zone)}` });
  const open = (): void => {
    rounds.tab('today');
    route.go('rounds');
  };
  return <button type="button" className={styles.keys} data-abnormal={late.length > 0} data-testid="bottom-round" onClick={open}>{words}</button>;
}
