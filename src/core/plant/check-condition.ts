import type { References } from './check-index.ts';
import type { Condition } from './condition.ts';

/** Every name a condition uses, at whatever depth. */
export function checkCondition(c: Condition, path: string, refs: References): void {
  if ('all' in c) c.all.forEach((each, i) => checkCondition(each, `${path}.all[${i}]`, refs));
  else if ('any' in c) c.any.forEach((each, i) => checkCondition(each, `${path}.any[${i}]`, refs));
  else if ('not' in c) checkCondition(c.not, `${path}.not`, refs);
  else if ('tank' in c) {
    const [key, mark] =
      'atOrAbove' in c ? (['atOrAbove', c.atOrAbove] as const) : (['below', c.below] as const);
    refs.mark(c.tank, mark, `${path}.tank`, `${path}.${key}`);
  } else if ('tag' in c) {
    refs.tag(c.tag, `${path}.tag`);
    if ('setting' in c) refs.setting(c.setting, `${path}.setting`);
  } else refs.machine(c.machine, `${path}.machine`);
}
