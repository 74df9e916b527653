import type { Point, Problem } from '../optimise/problem.ts';
import { sceUa } from '../optimise/sce-ua.ts';
import type { SceUaSettings } from '../optimise/sce-ua.ts';
import { resumeSearch, startSearch } from '../optimise/search.ts';
import type { Search, SearchState } from '../optimise/search.ts';
import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { identifiability, sensitivityPoints } from './identifiability.ts';
import type { Identifiability } from './identifiability.ts';
import { isBetter, REFINEMENTS, refinementPoints } from './refine.ts';
import { checkSeries, fitMeasures, objective } from './measures.ts';
import type { FitMeasures, Measure, WeightedSeries } from './measures.ts';

/** One measured series: a calibration part, to which is fitted, and a validation part, which only judges. */
export interface FitSeries {
  readonly name: string;
  readonly unit: string;
  readonly measured: readonly number[];
  /** Which of the values belong to the calibration part; the others validate. */
  readonly calibrate: readonly boolean[];
  readonly weight: number;
  readonly measure: Measure;
}

/** Simulated values of every series at its measured ones; null when the model could not run. */
export type Outputs = readonly (readonly number[])[] | null;

export interface FitOptions {
  readonly evaluations: number;
  readonly seed: number;
  readonly settings?: Partial<SceUaSettings>;
  /** A search that was broken off. */
  readonly resume?: SearchState;
}

/** A fault instead of measures where a part cannot be judged. */
export type Judged = Result<FitMeasures, ProcessFault>;

export interface SeriesReport {
  readonly name: string;
  readonly unit: string;
  readonly calibration: { readonly before: Judged; readonly after: Judged };
  /** Null without a validation part. */
  readonly validation: { readonly before: Judged; readonly after: Judged } | null;
}

export interface FitReport {
  readonly start: Point;
  readonly best: Point;
  readonly objectiveBefore: number;
  readonly objectiveAfter: number;
  readonly evaluations: number;
  /** Points at which the model could not run or gave no number. */
  readonly infeasible: number;
  /** `converged` also where the search ran out of evaluations and the refinement came to an optimum. */
  readonly ended: 'evaluations' | 'converged' | 'target' | 'broken off';
  /** Gauss-Newton steps after the search that made the fit better. */
  readonly refinements: number;
  readonly series: readonly SeriesReport[];
  readonly identifiability: Identifiability | null;
}

/**
 * A fit in parts: the start, the search, then in turns the slopes at the best point and a
 * refinement along them until nothing is gained. `ask` gives points, `tell` takes what the model gives there; where it runs is left to whoever holds this.
 */
export interface Fit {
  ask(): readonly Point[];
  tell(outputs: readonly Outputs[]): void;
  /** Ends the search or the refinement with the best so far; after a search the slopes are still asked for. */
  breakOff(): void;
  readonly part: 'start' | 'search' | 'slopes' | 'refine' | 'done';
  readonly evaluations: number;
  /** Best objective so far and where; null before the start was told. */
  readonly best: { readonly x: Point; readonly value: number } | null;
  /** The search, to go on later. */
  state(): SearchState;
  /** What came out, or why nothing could; null before it is done. */
  report(): Result<FitReport, ProcessFault[]> | null;
}

/**
 * Settings for objectives that cost seconds and are a little rough: one round, a coarse gradient,
 * a short axis search. Duan's sizes of complexes stand.
 */
export const FIT_SETTINGS: Partial<SceUaSettings> = {
  polishStep: 5e-3,
  polishIterations: 10,
  spreadEnd: 1e-2,
  stallLoops: 2,
  stallGain: 0.02,
  axisPoints: 4,
  axisTries: 1,
  rounds: 1,
};

/** Points of the search within this of the best objective (relative) count as nearly as good. */
const NEAR_BEST = 0.05;

const part = (series: FitSeries, values: readonly number[], calibrate: boolean): number[] =>
  values.filter((_, i) => series.calibrate[i] === calibrate);

const judged = (series: readonly FitSeries[]): WeightedSeries[] =>
  series.map((each) => ({
    name: each.name,
    weight: each.weight,
    measure: each.measure,
    measured: part(each, each.measured, true),
  }));

/** Starts a fit; every variable needs a start. */
export function createFit(
  problem: Problem,
  series: readonly FitSeries[],
  options: FitOptions,
): Result<Fit, ProcessFault[]> {
  const weighted = judged(series);
  const method = sceUa({ ...FIT_SETTINGS, ...options.settings });
  const started =
    options.resume === undefined
      ? startSearch(method, problem, options.seed, { evaluations: options.evaluations })
      : resumeSearch(method, options.resume, options.evaluations);
  const faults = [...checkSeries(weighted), ...(started.ok ? [] : started.error)];
  if (!started.ok || faults.length > 0) return err(faults);
  return ok(run(problem, series, weighted, started.value));
}

function run(
  problem: Problem,
  series: readonly FitSeries[],
  weighted: readonly WeightedSeries[],
  search: Search,
): Fit {
  const start = problem.variables.map((v) => v.start ?? (v.min + v.max) / 2);
  let phase: Fit['part'] = 'start';
  let broken = false;
  let before: Outputs = null;
  let after: Outputs = null;
  let best: { x: Point; value: number } | null = null;
  let slopes: Point[] = [];
  let refined: Point[] = [];
  let refinements = 0;
  let settled = false;
  let identity: Identifiability | null = null;
  let found: Result<FitReport, ProcessFault[]> | null = null;

  const valueOf = (outputs: Outputs): number =>
    outputs === null
      ? Number.NaN
      : objective(
          weighted,
          series.map((each, i) => part(each, outputs[i] ?? [], true)),
        );
  const take = (x: Point, outputs: Outputs): number => {
    const value = valueOf(outputs);
    if (Number.isFinite(value) && (best === null || value < best.value)) {
      best = { x, value };
      after = outputs;
    }
    return value;
  };
  const toSlopes = (): void => {
    const at = best ?? search.best;
    if (at === null) {
      phase = 'done';
      found = err([
        {
          place: 'calibration',
          quantity: 'objective',
          value: 'no finite value at any point',
          allowed: 'a model that runs at some of the points',
          advice: 'look at the faults of a run with the start values',
        },
      ]);
      return;
    }
    phase = 'slopes';
    best = { x: at.x, value: at.value };
    // The outputs at the best are unknown when it stems from a resumed search.
    slopes = [...(after === null ? [at.x] : []), ...sensitivityPoints(problem, at.x)];
  };
  const here = (): { x: Point; value: number } => best ?? { x: start, value: Number.NaN };
  const finish = (): void => {
    phase = 'done';
    found = ok(reportOf());
  };
  const takeSlopes = (outputs: readonly Outputs[]): void => {
    const extra = after === null ? 1 : 0;
    after ??= outputs[0] ?? null;
    identity = slopesOf(here(), outputs.slice(extra));
    refined = identity === null ? [] : refinementPoints(problem, here().x, identity.step);
    settled = identity !== null && refined.length === 0;
    if (broken || refined.length === 0 || refinements >= REFINEMENTS) finish();
    else phase = 'refine';
  };
  const takeRefined = (outputs: readonly Outputs[]): void => {
    const values = outputs.map(valueOf);
    const lowest = values.reduce(
      (low, v, i) => (v < (values[low] ?? Number.NaN) || Number.isNaN(values[low]) ? i : low),
      0,
    );
    const value = values[lowest] ?? Number.NaN;
    if (!isBetter(value, here().value)) {
      settled = true;
      finish();
      return;
    }
    refinements += 1;
    best = { x: refined[lowest] ?? [], value };
    after = outputs[lowest] ?? null;
    slopes = sensitivityPoints(problem, best.x);
    phase = 'slopes';
  };
  const reportOf = (): FitReport => {
    const at = here();
    const judge = (outputs: Outputs, i: number, calibrate: boolean): Judged => {
      const each = series[i];
      if (each === undefined) throw new Error(`no series ${String(i)}`);
      return fitMeasures(
        `${each.name}, ${calibrate ? 'calibration' : 'validation'}`,
        part(each, each.measured, calibrate),
        part(each, outputs?.[i] ?? each.measured.map(() => Number.NaN), calibrate),
      );
    };
    const both = (i: number, calibrate: boolean): SeriesReport['calibration'] => ({
      before: judge(before, i, calibrate),
      after: judge(after, i, calibrate),
    });
    return {
      start,
      best: at.x,
      objectiveBefore: valueOf(before),
      objectiveAfter: at.value,
      evaluations: search.evaluations,
      infeasible: search.infeasible,
      ended: broken ? 'broken off' : settled ? 'converged' : (search.stopped ?? 'broken off'),
      refinements,
      series: series.map(({ name, unit, calibrate }, i) => ({
        name,
        unit,
        calibration: both(i, true),
        validation: calibrate.every((c) => c) ? null : both(i, false),
      })),
      identifiability: identity,
    };
  };
  const slopesOf = (
    at: { x: Point; value: number },
    around: readonly Outputs[],
  ): Identifiability | null => {
    if (after === null || around.includes(null)) return null;
    const sds = weighted.map(({ measured, weight }) => {
      const mean = measured.reduce((sum, v) => sum + v, 0) / measured.length;
      const variance = measured.reduce((sum, v) => sum + (v - mean) ** 2, 0) / measured.length;
      return Math.sqrt(variance / weight);
    });
    const scaled = (outputs: Outputs, less: boolean): number[] =>
      series.flatMap((each, i) =>
        part(each, outputs?.[i] ?? [], true).map(
          (v, k) => (v - (less ? (weighted[i]?.measured[k] ?? 0) : 0)) / (sds[i] ?? 1),
        ),
      );
    const near = search.evaluated
      .filter(({ value }) => value <= at.value + NEAR_BEST * Math.abs(at.value))
      .map(({ x }) => x);
    return identifiability(
      problem,
      at.x,
      around.map((outputs) => scaled(outputs, false)),
      scaled(after, true),
      near,
    );
  };

  return {
    ask() {
      if (phase === 'start') return [start];
      if (phase === 'search') return search.ask();
      if (phase === 'slopes') return slopes;
      return phase === 'refine' ? refined : [];
    },
    tell(outputs) {
      if (phase === 'start') {
        before = outputs[0] ?? null;
        take(start, before);
        // A resumed search may know a better point than the start.
        if (search.best !== null && (best === null || search.best.value < best.value)) {
          best = { x: search.best.x, value: search.best.value };
          after = null;
        }
        phase = 'search';
      } else if (phase === 'search') {
        const points = search.ask();
        search.tell(outputs.map((each, i) => take(points[i] ?? [], each)));
      } else if (phase === 'slopes') {
        takeSlopes(outputs);
        return;
      } else if (phase === 'refine') {
        takeRefined(outputs);
        return;
      }
      if (phase === 'search' && (broken || search.ask().length === 0)) toSlopes();
    },
    breakOff() {
      if (phase === 'done' || phase === 'slopes') return;
      broken = true;
      if (phase === 'search') toSlopes();
      else if (phase === 'refine') finish();
    },
    get part() {
      return phase;
    },
    get evaluations() {
      return search.evaluations;
    },
    get best() {
      return best;
    },
    state: () => search.state(),
    report: () => found,
  };
}
