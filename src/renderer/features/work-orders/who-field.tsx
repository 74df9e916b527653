import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import type { Doing } from './use-work.ts';

/** Who does it, where no log-in says so; and why it was not done. */
export function WhoField({ doing }: { readonly doing: Doing }): ReactNode {
  const { t } = useTranslation('workOrders');
  if (!doing.asksName) return null;
  return <Field label={t('who')} value={doing.who} maxLength={80} onText={doing.setWho} error={doing.nameMissing ? t('whoMissing') : null} data-testid="work-who" />;
}
