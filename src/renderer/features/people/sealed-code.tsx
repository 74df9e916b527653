import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access } from '../../store/access-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './people.module.css';
import { RecoveryCodeSheet } from './recovery-code-sheet.tsx';

/** Shows the recovery code once; it goes away only when the person says that it is kept. */
export function SealedCode({ code }: { readonly code: string }): ReactNode {
  const { t } = useTranslation('people');
  const [kept, setKept] = useState(false);
  const done = (): void => {
    if (kept) access.showCode(null);
  };
  return (
    <Dialog
      open
      onClose={done}
      title={t('code.title')}
      subtitle={t('code.once')}
      foot={<Button look="primary" disabled={!kept} onClick={done} data-testid="code-done">{t('code.done')}</Button>}
    >
      <div className={styles.form}>
        <p>{t('code.what')}</p>
        <RecoveryCodeSheet code={code} />
        <p className={styles.hint}>{t('code.older')}</p>
        <label className={styles.check}>
          <input type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} />
          <span>{t('code.kept')}</span>
        </label>
      </div>
    </Dialog>
  );
}
