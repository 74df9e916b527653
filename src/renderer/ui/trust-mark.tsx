import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownMark } from '../model/shown-value.ts';
import styles from './trust-mark.module.css';

/** How much a mark asks for attention: a number that cannot be used, one to doubt, one worth knowing. */
export const weightOf = (mark: ShownMark): 'wrong' | 'doubt' | 'note' =>
  mark === 'bad' || mark === 'lost' ? 'wrong' : mark === 'corrected' ? 'note' : 'doubt';

const SHAPES = {
  wrong: <path d="M2 2l8 8M10 2l-8 8" />,
  doubt: <path d="M1 8c2.5-6 3.5-6 5-3s2.5 3 5-1" />,
  note: <path d="M6 1.5v9M2 6h8" />,
} as const;

/** Mark and word beside a number that is not simply what its sensor reads; shape and word tell it without colour. */
export function TrustMark({ mark, short = false }: { readonly mark: ShownMark; readonly short?: boolean }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const weight = weightOf(mark);
  return (
    <span className={styles.mark} data-weight={weight} data-mark={mark} title={t(`mark.${mark}`)}>
      <svg width="11" height="11" viewBox="0 0 12 12" aria-hidden="true">{SHAPES[weight]}</svg>
      {t(short ? `markShort.${mark}` : `mark.${mark}`)}
    </span>
  );
}
