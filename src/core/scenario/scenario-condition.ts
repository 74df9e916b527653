import { z } from 'zod';
import { COMPARISONS, compare, condition, evaluate } from '../plant/condition.ts';
import type { Comparison, Condition, PlantFacts } from '../plant/condition.ts';
import { equipmentId, slug, tagId } from '../plant/common.ts';

/** Counters of the plant a condition may ask for, each since the scenario began. */
export const SCENARIO_COUNTERS = [
  'fallbacks',
  'spills',
  'cleanings',
  'trips',
  'waterFaults',
] as const;
export type ScenarioCounter = (typeof SCENARIO_COUNTERS)[number];

/**
 * The condition language of the plant profile, and what only the virtual plant can tell: which
 * interlock acts, what the water truly is, how far a tag has moved since the expectation was opened.
 */
export type ScenarioCondition =
  | Condition
  | { readonly every: readonly ScenarioCondition[] }
  | { readonly some: readonly ScenarioCondition[] }
  | { readonly interlock: string; readonly is: 'active' | 'released' }
  | { readonly truth: string; readonly op: Comparison; readonly value: number }
  | { readonly tag: string; readonly change: Comparison; readonly by: number }
  | { readonly counter: ScenarioCounter; readonly op: Comparison; readonly value: number };

const op = z.enum(COMPARISONS);
export const scenarioCondition: z.ZodType<ScenarioCondition> = z.lazy(() =>
  z.union([
    condition,
    z.strictObject({ every: z.array(scenarioCondition).min(1) }),
    z.strictObject({ some: z.array(scenarioCondition).min(1) }),
    z.strictObject({ interlock: slug, is: z.enum(['active', 'released']) }),
    z.strictObject({ truth: equipmentId, op, value: z.number() }),
    z.strictObject({ tag: tagId, change: op, by: z.number() }),
    z.strictObject({ counter: z.enum(SCENARIO_COUNTERS), op, value: z.number() }),
  ]),
);

/** What a scenario may ask of the virtual plant. */
export interface ScenarioFacts extends PlantFacts {
  interlockActive(id: string): boolean | null;
  /** What a perfect instrument in the sensor's place would read. */
  truth(sensor: string): number | null;
  counter(name: ScenarioCounter): number;
  /** Value of a tag when the expectation was opened. */
  baseline(tag: string): number | null;
}

/** True only when the condition is known to hold. */
export function holds(c: ScenarioCondition, facts: ScenarioFacts): boolean {
  if ('every' in c) return c.every.every((each) => holds(each, facts));
  if ('some' in c) return c.some.some((each) => holds(each, facts));
  if ('interlock' in c) {
    const active = facts.interlockActive(c.interlock);
    return active !== null && active === (c.is === 'active');
  }
  if ('truth' in c) {
    const value = facts.truth(c.truth);
    return value !== null && compare(value, c.op, c.value);
  }
  if ('counter' in c) return compare(facts.counter(c.counter), c.op, c.value);
  if ('change' in c) {
    const now = facts.tagValue(c.tag);
    const before = facts.baseline(c.tag);
    return now !== null && before !== null && compare(now - before, c.change, c.by);
  }
  return evaluate(c, facts) === 'true';
}

/** Tags whose value at the opening of an expectation is needed to judge it. */
export function baselineTags(c: ScenarioCondition): string[] {
  if ('every' in c) return c.every.flatMap(baselineTags);
  if ('some' in c) return c.some.flatMap(baselineTags);
  return 'change' in c ? [c.tag] : [];
}
