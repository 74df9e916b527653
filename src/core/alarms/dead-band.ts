import { compare } from '../plant/condition.ts';
import type { Comparison, Condition, PlantFacts, Truth } from '../plant/condition.ts';

const truth = (value: boolean): Truth => (value ? 'true' : 'false');

/** A limit moved by `band` to the side on which the comparison holds longer. */
function eased(limit: number, op: Comparison, band: number): number {
  return op === '>' || op === '>='
    ? limit - band
    : op === '<' || op === '<='
      ? limit + band
      : limit;
}

/**
 * Whether a condition still holds when each of its limits is eased by `band` (in the unit of the
 * tag, m for a level mark): an alarm raised at 0.50 with a band of 0.02 stands until 0.48. Equalities
 * and states of machines have no band; inside `not` the band points the other way.
 */
export function holdsWithin(c: Condition, facts: PlantFacts, band: number): Truth {
  if ('all' in c) {
    const answers = c.all.map((each) => holdsWithin(each, facts, band));
    return answers.includes('false') ? 'false' : answers.includes('unknown') ? 'unknown' : 'true';
  }
  if ('any' in c) {
    const answers = c.any.map((each) => holdsWithin(each, facts, band));
    return answers.includes('true') ? 'true' : answers.includes('unknown') ? 'unknown' : 'false';
  }
  if ('not' in c) {
    const answer = holdsWithin(c.not, facts, -band);
    return answer === 'unknown' ? 'unknown' : truth(answer === 'false');
  }
  if ('tank' in c) {
    const level = facts.levelM(c.tank);
    const at = facts.markM(c.tank, 'atOrAbove' in c ? c.atOrAbove : c.below);
    if (level === null || at === null) return 'unknown';
    return truth('atOrAbove' in c ? level >= at - band : level < at + band);
  }
  if ('tag' in c) {
    const left = facts.tagValue(c.tag);
    const right = 'setting' in c ? facts.tagValue(c.setting) : c.value;
    if (left === null || right === null) return 'unknown';
    return truth(compare(left, c.op, eased(right, c.op, band)));
  }
  const state = facts.machineState(c.machine);
  return state === null ? 'unknown' : truth(state === c.is);
}

/** Whether a condition has a limit that a dead band can ease. */
export function hasLimit(c: Condition): boolean {
  if ('all' in c) return c.all.some(hasLimit);
  if ('any' in c) return c.any.some(hasLimit);
  if ('not' in c) return hasLimit(c.not);
  return 'tank' in c || ('tag' in c && c.op !== '==' && c.op !== '!=');
}
