import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import styles from './paper.module.css';

interface PaperProps {
  /** For tables with many columns. */
  readonly across?: boolean;
  readonly children: ReactNode;
}

/**
 * What goes to the printer, whatever is on the screen: it stands beside the window and is seen on paper
 * alone, always in the light colours. Number of the page and name of the site are put beneath each sheet
 * by `usePaperFoot`.
 */
export function Paper({ across = false, children }: PaperProps): ReactNode {
  return createPortal(<div className={styles.paper} data-across={across} aria-hidden="true" data-testid="on-paper">{children}</div>, document.body);
}
