import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function WorkOrdersScreen(): ReactNode {
  const { t } = useTranslation('workOrders');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
