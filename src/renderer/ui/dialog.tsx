import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
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
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={`${styles.popup} ${styles[place]}`}>
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
