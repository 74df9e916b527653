import type { Comparison, Condition, LevelMark } from '#core/plant/condition.ts';
import { assertNever } from '#core/result.ts';
import type { PlcContext } from './state.ts';

/** A number or a truth read from the memory of the PLC. */
export type Read = (context: PlcContext) => number;
export type Check = (context: PlcContext) => boolean;

/** Where conditions find what they speak of; a missing name is a fault of the profile and throws. */
export interface ConditionSources {
  tag(id: string): Read;
  level(tank: string): Read;
  mark(tank: string, mark: LevelMark): number;
  machineIs(machine: string, is: 'running' | 'stopped' | 'faulted'): Check;
}

function comparing(left: Read, op: Comparison, right: Read): Check {
  switch (op) {
    case '>':
      return (c) => left(c) > right(c);
    case '>=':
      return (c) => left(c) >= right(c);
    case '<':
      return (c) => left(c) < right(c);
    case '<=':
      return (c) => left(c) <= right(c);
    case '==':
      return (c) => left(c) === right(c);
    case '!=':
      return (c) => left(c) !== right(c);
    default:
      return assertNever(op, 'comparison');
  }
}

/**
 * Turns a condition of the profile into a closure for the scan. It agrees with `evaluate` of
 * core/plant/condition wherever everything is known, which inside a PLC it always is.
 */
export function compileCondition(condition: Condition, sources: ConditionSources): Check {
  if ('all' in condition) {
    const parts = condition.all.map((each) => compileCondition(each, sources));
    return (c) => parts.every((part) => part(c));
  }
  if ('any' in condition) {
    const parts = condition.any.map((each) => compileCondition(each, sources));
    return (c) => parts.some((part) => part(c));
  }
  if ('not' in condition) {
    const part = compileCondition(condition.not, sources);
    return (c) => !part(c);
  }
  if ('tank' in condition) {
    const level = sources.level(condition.tank);
    if ('atOrAbove' in condition) {
      const mark = sources.mark(condition.tank, condition.atOrAbove);
      return (c) => level(c) >= mark;
    }
    const mark = sources.mark(condition.tank, condition.below);
    return (c) => level(c) < mark;
  }
  if ('tag' in condition) {
    const value =
      'setting' in condition ? sources.tag(condition.setting) : constant(condition.value);
    return comparing(sources.tag(condition.tag), condition.op, value);
  }
  return sources.machineIs(condition.machine, condition.is);
}

const constant =
  (value: number): Read =>
  () =>
    value;
