import type { AlarmInfo } from '#contract/alarms.ts';
import { comparedIn } from '#core/alarms/definition.ts';
import { formatUnit } from '../../model/format.ts';
import { useProfile } from '../../store/hooks.ts';

const SIGNS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' };

/** How the limit of an alarm is written, and whether its value is only assumed. */
export function useLimit({ id }: Pick<AlarmInfo, 'id'>): { readonly sign: string; readonly unit: string; readonly isAssumed: boolean } {
  const { index } = useProfile();
  const alarm = index.alarm.get(id);
  const compared = alarm === undefined ? null : comparedIn(alarm.when);
  return {
    sign: compared === null ? '' : (SIGNS[compared.op] ?? compared.op),
    unit: compared === null ? '' : formatUnit(index.tag.get(compared.tag)?.unit ?? ''),
    isAssumed: compared !== null && alarm?.assumed?.['when'] !== undefined,
  };
}
