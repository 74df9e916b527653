import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';

/** One number to be found: its name, where it may lie, and whether ratios or differences count. */
export interface Variable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** `log` for ranges over decades: the search then sees the logarithm. */
  readonly scale: 'linear' | 'log';
  /** Where the search starts, in addition to its random points. */
  readonly start?: number;
}

/** What is minimised over a box. The objective itself is evaluated by whoever asks and tells. */
export interface Problem {
  readonly variables: readonly Variable[];
}

/** Values of the variables, in their order and units. */
export type Point = readonly number[];

/** Variables between the plain bounds, as test functions have them. */
export const boxProblem = (lower: readonly number[], upper: readonly number[]): Problem => ({
  variables: lower.map((min, i) => ({
    name: `x${String(i + 1)}`,
    min,
    max: upper[i] ?? min,
    scale: 'linear',
  })),
});

/** Every variable a search cannot work with: no range, no number, a logarithm of nothing. */
export function checkProblem(problem: Problem): Result<Problem, ProcessFault[]> {
  const faults: ProcessFault[] = [];
  const fault = (quantity: string, value: string, allowed: string, advice: string): void => {
    faults.push({ place: 'search', quantity, value, allowed, advice });
  };
  if (problem.variables.length === 0)
    fault('variables', 'none', 'one or more', 'name at least one parameter to fit');
  const seen = new Set<string>();
  for (const { name, min, max, scale, start } of problem.variables) {
    if (seen.has(name)) fault(name, 'given twice', 'once', 'name it once');
    seen.add(name);
    if (!Number.isFinite(min) || !Number.isFinite(max) || min >= max)
      fault(
        `${name}, range`,
        `${String(min)} to ${String(max)}`,
        'two numbers, the second larger',
        'give a range',
      );
    else if (scale === 'log' && min <= 0)
      fault(
        `${name}, lower bound`,
        String(min),
        'above 0 on a logarithmic scale',
        'raise the bound or search on a linear scale',
      );
    if (start !== undefined && !(start >= min && start <= max))
      fault(
        `${name}, start`,
        String(start),
        `${String(min)} to ${String(max)}`,
        'start inside the range',
      );
  }
  return faults.length > 0 ? err(faults) : ok(problem);
}

/** Point of the unit cube to values of the variables. */
export function fromUnit(problem: Problem, unit: readonly number[]): number[] {
  return problem.variables.map(({ min, max, scale }, i) => {
    const u = unit[i] ?? 0;
    const value =
      scale === 'log' ? Math.exp(Math.log(min) + u * Math.log(max / min)) : min + u * (max - min);
    // Rounding must not carry a value past its own bound.
    return Math.min(max, Math.max(min, value));
  });
}

/** Values of the variables to a point of the unit cube. */
export function toUnit(problem: Problem, values: readonly number[]): number[] {
  return problem.variables.map(({ min, max, scale }, i) => {
    const value = values[i] ?? min;
    return scale === 'log'
      ? Math.log(value / min) / Math.log(max / min)
      : (value - min) / (max - min);
  });
}
