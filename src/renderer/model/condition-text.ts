import type { TFunction } from 'i18next';
import { evaluate } from '#core/plant/condition.ts';
import type { Condition, PlantFacts, Truth } from '#core/plant/condition.ts';
import { equipmentOf, isDigital } from '#core/plant/tag.ts';
import { formatNumber, formatUnit } from './format.ts';
import type { ProfileIndex } from './profile-index.ts';
import type { LocalText } from '#core/plant/common.ts';

/** Words and look-ups a condition is told with. */
export interface ConditionWords {
  readonly t: TFunction<'machines'>;
  readonly local: (text: LocalText) => string;
  readonly index: ProfileIndex;
  readonly facts: PlantFacts;
}

/** A condition in words, e.g. "1st treatment tank level at or above HH (2.60 m)". */
export function conditionText(c: Condition, words: ConditionWords): string {
  const { t, local, index } = words;
  if ('all' in c) return c.all.map((each) => conditionText(each, words)).join(t('condition.and'));
  if ('any' in c) return c.any.map((each) => conditionText(each, words)).join(t('condition.or'));
  if ('not' in c) return t('condition.not', { condition: conditionText(c.not, words) });
  if ('tank' in c) {
    const tank = index.tank.get(c.tank);
    const mark = 'atOrAbove' in c ? c.atOrAbove : c.below;
    const params = { tank: tank === undefined ? c.tank : local(tank.name), mark, at: formatNumber(tank?.marksM[mark] ?? null, 2) };
    return 'atOrAbove' in c ? t('condition.atOrAbove', params) : t('condition.below', params);
  }
  if ('tag' in c) {
    const tag = index.tag.get(c.tag);
    const name = tag === undefined ? c.tag : local(tag.name);
    if (tag !== undefined && isDigital(tag) && 'value' in c && (c.op === '==' || c.op === '!=')) {
      return (c.value !== 0) === (c.op === '==') ? t('condition.on', { name }) : t('condition.off', { name });
    }
    const setting = 'setting' in c ? index.tag.get(c.setting) : undefined;
    const right = 'setting' in c
      ? `${setting === undefined ? c.setting : local(setting.name)} (${formatNumber(words.facts.tagValue(c.setting), setting?.decimals ?? 1)})`
      : formatNumber(c.value, tag?.decimals ?? 1);
    return `${name} ${SIGNS[c.op]} ${right} ${formatUnit(tag?.unit ?? '')}`.trim();
  }
  const machine = index.machine.get(c.machine);
  return t(`condition.${c.is}`, { machine: machine === undefined ? c.machine : local(machine.name) });
}

const SIGNS = { '>': '>', '>=': '≥', '<': '<', '<=': '≤', '==': '=', '!=': '≠' } as const;

/** Of a condition that one of several motors meets, those that meet it now. */
export function unitsMeeting(c: Condition, { facts, index }: Pick<ConditionWords, 'facts' | 'index'>): readonly string[] {
  if (!('any' in c)) return [];
  return c.any.flatMap((each) => {
    const unit = 'tag' in each ? equipmentOf(each.tag) : '';
    return index.machineOfUnit.has(unit) && evaluate(each, facts) === 'true' ? [unit] : [];
  });
}

/** What a simple condition compares against right now, e.g. "1.83 m"; of several units those that meet it, e.g. "P-101A"; null for other combined ones. */
export function conditionNow(c: Condition, words: ConditionWords): string | null {
  const { facts, index, t } = words;
  if ('tank' in c) {
    const level = facts.levelM(c.tank);
    return level === null ? t('condition.unknownNow') : `${formatNumber(level, 2)} m`;
  }
  if ('tag' in c) {
    const tag = index.tag.get(c.tag);
    if (tag !== undefined && isDigital(tag)) return null;
    const value = facts.tagValue(c.tag);
    return value === null ? t('condition.unknownNow') : `${formatNumber(value, tag?.decimals ?? 1)} ${formatUnit(tag?.unit ?? '')}`.trim();
  }
  if ('any' in c) {
    const units = unitsMeeting(c, words);
    return units.length === 0 ? null : units.join(', ');
  }
  return null;
}

export interface ConditionLine {
  readonly text: string;
  readonly now: string | null;
  readonly truth: Truth;
}

/** One readable line per condition that must (or must not) hold, with how it stands now. */
export const conditionLine = (c: Condition, words: ConditionWords): ConditionLine => ({
  text: conditionText(c, words),
  now: conditionNow(c, words),
  truth: evaluate(c, words.facts),
});
