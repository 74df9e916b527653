import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function LaboratoryScreen(): ReactNode {
  const { t } = useTranslation('laboratory');
  return <h1>{t('title')}</h1>;
}
