import type { LocalText } from '#core/plant/common.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { ProfileIndex } from './profile-index.ts';

/** A value that means something for a tag: a legal limit, a target, a level mark, an alarm setting. */
export interface LimitLine {
  readonly tag: string;
  readonly value: number;
  readonly text: string;
  readonly strong: boolean;
}

export interface LimitWords {
  readonly local: (text: LocalText) => string;
  readonly limit: (item: string) => string;
  readonly target: (item: string) => string;
}

/** Lines to draw behind a tag's trend, from the profile alone. */
export function limitLines(tagId: string, profile: PlantProfile, index: ProfileIndex, words: LimitWords): readonly LimitLine[] {
  const lines: LimitLine[] = [];
  const active = profile.limits.sets.find((set) => set.id === profile.limits.active);
  for (const { item, tag } of profile.limits.readings) {
    if (tag !== tagId) continue;
    const limit = active?.items.find((each) => each.item === item);
    if (limit === undefined) continue;
    for (const value of [limit.min, limit.max]) {
      if (value !== null) lines.push({ tag: tagId, value, text: words.limit(item), strong: true });
    }
    if (limit.max !== null && limit.min === null) lines.push({ tag: tagId, value: limit.max * profile.limits.aiTargetShare, text: words.target(item), strong: false });
  }
  const tank = index.tankOfLevelTag.get(tagId);
  if (tank !== undefined) {
    for (const [mark, value] of Object.entries(tank.marksM)) lines.push({ tag: tagId, value, text: mark, strong: mark === 'HHAL' });
  }
  for (const alarm of profile.alarms) {
    if ('tag' in alarm.when && 'value' in alarm.when && alarm.when.tag === tagId && alarm.when.op !== '==' && alarm.when.op !== '!=') {
      lines.push({ tag: tagId, value: alarm.when.value, text: words.local(alarm.text), strong: false });
    }
    if ('tag' in alarm.when && 'setting' in alarm.when && alarm.when.tag === tagId) {
      const { setting } = alarm.when;
      const initial = profile.plc.setpoints.find((each) => each.tag === setting)?.initial;
      if (initial !== undefined) lines.push({ tag: tagId, value: initial, text: words.local(alarm.text), strong: false });
    }
  }
  return lines;
}
