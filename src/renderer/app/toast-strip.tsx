import { Check, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, useToast } from '../store/toast-store.ts';
import type { Toast } from '../store/toast-store.ts';
import styles from './toast-strip.module.css';

/**
 * What was just done, in the free end of the navigation: no alarm, no value and no button lies under
 * it, and nothing on the screen moves when it comes or goes.
 */
export function ToastStrip(): ReactNode {
  const shown = useToast((state) => state.shown);
  return (
    <div className={styles.place} role="status" aria-live="polite" data-testid="toast">
      {shown !== null && <Note key={shown.id} shown={shown} />}
    </div>
  );
}

function Note({ shown }: { readonly shown: Toast }): ReactNode {
  const { t } = useTranslation('ui');
  const [busy, setBusy] = useState(false);
  const { undo } = shown;
  const takeBack = async (): Promise<void> => {
    if (undo === null) return;
    setBusy(true);
    toast.hold();
    const fault = await undo();
    toast.say(fault ?? t('toast.undone'));
  };
  return (
    <div className={styles.note} onPointerEnter={toast.hold} onPointerLeave={toast.release} onFocus={toast.hold} onBlur={toast.release}>
      <Check size={16} aria-hidden />
      <span className={styles.text} title={shown.text}>{shown.text}</span>
      {undo !== null && (
        <button type="button" className={styles.act} disabled={busy} onClick={() => void takeBack()}>
          <Undo2 size={16} aria-hidden />{t('toast.undo')}
        </button>
      )}
      <button type="button" className={styles.act} aria-label={t('action.close')} onClick={toast.leave}><X size={16} aria-hidden /></button>
    </div>
  );
}
