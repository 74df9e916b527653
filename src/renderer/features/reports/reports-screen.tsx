import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function ReportsScreen(): ReactNode {
  const { t } = useTranslation('reports');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
