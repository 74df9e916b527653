import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function DataQualityScreen(): ReactNode {
  const { t } = useTranslation('dataQuality');
  return <h1>{t('title')}</h1>;
}
