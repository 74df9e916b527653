import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#contract/access.ts';

/** Who a row of the audit log is about, in words. */
export function useAuditWords(): { readonly actor: (row: Pick<AuditRecord, 'actor'>) => string } {
  const { t } = useTranslation('people');
  return {
    actor: ({ actor }) => {
      if (actor.startsWith('person:')) return actor.slice('person:'.length);
      return actor === 'nobody' || actor === 'shell' || actor === 'engine' ? t(`log.${actor}`) : actor;
    },
  };
}
