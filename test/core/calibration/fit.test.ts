import { describe, expect, it } from 'vitest';
import { createFit } from '#core/calibration/fit.ts';
import type { Fit, FitOptions, FitReport, FitSeries } from '#core/calibration/fit.ts';
import { variablesOf } from '#core/calibration/parameters.ts';
import type { Problem } from '#core/optimise/problem.ts';
import type { SearchState } from '#core/optimise/search.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';

/** A tank that drains and is fed: y = a exp(-k t) + b, sampled with noise. */
const times = Array.from({ length: 80 }, (_, i) => i * 0.1);
const model = (x: readonly number[]): number[] =>
  times.map((t) => x[0]! * Math.exp(-x[1]! * t) + x[2]!);
const truth = [5, 0.8, 1.5];
const random = seedRandom(4);
const series: FitSeries = {
  name: 'TANK.level',
  unit: 'm',
  measured: model(truth).map((y) => y + 0.05 * nextGaussian(random)),
  calibrate: times.map((_, i) => i % 4 !== 3),
  weight: 1,
  measure: 'nse',
};
const problem: Problem = {
  variables: [
    { name: 'g.a', min: 0, max: 20, scale: 'linear', start: 10 },
    { name: 'g.k', min: 0.01, max: 10, scale: 'log', start: 0.1 },
    { name: 'g.b', min: 0, max: 5, scale: 'linear', start: 0 },
  ],
};

function begin(options: Partial<FitOptions> = {}, of: readonly FitSeries[] = [series]): Fit {
  const fit = createFit(problem, of, { evaluations: 400, seed: 1, ...options });
  if (!fit.ok) throw new Error(JSON.stringify(fit.error));
  return fit.value;
}

function finish(fit: Fit, run = (x: readonly number[]): number[] | null => model(x)): FitReport {
  for (let report = fit.report(); ; report = fit.report()) {
    if (report !== null) {
      if (!report.ok) throw new Error(JSON.stringify(report.error));
      return report.value;
    }
    fit.tell(
      fit.ask().map((x) => {
        const output = run(x);
        return output === null ? null : [output];
      }),
    );
  }
}

describe('a fit', () => {
  it('finds the parameters again and says how sure they are', () => {
    const report = finish(begin());
    report.best.forEach((value, i) => expect(value / truth[i]!).toBeCloseTo(1, 1));
    const { calibration, validation } = report.series[0]!;
    if (!calibration.after.ok || !calibration.before.ok || !validation?.after.ok)
      throw new Error('not judged');
    expect(calibration.after.value.nse).toBeGreaterThan(0.99);
    expect(calibration.before.value.nse).toBeLessThan(calibration.after.value.nse);
    expect(validation.after.value.nse).toBeGreaterThan(0.99);
    expect(validation.after.value.points).toBe(20);
    expect(report.identifiability!.parameters.map(({ verdict }) => verdict)).toEqual([
      'identifiable',
      'identifiable',
      'identifiable',
    ]);
    report.identifiability!.parameters.forEach(({ confidence }, i) => {
      // Twice the interval, so that no seed decides.
      const [low, high] = confidence!;
      expect(truth[i]).toBeGreaterThan(low - (high - low) / 2);
      expect(truth[i]).toBeLessThan(high + (high - low) / 2);
    });
  });

  it('goes on from where it was broken off, to the same result', () => {
    const straight = finish(begin({ evaluations: 200 }));
    const first = begin({ evaluations: 200 });
    while (first.evaluations < 90) first.tell(first.ask().map((x) => [model(x)]));
    const saved = JSON.parse(JSON.stringify(first.state())) as SearchState;
    const resumed = finish(begin({ evaluations: 200, resume: saved }));
    expect(resumed.best).toEqual(straight.best);
    expect(resumed.identifiability).toEqual(straight.identifiability);
  });

  it('goes along the slopes to the optimum where the search ran out of evaluations', () => {
    const report = finish(begin({ evaluations: 40 }));
    expect(report).toMatchObject({ ended: 'converged', evaluations: 40 });
    expect(report.refinements).toBeGreaterThan(0);
    report.best.forEach((value, i) => expect(value / truth[i]!).toBeCloseTo(1, 1));
    for (const { optimumAway, confidenceShare } of report.identifiability!.parameters)
      expect(Math.abs(optimumAway!)).toBeLessThan(confidenceShare! / 10);
  });

  it('does not call identifiable what it has not brought to its optimum', () => {
    const fit = begin();
    while (fit.evaluations < 15) fit.tell(fit.ask().map((x) => [model(x)]));
    fit.breakOff();
    const { identifiability: identity, refinements } = finish(fit);
    expect(refinements).toBe(0);
    for (const { verdict, confidence, optimumAway, confidenceShare, reason } of identity!
      .parameters) {
      if (Math.abs(optimumAway!) <= confidenceShare! / 2) continue;
      expect(confidence).not.toBeNull();
      expect(verdict).not.toBe('identifiable');
      if (verdict === 'weak') expect(reason).toMatch(/not at its optimum|bound/);
    }
  });

  it('keeps what it has when it is broken off on the way along the slopes', () => {
    const fit = begin({ evaluations: 40 });
    while (fit.part !== 'refine') fit.tell(fit.ask().map((x) => [model(x)]));
    fit.breakOff();
    expect(finish(fit)).toMatchObject({ ended: 'broken off', refinements: 0 });
  });

  it('gives the best so far when it is broken off', () => {
    const fit = begin();
    while (fit.evaluations < 60) fit.tell(fit.ask().map((x) => [model(x)]));
    fit.breakOff();
    const report = finish(fit);
    expect(report.ended).toBe('broken off');
    expect(report.objectiveAfter).toBeLessThan(report.objectiveBefore);
    expect(report.identifiability).not.toBeNull();
  });

  it('counts runs that fail and keeps away from them', () => {
    const report = finish(begin(), (x) => (x[1]! > 2 ? null : model(x)));
    expect(report.infeasible).toBeGreaterThan(0);
    expect(report.best[1]).toBeCloseTo(0.8, 1);
  });

  it('ends with a message when the model never runs', () => {
    const fit = begin({ evaluations: 30 });
    while (fit.report() === null) fit.tell(fit.ask().map(() => null));
    const report = fit.report()!;
    expect(report.ok ? '' : report.error[0]!.value).toMatch(/no finite value/);
  });

  it('refuses series that cannot be fitted to', () => {
    const flat = { ...series, measured: series.measured.map(() => 3) };
    const fit = createFit(problem, [flat], { evaluations: 10, seed: 1 });
    expect(fit.ok ? '' : fit.error[0]!.place).toBe('TANK.level');
  });
});

describe('parameters to fit', () => {
  it('takes range and start from the tables and the site', () => {
    const variables = variablesOf(['asm1.muA', 'membrane.poreFoulingPerM'], PARAMETER_TABLES, {
      'asm1.muA': 0.5,
    });
    if (!variables.ok) throw new Error('not found');
    const [muA, fouling] = variables.value;
    expect(muA).toMatchObject({ start: 0.5, scale: 'linear' });
    expect(fouling).toMatchObject({ min: 1e10, max: 5e12, scale: 'log' });
    expect(fouling!.start).toBe(PARAMETER_TABLES['membrane']!['poreFoulingPerM']!.value);
  });

  it('names everything that is wrong', () => {
    const wrong = variablesOf(
      ['asm9.muA', 'asm1.nothing', 'asm1', 'asm1.muA', 'asm1.muA', 'toString.x', 'asm1.YA'],
      PARAMETER_TABLES,
      { 'asm1.YA': 99 },
    );
    expect(wrong.ok ? [] : wrong.error.map(({ value }) => value)).toEqual([
      'asm9.muA',
      'asm1.nothing',
      'asm1',
      'asm1.muA twice',
      'toString.x',
      '99',
    ]);
    expect(variablesOf([], PARAMETER_TABLES).ok).toBe(false);
  });
});
