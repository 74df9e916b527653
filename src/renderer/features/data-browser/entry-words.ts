import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryRecord } from '#contract/provenance.ts';
import { QA_CHECKS } from '#core/signal/qa/finding.ts';
import type { QaCheck } from '#core/signal/qa/finding.ts';
import { SUBSTITUTES } from '#core/signal/virtual/estimate.ts';
import type { Substitute } from '#core/signal/virtual/estimate.ts';
import { formatNumber } from '../../model/format.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';

const FIELDS = [
  'value', 'unit', 'item', 'point', 'person', 'method', 'how', 'file', 'row', 'state', 'reason', 'note', 'check', 'severity', 'tier', 'fromMs', 'toMs', 'tsMs', 'atMs',
  'bias', 'sd', 'by', 'kind', 'expected', 'limit', 'other', 'qualifier', 'laboratory', 'sampledMs', 'doneMs', 'dueMs', 'cause', 'month',
] as const;
type KnownField = (typeof FIELDS)[number];
const isKnown = (field: string): field is KnownField => (FIELDS as readonly string[]).includes(field);
const isCheck = (text: unknown): text is QaCheck => typeof text === 'string' && (QA_CHECKS as readonly string[]).includes(text);
const isSubstitute = (text: unknown): text is Substitute | 'none' => text === 'none' || (typeof text === 'string' && (SUBSTITUTES as readonly string[]).includes(text));
const isSeverity = (text: unknown): text is 'note' | 'suspect' | 'bad' => text === 'note' || text === 'suspect' || text === 'bad';

export interface EntryWords {
  readonly field: (field: string) => string;
  /** A value of a body in words: times as times, persons as names, the rest as it stands. */
  readonly value: (field: string, value: unknown) => string;
  /** The few things that tell one entry from another, in a line. */
  readonly summary: (entry: EntryRecord) => string;
}

const SUMMARY: readonly KnownField[] = ['check', 'severity', 'state', 'bias', 'item', 'value', 'unit', 'how', 'method', 'kind', 'cause', 'file', 'month', 'reason', 'note'];

/** Words for the bodies of entries, whoever wrote them: known fields by name, unknown ones as they are. */
export function useEntryWords(): EntryWords {
  const { t } = useTranslation(['dataBrowser', 'dataQuality', 'ui']);
  const text = useQualityText();
  return useMemo(() => {
    const value = (field: string, raw: unknown): string => {
      if (raw === null || raw === undefined) return '–';
      if (typeof raw === 'boolean') return t(raw ? 'ui:yes' : 'ui:no');
      if (typeof raw === 'number') return /Ms$/.test(field) ? text.stamp(raw) : formatNumber(raw, Number.isInteger(raw) ? 0 : 3);
      if (field === 'check' && isCheck(raw)) return t(`dataQuality:check.${raw}.name`);
      if (field === 'reason' && typeof raw === 'string') return text.reason(raw);
      if (field === 'kind' && isSubstitute(raw)) return raw === 'none' ? t('dataQuality:nothing') : t(`dataQuality:substitute.${raw}`);
      if (field === 'severity' && isSeverity(raw)) return t(`dataQuality:severity.${raw}`);
      if (typeof raw === 'string') return field === 'by' || field === 'actor' ? text.person(raw) : field === 'tag' || field === 'other' ? text.nameOf(raw) : raw;
      const whole = JSON.stringify(raw);
      return whole.length > 160 ? `${whole.slice(0, 160)} …` : whole;
    };
    return {
      value,
      field: (field) => (isKnown(field) ? t(`fieldName.${field}`) : field),
      summary: ({ body }) => SUMMARY.flatMap((field) => {
        const raw = body[field];
        return raw === undefined || raw === null || raw === '' || typeof raw === 'object' ? [] : [value(field, raw)];
      }).join(' · '),
    };
  }, [t, text]);
}
