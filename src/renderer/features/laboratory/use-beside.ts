import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { checkReading } from '#core/laboratory/check.ts';
import type { ReadingIssue } from '#core/laboratory/check.ts';
import { dischargeLimit } from '#core/laboratory/places.ts';
import type { DischargeLimit } from '#core/laboratory/places.ts';
import { toDraft } from '../../model/reading-form.ts';
import type { FormField, ReadingForm } from '../../model/reading-form.ts';
import { formatStamp, formatUnit } from '../../model/format.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useAnswer } from './use-laboratory.ts';

export interface Judged {
  readonly beside: ResultOf<'laboratory.beside'> | null;
  readonly limit: DischargeLimit | null;
  readonly issues: readonly ReadingIssue[];
  readonly faults: ReturnType<typeof toDraft>['faults'];
}

const MINUTE_MS = 60_000;

/** What stands beside the fields, and what the same checks as the engine's say of them. */
export function useJudged(form: ReadingForm, id: string): Judged {
  const { profile } = useProfile();
  const zone = useZone();
  // "Now" moves on by the minute; the sensor beside it with it.
  const nowMinute = usePlant((state) => Math.floor(state.nowMs / MINUTE_MS));
  const nowMs = (nowMinute + 1) * MINUTE_MS;
  const { draft, faults } = useMemo(() => toDraft(form, id, zone, nowMinute * MINUTE_MS), [form, id, zone, nowMinute]);
  const timed = useMemo(() => toDraft({ ...form, value: '0', person: '-', point: form.point === '' ? '-' : form.point }, id, zone, nowMinute * MINUTE_MS).draft, [form, id, zone, nowMinute]);
  const { value: beside } = useAnswer('laboratory.beside', timed === null ? null : {
    tag: form.tag, item: form.item, point: form.point, sampledMs: timed.sampledMs, compositeFromMs: timed.compositeFromMs,
  });
  const limit = dischargeLimit(profile, form.point, form.item);
  const issues = useMemo(() => (draft === null ? [] : checkReading(draft, {
    nowMs,
    sensor: profile.sensors.find(({ tag }) => tag === draft.tag) ?? null,
    quality: profile.quality.sensors.find(({ tag }) => tag === draft.tag) ?? null,
    limit,
    sensorValue: beside?.sensor?.mean ?? null,
    earlier: beside?.last?.reading.id === id ? [] : (beside?.earlier ?? []),
  })), [draft, nowMs, profile, limit, beside, id]);
  return { beside, limit, issues, faults };
}

/** What an issue says, in words. */
export function useIssueText(): (issue: ReadingIssue) => string {
  const { t } = useTranslation('laboratory');
  const zone = useZone();
  return ({ code, value, allowed, unit }) => {
    const shown = code === 'future' || code === 'compositeOrder' ? formatStamp(Number(value), zone).slice(0, 16) : String(value);
    return t(`issue.${code}`, { value: shown, allowed, unit: formatUnit(unit) });
  };
}

/** Which field shows which text: what is missing in it, or why it is refused. */
export function useFieldErrors(asked: boolean, { faults, issues }: Judged): Readonly<Partial<Record<FormField, string>>> {
  const { t } = useTranslation('laboratory');
  const issueText = useIssueText();
  const errors: Partial<Record<FormField, string>> = {};
  for (const [field, fault] of Object.entries(faults)) {
    // An empty field is told only when the person wanted to save.
    if (asked || fault !== 'missing') errors[field as FormField] = t(`fault.${fault}`);
  }
  for (const issue of issues) {
    if (issue.severity !== 'refuse') continue;
    const field: FormField = issue.field === 'sampledMs' ? 'sampled' : issue.field === 'unit' ? 'value' : issue.field;
    errors[field] ??= issueText(issue);
  }
  return errors;
}
