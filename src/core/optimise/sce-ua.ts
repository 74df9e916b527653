import { nextUniform, seedRandom } from '../random.ts';
import type { RandomState } from '../random.ts';
import { byValue, evolveOnce } from './complex.ts';
import type { Member } from './complex.ts';
import { polish } from './polish.ts';
import { toUnit } from './problem.ts';
import type { Point, Problem } from './problem.ts';
import { scanAxes } from './scan.ts';
import { WORST } from './search.ts';
import type { Method, MethodDefinition } from './search.ts';

/** Settings of a search; all follow from the number of variables unless given. */
export interface SceUaSettings {
  readonly complexes: number;
  /** Members of a complex; 2 n + 1 (Duan, Sorooshian and Gupta 1994). */
  readonly complexSize: number;
  /** Members of a sub-complex: n + 1. */
  readonly subSize: number;
  /** Offspring of a complex between two shuffles: 2 n + 1. */
  readonly offspring: number;
  /** A round of evolution ends when the population's geometric mean range is below this share of the box, */
  readonly spreadEnd: number;
  /** or when the best value has gained less than `stallGain` (relative) over so many shuffles. */
  readonly stallLoops: number;
  readonly stallGain: number;
  /** Steps of the descent after a round; 0 leaves descent and axis search out (plain SCE-UA). */
  readonly polishIterations: number;
  /** Difference of the descent's gradients, share of a range; larger for a rough objective. */
  readonly polishStep: number;
  /** Points per axis of an axis search, the finest distance it looks at, and how many in vain end it. */
  readonly axisPoints: number;
  readonly axisFinest: number;
  readonly axisTries: number;
  /** Rounds with a new population; null for as many as the budget holds. */
  readonly rounds: number | null;
}

/** The one rule for settings, by number of variables alone. */
export const sceUaDefaults = (dim: number): SceUaSettings => ({
  complexes: 2,
  complexSize: 2 * dim + 1,
  subSize: dim + 1,
  offspring: 2 * dim + 1,
  spreadEnd: 1e-3,
  stallLoops: 5,
  stallGain: 1e-3,
  polishIterations: 10 * dim,
  polishStep: 1e-7,
  axisPoints: dim + 4,
  axisFinest: 0.02,
  axisTries: 8,
  rounds: null,
});

type Sub<T> = Generator<Point[], T, readonly number[]>;

/** Latin hypercube: every variable has one value in each of `count` equal parts of its range. */
function latinHypercube(count: number, dim: number, random: RandomState): number[][] {
  const columns = Array.from({ length: dim }, () => {
    const places = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(nextUniform(random) * (i + 1));
      [places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0];
    }
    return places.map((place) => (place + nextUniform(random)) / count);
  });
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i] ?? 0.5));
}

/** All complexes evolve side by side; each step's points can be evaluated together. */
function* evolveAll(
  complexes: Member[][],
  settings: SceUaSettings,
  random: RandomState,
): Sub<void> {
  const runs = complexes.map(function* (complex): Generator<Point, void, number> {
    for (let k = 0; k < settings.offspring; k++)
      yield* evolveOnce(complex, settings.subSize, random);
  });
  let told: number[] = runs.map(() => WORST);
  let going = runs;
  for (;;) {
    const points: Point[] = [];
    going = going.filter((run, i) => {
      const step = run.next(told[i] ?? WORST);
      if (step.done !== true) points.push(step.value);
      return step.done !== true;
    });
    if (points.length === 0) return;
    told = [...(yield points)];
  }
}

/** Geometric mean over the variables of the population's range, share of the box. */
function spread(population: readonly Member[]): number {
  const first = population[0]?.x ?? [];
  const logs = first.map((_, i) => {
    const values = population.map(({ x }) => x[i] ?? 0);
    return Math.log(Math.max(Math.max(...values) - Math.min(...values), Number.MIN_VALUE));
  });
  return Math.exp(logs.reduce((sum, v) => sum + v, 0) / logs.length);
}

/** Population, shuffled complexes and their evolution until they agree or stand still. */
function* evolve(first: Point[], settings: SceUaSettings, random: RandomState): Sub<Member> {
  const values = yield first;
  let population = first.map((x, i): Member => ({ x, value: values[i] ?? WORST })).sort(byValue);
  const bests: number[] = [];
  for (;;) {
    const complexes = Array.from({ length: settings.complexes }, (_, k) =>
      population.filter((_, i) => i % settings.complexes === k),
    );
    yield* evolveAll(complexes, settings, random);
    population = complexes.flat().sort(byValue);
    const best = population[0] ?? { x: first[0] ?? [], value: WORST };
    const earlier = bests.at(-settings.stallLoops);
    bests.push(best.value);
    const stalled =
      earlier !== undefined && earlier - best.value <= settings.stallGain * Math.abs(best.value);
    if (stalled || spread(population) < settings.spreadEnd) return best;
  }
}

/** From the round's best to the bottom of its valley, and along the axes to deeper valleys. */
function* descend(from: Member, settings: SceUaSettings, random: RandomState): Sub<void> {
  const descent = { step: settings.polishStep, iterations: settings.polishIterations };
  if (descent.iterations <= 0) return;
  let bottom = yield* polish(from, descent);
  for (let inVain = 0; inVain < settings.axisTries;) {
    const better = yield* scanAxes(bottom, settings.axisPoints, settings.axisFinest, random);
    if (better.value >= bottom.value - 1e-6 * Math.abs(bottom.value)) {
      inVain += 1;
      continue;
    }
    inVain = 0;
    bottom = yield* polish(better, descent);
  }
}

function* search(problem: Problem, seed: number, given: Partial<SceUaSettings>): Method {
  const dim = problem.variables.length;
  const settings = { ...sceUaDefaults(dim), ...given };
  const random = seedRandom(seed, 11);
  for (let round = 0; settings.rounds === null || round < settings.rounds; round++) {
    const points: Point[] = latinHypercube(settings.complexes * settings.complexSize, dim, random);
    if (round === 0 && problem.variables.every(({ start }) => start !== undefined))
      points[0] = toUnit(
        problem,
        problem.variables.map(({ start, min }) => start ?? min),
      );
    const best = yield* evolve(points, settings, random);
    yield* descend(best, settings, random);
  }
  return 'converged';
}

/**
 * Shuffled complex evolution (Duan, Sorooshian and Gupta 1992 Water Resour. Res. 28:1015, 1993
 * J. Optim. Theory Appl. 76:501, 1994 J. Hydrol. 158:265) with three additions that serve small
 * budgets: a population drawn as a Latin hypercube; after each round of evolution a descent from
 * its best point and a search along the axes (`polish.ts`, `scan.ts`); then another round with a
 * new population as long as evaluations are left. The best of all rounds counts.
 */
export const sceUa = (settings: Partial<SceUaSettings> = {}): MethodDefinition => ({
  name: 'sce-ua',
  settings,
  start: (problem, seed) => search(problem, seed, settings),
});
