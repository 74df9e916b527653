import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function BackupScreen(): ReactNode {
  const { t } = useTranslation('backup');
  return <h1>{t('title')}</h1>;
}
