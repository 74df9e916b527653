import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './dialogs.module.css';

/** In groups of four, as a person reads and writes them. */
const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ');

/** Shows the recovery code once; the dialog closes only when the person says it is kept. */
export function RecoveryCode({
  code,
  onDone,
}: {
  readonly code: string;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useTranslation('backup');
  const [kept, setKept] = useState(false);
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(code).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Dialog
      open
      onClose={() => {
        if (kept) onDone();
      }}
      title={t('key.title')}
      subtitle={t('key.once')}
      foot={
        <Button look="primary" disabled={!kept} onClick={onDone}>
          {t('key.done')}
        </Button>
      }
    >
      <div className={styles.form}>
        <p>{t('key.what')}</p>
        <p className={styles.code} data-testid="recovery-code">
          {grouped(code)}
        </p>
        <p className={styles.hint}>{t('key.older')}</p>
        <Button onClick={copy}>{t(copied ? 'key.copied' : 'key.copy')}</Button>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={kept}
            onChange={(event) => setKept(event.target.checked)}
          />
          <span>{t('key.kept')}</span>
        </label>
      </div>
    </Dialog>
  );
}
