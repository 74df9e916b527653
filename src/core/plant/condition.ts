import { z } from 'zod';
import { assertNever } from '../result.ts';
import { equipmentId, machineId, tagId } from './common.ts';

/**
 * Conditions of interlocks, permissives and links as data. One evaluation serves the
 * PLC of the virtual plant and the engine's mirror of it. The answer has three values:
 * what cannot be known is neither true nor false.
 */
export const LEVEL_MARKS = ['LL', 'L', 'M', 'H', 'HH', 'HHAL'] as const;
export type LevelMark = (typeof LEVEL_MARKS)[number];
export const levelMark = z.enum(LEVEL_MARKS);

export const COMPARISONS = ['>', '>=', '<', '<=', '==', '!='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly tank: string; readonly atOrAbove: LevelMark }
  | { readonly tank: string; readonly below: LevelMark }
  | { readonly tag: string; readonly op: Comparison; readonly value: number }
  | { readonly tag: string; readonly op: Comparison; readonly setting: string }
  | { readonly machine: string; readonly is: 'running' | 'stopped' | 'faulted' };

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
    z.strictObject({ tank: equipmentId, atOrAbove: levelMark }),
    z.strictObject({ tank: equipmentId, below: levelMark }),
    z.strictObject({ tag: tagId, op: z.enum(COMPARISONS), value: z.number() }),
    z.strictObject({ tag: tagId, op: z.enum(COMPARISONS), setting: tagId }),
    z.strictObject({ machine: machineId, is: z.enum(['running', 'stopped', 'faulted']) }),
  ]),
);

export type Truth = 'true' | 'false' | 'unknown';

/** What a condition may ask of the plant; null means not known. */
export interface PlantFacts {
  tagValue(tag: string): number | null;
  levelM(tank: string): number | null;
  markM(tank: string, mark: LevelMark): number | null;
  machineState(machine: string): 'running' | 'stopped' | 'faulted' | null;
}

const truth = (value: boolean): Truth => (value ? 'true' : 'false');

/** Whether a number stands in this relation to another. */
export function compare(left: number, op: Comparison, right: number): boolean {
  switch (op) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return assertNever(op, 'comparison');
  }
}

/** Three-valued (Kleene) evaluation: `false` wins in `all`, `true` wins in `any`. */
export function evaluate(c: Condition, facts: PlantFacts): Truth {
  if ('all' in c) {
    const answers = c.all.map((each) => evaluate(each, facts));
    return answers.includes('false') ? 'false' : answers.includes('unknown') ? 'unknown' : 'true';
  }
  if ('any' in c) {
    const answers = c.any.map((each) => evaluate(each, facts));
    return answers.includes('true') ? 'true' : answers.includes('unknown') ? 'unknown' : 'false';
  }
  if ('not' in c) {
    const answer = evaluate(c.not, facts);
    return answer === 'unknown' ? 'unknown' : truth(answer === 'false');
  }
  if ('tank' in c) {
    const mark = 'atOrAbove' in c ? c.atOrAbove : c.below;
    const level = facts.levelM(c.tank);
    const at = facts.markM(c.tank, mark);
    if (level === null || at === null) return 'unknown';
    return truth('atOrAbove' in c ? level >= at : level < at);
  }
  if ('tag' in c) {
    const left = facts.tagValue(c.tag);
    const right = 'setting' in c ? facts.tagValue(c.setting) : c.value;
    return left === null || right === null ? 'unknown' : truth(compare(left, c.op, right));
  }
  const state = facts.machineState(c.machine);
  return state === null ? 'unknown' : truth(state === c.is);
}
