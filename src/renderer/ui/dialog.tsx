import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useCallback, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormHandle } from '../store/draft-store.ts';
import { Button } from './button.tsx';
import { KeptNote } from './kept-note.tsx';
import type { Together } from './together-note.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly place?: 'centre' | 'wide' | 'top' | 'side';
  /** What is typed here is kept; the sheet says so when it opens with something in it. */
  readonly form?: FormHandle;
  /** What is typed here takes the place of something; the sheet says so when somebody else changed the same. */
  readonly together?: Together;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A modal sheet: focus stays inside, Esc closes it and focus goes back to where it came from. */
export function Dialog({ open, onClose, title, subtitle, place = 'centre', form, together, children, foot }: DialogProps): ReactNode {
  const { t } = useTranslation('ui');
  const finalFocus = useFocusBack(open);
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={`${styles.popup} ${styles[place]}`} finalFocus={finalFocus}>
          <header className={styles.head}>
            <div>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {subtitle !== undefined && <Base.Description className={styles.subtitle} render={<div />}>{subtitle}</Base.Description>}
            </div>
            <Base.Close render={<Button look="quiet" aria-label={t('action.close')}><X size={22} aria-hidden /></Button>} />
          </header>
          {/* Keyboard users scroll long sheets, so the scrolled part takes focus. */}
          <div className={styles.body} tabIndex={0}>{form !== undefined && <KeptNote form={form} {...(together === undefined ? {} : { together })} />}{children}</div>
          {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * Where the focus goes when a sheet closes: to what had it before. That is read while the sheet is being drawn, since
 * a field that takes the focus by itself has it before the sheet could ask. What is gone by then, such as the row of an
 * alarm that was acknowledged, leaves it to the screen, so that the next Tab goes on from there and not from the top.
 */
function useFocusBack(open: boolean): () => HTMLElement | false {
  const opener = useRef<Element | null>(null);
  const was = useRef(false);
  if (open && !was.current) opener.current = document.activeElement;
  was.current = open;
  return useCallback(() => {
    const before = opener.current;
    if (before instanceof HTMLElement && before.isConnected && before !== document.body && !before.matches(':disabled')) return before;
    // Given to the library, it would go to the first field in there, and a shortcut into a search.
    setTimeout(() => document.getElementById('content')?.focus({ preventScroll: true }), 0);
    return false;
  }, []);
}
