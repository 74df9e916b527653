import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeductionView, SensorTrust } from '#contract/data-quality.ts';
import { QA_CHECKS } from '#core/signal/qa/finding.ts';
import type { Finding, QaCheck } from '#core/signal/qa/finding.ts';
import { formatNumber, formatStamp, formatUnit, formatWhen } from '../../model/format.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';

const isCheck = (text: string): text is QaCheck => (QA_CHECKS as readonly string[]).includes(text);

export interface QualityText {
  readonly nameOf: (tag: string) => string;
  readonly numberOf: (tag: string, value: number | null) => string;
  /** With its unit. */
  readonly valueOf: (tag: string, value: number | null) => string;
  /** A difference, with its sign. */
  readonly signed: (tag: string, value: number) => string;
  readonly deduction: (tag: string, deduction: DeductionView) => string;
  /** Why something stands in: the name of a test, or a word of its own. */
  readonly reason: (reason: string) => string;
  readonly facts: (finding: Finding) => string;
  readonly when: (tsMs: number) => string;
  readonly stamp: (tsMs: number) => string;
  /** What stands in, since when and why; null while the own reading stands. */
  readonly standsIn: (sensor: SensorTrust) => string | null;
  readonly person: (actor: string) => string;
}

/** Words and numbers of data quality in the present language. */
export function useQualityText(): QualityText {
  const { t } = useTranslation(['dataQuality', 'events']);
  const { index } = useProfile();
  const local = useLocal();
  const zone = useZone();
  // Times of today are told without the date; the minute is exact enough for that.
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  return useMemo(() => {
    const nameOf = (tag: string): string => {
      const name = index.sensorOfTag.get(tag)?.name ?? index.tag.get(tag)?.name;
      return name === undefined ? tag : local(name);
    };
    const decimals = (tag: string): number => index.tag.get(tag)?.decimals ?? 1;
    const unit = (tag: string): string => {
      const written = formatUnit(index.tag.get(tag)?.unit ?? '');
      return written === '' ? '' : ` ${written}`;
    };
    const numberOf = (tag: string, value: number | null): string => formatNumber(value, decimals(tag));
    const valueOf = (tag: string, value: number | null): string => `${numberOf(tag, value)}${value === null ? '' : unit(tag)}`;
    // A difference needs one digit more than the reading, or a small bias would show as zero.
    const signed = (tag: string, value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatNumber(Math.abs(value), Math.min(4, decimals(tag) + 1))}${unit(tag)}`;
    const reason = (text: string): string => (isCheck(text) ? t(`check.${text}.name`) : text === 'lost' || text === 'maintenance' ? t(`reason.${text}`) : text);
    const when = (tsMs: number): string => formatWhen(tsMs, nowMs, zone);
    const share = (value: number | null): string => formatNumber(value === null ? null : value * 100, 0);
    const deduction = (tag: string, { cause, check, severity, value, limit }: DeductionView): string => {
      switch (cause) {
        case 'finding':
          return t('cause.finding', { check: check === null ? '' : t(`check.${check}.name`), severity: severity === null ? '' : t(`severity.${severity}`), value: formatNumber(value, value !== null && value < 10 ? 1 : 0) });
        case 'missing':
          return t('cause.missing', { value: share(value) });
        case 'drift':
          return t('cause.drift', { value: value === null ? '–' : signed(tag, value).replace(unit(tag), ''), limit: formatNumber(limit, decimals(tag) + 1), unit: unit(tag).trim() });
        case 'calibration':
        case 'check':
          return t(`cause.${cause}`, { value: formatNumber(value, 0), limit: formatNumber(limit, 0) });
        default:
          return t(`cause.${cause}`, { value: formatNumber(value, 1), limit: formatNumber(limit, 0) });
      }
    };
    const facts = ({ tag, check, value, expected, limit, other }: Finding): string => [
      ...(value === null ? [] : [t('detail.facts.value', { value: valueOf(tag, value) })]),
      ...(expected === null ? [] : [t('detail.facts.expected', { value: valueOf(tag, expected) })]),
      ...(limit === null ? [] : [check === 'stuck' ? t('detail.facts.limitMin', { value: formatNumber(limit, 0) }) : t('detail.facts.limit', { value: formatNumber(limit, decimals(tag) + 1) })]),
      ...(other === null ? [] : [t('detail.facts.other', { name: nameOf(other) })]),
    ].join(' · ');
    return {
      nameOf, numberOf, valueOf, signed, deduction, reason, facts, when,
      stamp: (tsMs) => formatStamp(tsMs, zone).slice(0, 16),
      standsIn: ({ substitution }) => {
        if (substitution === null) return null;
        const { kind } = substitution;
        const words = { when: when(substitution.sinceMs), why: reason(substitution.reason) };
        return kind === 'none' ? t('nothingSince', words) : t('standsInSince', { ...words, what: t(`substitute.${kind}`) });
      },
      person: (actor) => (actor.startsWith('person:') ? actor.slice('person:'.length) : actor === 'engine' || actor === 'plc' ? t(`events:actor.${actor}`) : actor),
    };
  }, [t, index, local, zone, nowMs]);
}
