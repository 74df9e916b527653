import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { withLimit } from '#core/alarms/definition.ts';
import type { Condition } from '#core/plant/condition.ts';
import { conditionNow, conditionText } from '../../model/condition-text.ts';
import type { ConditionWords } from '../../model/condition-text.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { factsOf } from '../../model/machine-state.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';

/** What names an alarm: its id, the code of its text and what fills it. */
export type NamedAlarm = Pick<ActiveAlarm, 'id' | 'code' | 'params'>;

export interface AlarmHelpWords {
  readonly cause: string;
  readonly check: string;
  readonly action: string;
  readonly effect: string;
}

/** The profile's own words on an alarm, or those of the window on one the engine raises itself. */
export function useAlarmHelp(): (alarm: NamedAlarm) => AlarmHelpWords | null {
  const { t, i18n } = useTranslation('alarms');
  const local = useLocal();
  const { index } = useProfile();
  return useCallback((alarm) => {
    const own = index.alarm.get(alarm.id);
    if (own !== undefined) return { cause: local(own.cause), check: local(own.check), action: local(own.action), effect: local(own.effect) };
    const name = alarm.code?.replace(/^alarm\./, '') ?? '';
    if (!i18n.exists(`alarms:own.${name}`)) return null;
    const key = name as 'linkDown';
    // What helps against one pollutant may harm another, so that each has its own.
    const item = name === 'effluent' ? String(alarm.params['item']) : '';
    const action = i18n.exists(`alarms:effluentAction.${item}`) ? t(`effluentAction.${item as 'TN'}`) : t(`own.${key}.action`);
    return { cause: t(`own.${key}.cause`), check: t(`own.${key}.check`), action, effect: t(`own.${key}.effect`) };
  }, [t, i18n, local, index]);
}

/** Conditions of the profile in words, with the plant as it is now. */
export function useConditionWords(): ConditionWords {
  const { t } = useTranslation('machines');
  const local = useLocal();
  const { index } = useProfile();
  const samples = usePlant((state) => state.samples);
  return useMemo((): ConditionWords => ({ t, local, index, facts: factsOf(samples, index) }), [t, local, index, samples]);
}

export interface AlarmWatch {
  readonly now: string | null;
  readonly limit: string | null;
}

/** Value an alarm watches now and the limit it broke, where it watches one. */
export function useAlarmWatch(): (alarm: NamedAlarm) => AlarmWatch {
  const { index } = useProfile();
  const words = useConditionWords();
  return useCallback((alarm) => {
    if (alarm.code === 'alarm.effluent') {
      const { value, unit, min, max, percent } = alarm.params;
      const named = typeof unit === 'string' ? formatUnit(unit) : '';
      const share = typeof percent === 'number' ? percent / 100 : 1;
      const limit = typeof max === 'number' ? (typeof min === 'number' ? `${formatNumber(min, 1)}–${formatNumber(max, 1)}` : formatNumber(max * share, 1)) : typeof min === 'number' ? formatNumber(min, 1) : null;
      return { now: typeof value === 'number' ? `${formatNumber(value, 2)} ${named}` : null, limit };
    }
    const own = index.alarm.get(alarm.id);
    if (own === undefined) return { now: null, limit: null };
    const { limit } = alarm.params;
    return { now: conditionNow(own.when, words), limit: limitText(withLimit(own.when, typeof limit === 'number' ? limit : null), words) };
  }, [index, words]);
}

function limitText(c: Condition, words: ConditionWords): string | null {
  if ('tank' in c) {
    const mark = 'atOrAbove' in c ? c.atOrAbove : c.below;
    return `${mark} ${formatNumber(words.facts.markM(c.tank, mark), 2)} m`;
  }
  if ('tag' in c && c.op !== '==' && c.op !== '!=') {
    const tag = words.index.tag.get(c.tag);
    const limit = 'setting' in c ? words.facts.tagValue(c.setting) : c.value;
    return `${c.op} ${formatNumber(limit, tag?.decimals ?? 1)}`;
  }
  return null;
}

export const useConditionText = (): ((c: Condition) => string) => {
  const words = useConditionWords();
  return useCallback((c) => conditionText(c, words), [words]);
};

/** Name of an alarm in the present language. */
export function useAlarmName(): (alarm: NamedAlarm) => string {
  const messages = useMessages();
  return messages.alarm;
}
