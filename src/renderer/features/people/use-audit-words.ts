import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#contract/access.ts';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { useMessages } from '../../store/messages.ts';

interface AuditWords {
  readonly actor: (row: Pick<AuditRecord, 'actor'>) => string;
  /** What it was done to; empty where nothing says it. */
  readonly subject: (row: Pick<AuditRecord, 'subject'>) => string;
}

/** Who a row of the audit log is about, and what, in words. */
export function useAuditWords(): AuditWords {
  const { t } = useTranslation('people');
  const messages = useMessages();
  return {
    actor: ({ actor }) => {
      if (actor.startsWith('person:')) return actor.slice('person:'.length);
      return actor === 'nobody' || actor === 'shell' || actor === 'engine' ? t(`log.${actor}`) : actor;
    },
    // A second signature is for a command.
    subject: ({ subject }) =>
      subject === null ? '' : Object.hasOwn(COMMAND_RULES, subject) ? messages.call(subject) : messages.subject(subject),
  };
}
