import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { checkProblem, fromUnit } from './problem.ts';
import type { Point, Problem } from './problem.ts';

/**
 * What every optimiser of this folder is: a generator that yields points of the unit cube to be
 * evaluated together and is resumed with their values (finite; `WORST` for what could not be
 * evaluated). It knows nothing of budgets; the driver below counts and stops.
 */
export type Method = Generator<Point[], 'converged', readonly number[]>;

/** Value that stands for an infeasible point: worse than any other, still a number to sort by. */
export const WORST = Number.MAX_VALUE;

export type StopReason = 'evaluations' | 'converged' | 'target';

export interface Best {
  /** Values of the variables. */
  readonly x: Point;
  readonly value: number;
  /** Evaluation at which it was found, from 1. */
  readonly evaluation: number;
}

/** Limits of a search. */
export interface SearchLimits {
  /** Evaluations in all. */
  readonly evaluations: number;
  /** Stops as soon as a value at or below this is found. */
  readonly target?: number;
}

/** A search as plain JSON: every value told so far, from which it goes on as if never stopped. */
export interface SearchState {
  readonly format: 'search-1';
  readonly method: string;
  /** Settings that stood for the method's own. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly variables: Problem['variables'];
  readonly limits: SearchLimits;
  /** Null where a point was infeasible. */
  readonly values: readonly (number | null)[];
}

/** A running search. `ask` and `tell` take turns; between them the values may come from anywhere. */
export interface Search {
  /** Points to evaluate, all at once if one likes; none when the search has ended. */
  ask(): readonly Point[];
  /** Their values in the same order; a value that is not a finite number counts as infeasible. */
  tell(values: readonly number[]): void;
  readonly best: Best | null;
  readonly evaluations: number;
  /** Points whose objective was not a finite number; treated as worse than all others. */
  readonly infeasible: number;
  readonly stopped: StopReason | null;
  /** Every feasible point with its value, in the order told. */
  readonly evaluated: readonly { readonly x: Point; readonly value: number }[];
  /** The state, to be saved between `tell` and `ask`. */
  state(): SearchState;
}

/** A kind of search with its settings. */
export interface MethodDefinition {
  readonly name: string;
  /** Plain JSON; what is not given follows from the problem. */
  readonly settings: object;
  start(problem: Problem, seed: number): Method;
}

function checkLimits({ evaluations, target }: SearchLimits): ProcessFault[] {
  const faults: ProcessFault[] = [];
  if (!Number.isInteger(evaluations) || evaluations < 1)
    faults.push({
      place: 'search',
      quantity: 'evaluations',
      value: String(evaluations),
      allowed: 'a whole number from 1',
      advice: 'give the number of evaluations the search may use',
    });
  if (target !== undefined && !Number.isFinite(target))
    faults.push({
      place: 'search',
      quantity: 'target',
      value: String(target),
      allowed: 'a finite number',
      advice: 'leave the target out or give a value',
    });
  return faults;
}

/**
 * Starts a search of `method`.
 * @returns the search, or what is wrong with the problem
 */
export function startSearch(
  method: MethodDefinition,
  problem: Problem,
  seed: number,
  limits: SearchLimits,
): Result<Search, ProcessFault[]> {
  const checked = checkProblem(problem);
  const faults = [...(checked.ok ? [] : checked.error), ...checkLimits(limits)];
  if (faults.length > 0) return err(faults);
  return ok(createSearch(method, problem, seed, limits));
}

/**
 * Goes on with a saved search. The values told so far are told again to a new search with the
 * same seed, which therefore asks for the same points and stands where the saved one stood.
 * @param evaluations a larger budget than the saved one, to search on after the first ended
 */
export function resumeSearch(
  method: MethodDefinition,
  saved: SearchState,
  evaluations: number = saved.limits.evaluations,
): Result<Search, ProcessFault[]> {
  const problem: Problem = { variables: saved.variables };
  const checked = checkProblem(problem);
  const faults = [
    ...(checked.ok ? [] : checked.error),
    ...checkLimits({ ...saved.limits, evaluations }),
  ];
  const [was, is] = [saved, { method: method.name, settings: method.settings }].map((each) =>
    JSON.stringify([each.method, each.settings]),
  );
  if (was !== is)
    faults.push({
      place: 'search state',
      quantity: 'method and settings',
      value: was ?? '',
      allowed: is ?? '',
      advice: 'resume with the method the state was saved by, or start anew',
    });
  if (faults.length > 0) return err(faults);
  const limits = { ...saved.limits, evaluations };
  const search = createSearch(method, problem, saved.seed, limits);
  let told = 0;
  while (told < saved.values.length) {
    const count = search.ask().length;
    if (count === 0) break;
    const values = saved.values.slice(told, told + count);
    // A batch that was cut by the smaller old budget is asked in full again.
    if (values.length < count) break;
    search.tell(values.map((value) => value ?? Number.NaN));
    told += count;
  }
  return ok(search);
}

function createSearch(
  method: MethodDefinition,
  problem: Problem,
  seed: number,
  limits: SearchLimits,
): Search {
  const generator = method.start(problem, seed);
  const most = limits.evaluations;
  const values: (number | null)[] = [];
  const evaluated: { x: Point; value: number }[] = [];
  let best: Best | null = null;
  let infeasible = 0;
  let stopped: StopReason | null = null;
  let asked: Point[] = [];
  let whole = 0;

  const take = (step: IteratorResult<Point[], 'converged'>): void => {
    if (step.done === true) {
      stopped = step.value;
      asked = [];
      return;
    }
    whole = step.value.length;
    asked = step.value.slice(0, most - values.length).map((unit) => fromUnit(problem, unit));
    if (asked.length === 0) stopped = 'evaluations';
  };
  take(generator.next());

  return {
    ask: () => asked,
    tell(told) {
      if (told.length !== asked.length)
        throw new Error(`asked for ${String(asked.length)} values, got ${String(told.length)}`);
      told.forEach((value, i) => {
        if (!Number.isFinite(value)) {
          infeasible += 1;
          values.push(null);
          return;
        }
        values.push(value);
        evaluated.push({ x: asked[i] ?? [], value });
        if (best === null || value < best.value)
          best = { x: asked[i] ?? [], value, evaluation: values.length };
      });
      const { target } = limits;
      if (target !== undefined && best !== null && best.value <= target) stopped = 'target';
      else if (told.length < whole || values.length >= most) stopped = 'evaluations';
      if (stopped !== null) {
        asked = [];
        return;
      }
      take(generator.next(told.map((value) => (Number.isFinite(value) ? value : WORST))));
    },
    get best() {
      return best;
    },
    get evaluations() {
      return values.length;
    },
    get infeasible() {
      return infeasible;
    },
    get stopped() {
      return stopped;
    },
    evaluated,
    state: () => ({
      format: 'search-1',
      method: method.name,
      settings: { ...method.settings },
      seed,
      variables: problem.variables,
      limits,
      values: [...values],
    }),
  };
}

/** Runs a search to its end with a plain function. */
export function runSearch(search: Search, objective: (x: Point) => number): Search {
  for (let points = search.ask(); points.length > 0; points = search.ask())
    search.tell(points.map(objective));
  return search;
}
