import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function HistoryScreen(): ReactNode {
  const { t } = useTranslation('history');
  return <h1>{t('title')}</h1>;
}
