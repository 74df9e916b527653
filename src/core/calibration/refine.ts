import { fromUnit, toUnit } from '../optimise/problem.ts';
import type { Point, Problem } from '../optimise/problem.ts';

/** Most steps that a fit takes after its search. */
export const REFINEMENTS = 6;

/** Lengths tried at once: the linear model of a plant reaches only so far. */
const LENGTHS = [1, 0.5, 0.2] as const;
/** No step moves a parameter by more than this share of its range. */
const MOST = 0.25;
/** A step below this share of every range is none. */
const LEAST = 1e-4;
/** A gain below this, relative, is none. */
const LEAST_GAIN = 1e-3;

export const isBetter = (value: number, than: number): boolean =>
  value < than - LEAST_GAIN * Math.abs(than);

/**
 * Points along the Gauss-Newton step, inside the bounds; none where there is nothing to gain.
 * @param step in the unit cube; null where the slopes give none
 */
export function refinementPoints(
  problem: Problem,
  at: Point,
  step: readonly number[] | null,
): number[][] {
  if (step === null) return [];
  const largest = Math.max(...step.map(Math.abs));
  if (!(largest >= LEAST)) return [];
  const unit = toUnit(problem, at);
  const most = Math.min(1, MOST / largest);
  return LENGTHS.map((length) =>
    fromUnit(
      problem,
      unit.map((u, i) => Math.min(1, Math.max(0, u + length * most * (step[i] ?? 0)))),
    ),
  );
}
