import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventRecord, LayerVerdict } from '#contract/records.ts';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { alarmText, messageText, subjectName } from '#core/messages/text.ts';
import type { MessageContext, MessageParams } from '#core/messages/text.ts';
import { formatStamp } from '../model/format.ts';
import { useLocal, useProfile } from './hooks.ts';

const SPACES = ['messages', 'ui', 'trends', 'machines', 'settings', 'virtualPlant', 'people'] as const;

export interface Messages {
  readonly event: (event: EventRecord) => string;
  readonly alarm: (alarm: Pick<ActiveAlarm, 'id' | 'code' | 'params'>) => string;
  readonly verdict: (verdict: LayerVerdict) => string;
  readonly code: (code: string, params: MessageParams) => string;
  readonly subject: (subject: string) => string;
  /** Name of a command as the audit log shows it. */
  readonly call: (call: string) => string;
}

/** Texts of events, alarms and verdicts in the present language. */
export function useMessages(): Messages {
  const { t, i18n } = useTranslation(SPACES);
  const local = useLocal();
  const { profile, index } = useProfile();
  return useMemo(() => {
    const context: MessageContext = {
      // The keys are made of codes the records hold; one without a text was asked for with `has` before.
      word: (key, params = {}) => String(t(key as 'ui:unknown', params)),
      has: (key) => i18n.exists(key),
      local, profile, index,
      stamp: (tsMs) => formatStamp(tsMs, profile.site.timeZone),
    };
    return {
      event: (event) => messageText(event.code, event.params, context),
      alarm: (alarm) => alarmText(alarm, context),
      verdict: (verdict) => messageText(verdict.code, verdict.params, context),
      code: (code, params) => messageText(code, params, context),
      subject: (subject) => subjectName(subject, context),
      call: (call) => (context.has(`people:call.${call}`) ? context.word(`people:call.${call}`) : call),
    };
  }, [t, i18n, local, profile, index]);
}
