import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function StoresScreen(): ReactNode {
  const { t } = useTranslation('stores');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
