import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Says that a field takes no more, so that nobody takes the end of a pasted text for stored. */
export function FullNote({ text, most }: { readonly text: string; readonly most: number }): ReactNode {
  const { t } = useTranslation('ui');
  return text.length < most ? null : <small role="status" data-full>{t('fieldFull', { most })}</small>;
}
