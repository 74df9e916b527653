import { create } from 'zustand';
import type { BackupStatus } from '#contract/backup.ts';

export interface BackupState {
  /** As the engine last told it; null before the first word. */
  readonly status: BackupStatus | null;
}

/** State of the copies of the data, for the bottom bar and the backup screen. */
export const useBackup = create<BackupState>()(() => ({ status: null }));

export const backupWriter = {
  take(status: BackupStatus): void {
    useBackup.setState({ status });
  },
};

/** A daily backup and two hours for it: from then on the last one is too old. */
const OLD_AFTER_MS = 26 * 3_600_000;

/** A month and some days for bringing the drive. */
const FAR_AFTER_MS = 40 * 24 * 3_600_000;

/** Whether a copy lies outside the PC, where its dying disk cannot take it along. */
export const isCopiedElsewhere = (status: BackupStatus, nowMs: number): boolean =>
  status.lastExternal !== null && nowMs - status.lastExternal.takenMs < FAR_AFTER_MS;

export type BackupDoubt = 'testFailed' | 'old' | 'failed';

/** Why the backups are not as they should be; null when they are, or when there is none yet. */
export function backupDoubt(status: BackupStatus, nowMs: number): BackupDoubt | null {
  if (status.restoreTest !== null && !status.restoreTest.ok) return 'testFailed';
  if (status.failed !== null) return 'failed';
  if (status.last !== null && nowMs - status.last.takenMs > OLD_AFTER_MS) return 'old';
  return null;
}
