import type { AlarmInfo } from '#contract/alarms.ts';
import { comparedIn } from '#core/alarms/definition.ts';
import { formatUnit } from '../../model/format.ts';
import { useProfile } from '../../store/hooks.ts';

const SIGNS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' };

/** How the limit of an alarm is written, and whether its value is only assumed. */
export function useLimit({ id, code }: Pick<AlarmInfo, 'id' | 'code'>): { readonly sign: string; readonly unit: string; readonly bandUnit: string; readonly isAssumed: boolean } {
  const { index } = useProfile();
  const alarm = index.alarm.get(id);
  const compared = alarm === undefined ? null : comparedIn(alarm.when);
  const watched = alarm === undefined ? null : 'tank' in alarm.when ? 'm' : 'tag' in alarm.when ? (index.tag.get(alarm.when.tag)?.unit ?? '') : '';
  return {
    // Of the effluent it is a share of the limit.
    bandUnit: code === 'alarm.effluent' ? '%' : formatUnit(watched ?? ''),
    sign: compared === null ? '' : (SIGNS[compared.op] ?? compared.op),
    unit: compared === null ? '' : formatUnit(index.tag.get(compared.tag)?.unit ?? ''),
    isAssumed: compared !== null && alarm?.assumed?.['when'] !== undefined,
  };
}
