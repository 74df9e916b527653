import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function PeopleScreen(): ReactNode {
  const { t } = useTranslation('people');
  return <section aria-label={t('title')}><h1>{t('title')}</h1></section>;
}
