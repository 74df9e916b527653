import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function AlarmsScreen(): ReactNode {
  const { t } = useTranslation('alarms');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
