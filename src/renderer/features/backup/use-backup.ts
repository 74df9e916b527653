import { useCallback, useEffect, useState } from 'react';
import type { ResultOf } from '#contract/api.ts';
import type { BackupDrive } from '#contract/backup.ts';
import { useBackup, backupWriter } from '../../store/backup-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { usePlant } from '../../store/plant-store.ts';

/** Drives come and go; while the screen is open they are looked for this often. */
const DRIVES_EVERY_MS = 10_000;

export type BackupList = ResultOf<'backup.list'>;
export interface ListState {
  readonly list: BackupList | null;
  readonly fault: CallFault | null;
  readonly reload: () => void;
}

/** Backups in the usual places, or in a folder; read again when a job ends. */
export function useBackupList(folder: string | null): ListState {
  const [list, setList] = useState<BackupList | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [round, setRound] = useState(0);
  const lastJob = useBackup((state) => state.status?.lastJob?.id ?? null);
  const phase = usePlant((state) => state.phase);
  useEffect(() => {
    if (phase !== 'live') return;
    const abort = new AbortController();
    void callEngine('backup.list', { folder }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      if (answer.ok) setList(answer.value);
      setFault(answer.ok ? null : answer.error);
    });
    return () => abort.abort();
  }, [folder, round, lastJob, phase]);
  return { list, fault, reload: useCallback(() => setRound((value) => value + 1), []) };
}

/** External drives that are plugged in; null before the first answer. */
export function useDrives(): readonly BackupDrive[] | null {
  const [drives, setDrives] = useState<readonly BackupDrive[] | null>(null);
  useEffect(() => {
    let over = false;
    const ask = (): void => {
      void callEngine('backup.drives', {}).then((answer) => {
        if (!over && answer.ok) setDrives(answer.value);
      });
    };
    ask();
    const timer = setInterval(ask, DRIVES_EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, []);
  return drives;
}

/** Asks for the state when the screen opens; from then on it comes by itself. */
export function useBackupStatus(): void {
  const phase = usePlant((state) => state.phase);
  useEffect(() => {
    if (phase !== 'live') return;
    void callEngine('backup.status', {}).then((answer) => {
      if (answer.ok) backupWriter.take(answer.value);
    });
  }, [phase]);
}
