import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Every stored record, to be looked up and followed to its source. */
export function RecordsScreen(): ReactNode {
  const { t } = useTranslation('ui');
  return <h1>{t('nav.records')}</h1>;
}
