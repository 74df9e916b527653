import { Check, TriangleAlert, Undo2, X } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, useToast } from '../store/toast-store.ts';
import type { Toast } from '../store/toast-store.ts';
import { isTyping } from './is-typing.ts';
import styles from './toast-strip.module.css';

/**
 * What was just done, in the free end of the navigation: no alarm, no value and no button lies under
 * it, and nothing on the screen moves when it comes or goes.
 */
export function ToastStrip(): ReactNode {
  const { t } = useTranslation('ui');
  const shown = useToast((state) => state.shown);
  // The note is far from where the hands are: Ctrl+Z reaches it from anywhere but a field, which has its own.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.ctrlKey || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'z' || isTyping(event.target)) return;
      void toast.takeBack(t('toast.undone'));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [t]);
  return (
    <div className={styles.place} role="status" aria-live="polite" data-testid="toast">
      {shown !== null && <Note key={shown.id} shown={shown} />}
    </div>
  );
}

function Note({ shown }: { readonly shown: Toast }): ReactNode {
  const { t } = useTranslation('ui');
  const busy = useToast((state) => state.isBusy);
  const { undo, isFault } = shown;
  return (
    <div className={styles.note} onPointerEnter={toast.hold} onPointerLeave={toast.release} onFocus={toast.hold} onBlur={toast.release}>
      {isFault ? <TriangleAlert size={16} aria-hidden /> : <Check size={16} aria-hidden />}
      <span className={styles.text} title={shown.text}>{shown.text}</span>
      {undo !== null && (
        <button type="button" className={styles.act} disabled={busy} aria-keyshortcuts="Control+Z" title="Ctrl+Z" onClick={() => void toast.takeBack(t('toast.undone'))}>
          <Undo2 size={16} aria-hidden />{t('toast.undo')}
        </button>
      )}
      <button type="button" className={styles.act} aria-label={t('action.close')} onClick={toast.leave}><X size={16} aria-hidden /></button>
    </div>
  );
}
