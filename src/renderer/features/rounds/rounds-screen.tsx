import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function RoundsScreen(): ReactNode {
  const { t } = useTranslation('rounds');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
