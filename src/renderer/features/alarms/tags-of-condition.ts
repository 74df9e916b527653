import type { Condition } from '#core/plant/condition.ts';
import type { ProfileIndex } from '../../model/profile-index.ts';

const MOST = 6;

/** Tags a condition looks at, to be drawn as trends. */
export function tagsOfCondition(c: Condition, index: ProfileIndex): string[] {
  const tags = new Set<string>();
  const walk = (each: Condition): void => {
    if ('all' in each) each.all.forEach(walk);
    else if ('any' in each) each.any.forEach(walk);
    else if ('not' in each) walk(each.not);
    else if ('tag' in each) tags.add(each.tag);
    else if ('tank' in each) {
      const tag = index.tank.get(each.tank)?.levelTag;
      if (tag != null) tags.add(tag);
    }
  };
  walk(c);
  return [...tags].filter((tag) => index.tag.has(tag)).slice(0, MOST);
}
