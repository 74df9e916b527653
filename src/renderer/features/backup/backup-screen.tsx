import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupItem } from '#contract/backup.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { useBackup } from '../../store/backup-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { BackupList } from './backup-list.tsx';
import styles from './backup-screen.module.css';
import { JobStrip } from './job-strip.tsx';
import { KeepingDialog } from './keeping-dialog.tsx';
import { MakeDialog } from './make-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { SafetyHead } from './safety-head.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { useBackupStatus, useDrives } from './use-backup.ts';

type Open =
  | { readonly what: 'make'; readonly external: boolean }
  | { readonly what: 'restore'; readonly item: BackupItem }
  | { readonly what: 'settings' }
  | { readonly what: 'keeping' }
  | null;

/** Whether the records are safe, what copies there are, and the way back from one. */
export function BackupScreen(): ReactNode {
  const { t } = useTranslation('backup');
  const faultText = useFaultText();
  useBackupStatus();
  const status = useBackup((state) => state.status);
  const drives = useDrives();
  const live = usePlant((state) => state.phase === 'live');
  const operator = useOperatorName();
  const [open, setOpen] = useState<Open>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const close = (): void => setOpen(null);

  const test = (dir: string | null): void => {
    setFault(null);
    void callEngine('backup.test', {
      who: operator.trim() === '' ? 'window' : operator,
      dir,
      open: { kind: 'none' },
    }).then((answer) => {
      if (!answer.ok) setFault(answer.error);
    });
  };

  if (status === null) {
    return (
      <div className={styles.screen} aria-busy="true">
        <h1 className="visually-hidden">{t('title')}</h1>
        <p className="visually-hidden" role="status">
          {t('loading')}
        </p>
        <div className={styles.skeleton} />
        <div className={styles.skeleton} />
      </div>
    );
  }
  const busy = status.job !== null || !live;
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      {!live && (
        <p className={styles.note} role="status">
          {t('frozen')}
        </p>
      )}
      <SafetyHead status={status} drives={drives}>
        <RightButton
          right="backup.make"
          look="primary"
          disabled={busy}
          onClick={() => setOpen({ what: 'make', external: false })}
          data-testid="backup-now"
        >
          {t('now')}
        </RightButton>
        <RightButton
          right="backup.make"
          disabled={busy}
          onClick={() => setOpen({ what: 'make', external: true })}
        >
          {t('toDrive')}
        </RightButton>
        <RightButton
          right="backup.make"
          disabled={busy || status.last === null}
          onClick={() => test(null)}
        >
          {t('test')}
        </RightButton>
        <RightButton
          right="backup.manage"
          disabled={!live}
          onClick={() => setOpen({ what: 'settings' })}
        >
          {t('change')}
        </RightButton>
        <Button disabled={!live} onClick={() => setOpen({ what: 'keeping' })}>
          {t('keeping.open')}
        </Button>
      </SafetyHead>
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {faultText(fault)}
        </p>
      )}
      <JobStrip status={status} onFault={setFault} />
      <BackupList
        busy={busy}
        onRestore={(item) => setOpen({ what: 'restore', item })}
        onTest={(item) => test(item.dir)}
      />
      {open?.what === 'make' && (
        <MakeDialog external={open.external} status={status} drives={drives} onClose={close} />
      )}
      {open?.what === 'restore' && <RestoreDialog item={open.item} onClose={close} />}
      {open?.what === 'keeping' && <KeepingDialog onClose={close} />}
      {open?.what === 'settings' && <SettingsDialog status={status} onClose={close} />}
    </div>
  );
}
