import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { checkSeries, distance, fitMeasures, objective } from '#core/calibration/measures.ts';
import type { FitMeasures, WeightedSeries } from '#core/calibration/measures.ts';

const observed = [2, 4, 6, 8, 10, 8, 6, 4];
const measuresOf = (simulated: readonly number[], measured = observed): FitMeasures => {
  const result = fitMeasures('TAG', measured, simulated);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const series = (change: Partial<WeightedSeries> = {}): WeightedSeries => ({
  name: 'TAG',
  measured: observed,
  weight: 1,
  measure: 'nse',
  ...change,
});

describe('measures of a fit', () => {
  it('are perfect for the series itself', () => {
    const m = measuresOf(observed);
    expect([m.nse, m.logNse, m.rmse, m.kge, m.volumeRatio]).toEqual([1, 1, 0, 1, 1]);
    expect(m.points).toBe(8);
  });

  it('are those computed by hand', () => {
    // Mean 6, sum of squares around it 48; all one too high: sum of squared errors 8.
    const m = measuresOf(observed.map((v) => v + 1));
    expect(m.nse).toBeCloseTo(1 - 8 / 48, 12);
    expect(m.rmse).toBeCloseTo(1, 12);
    expect(m.volumeRatio).toBeCloseTo(7 / 6, 12);
    // Correlation and spread are perfect, only the mean is off by a sixth.
    expect(m.kge).toBeCloseTo(1 - 1 / 6, 12);
  });

  it('give an efficiency of zero for the mean and of the logarithms only above zero', () => {
    const m = measuresOf(observed.map(() => 6));
    expect(m.nse).toBeCloseTo(0, 12);
    expect(measuresOf(observed.map((v) => v - 2)).logNse).toBeNull();
  });

  it('do not change with the unit, but for the error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 8, maxLength: 30 }),
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        (values, factor) => {
          const measured = values.map((v, i) => v + i);
          const simulated = values.map((v, i) => v * 0.9 + i);
          const a = measuresOf(simulated, measured);
          const b = measuresOf(
            simulated.map((v) => v * factor),
            measured.map((v) => v * factor),
          );
          expect(b.nse).toBeCloseTo(a.nse, 6);
          expect(b.kge).toBeCloseTo(a.kge!, 6);
          expect(b.rmse / factor).toBeCloseTo(a.rmse, 6);
          expect(a.nse).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('series that cannot be judged', () => {
  it.each([
    ['empty', [], 'measured values'],
    ['too short', [1, 2, 3], 'measured values'],
    ['constant', observed.map(() => 4), 'measured values'],
    ['not finite', [...observed.slice(1), Number.NaN], 'measured value 8'],
  ])('%s: named with place and what to do', (_, measured, quantity) => {
    const result = fitMeasures('AIT-402.pv', measured, measured);
    expect(result.ok ? null : result.error).toMatchObject({ place: 'AIT-402.pv', quantity });
    expect(checkSeries([series({ measured })])).toHaveLength(1);
  });

  it('a model value that is no number is told, not averaged away', () => {
    const result = fitMeasures('TAG', observed, [...observed.slice(1), Number.POSITIVE_INFINITY]);
    expect(result.ok ? null : result.error.quantity).toBe('simulated value 8 of 8');
    expect(distance(series(), observed.slice(1))).toBeNaN();
  });

  it('checks weights, logarithms and that there is a series at all', () => {
    expect(checkSeries([])[0]?.quantity).toBe('measured series');
    expect(checkSeries([series({ weight: 0 })])[0]?.quantity).toBe('weight');
    const zero = [0, ...observed];
    expect(checkSeries([series({ measured: zero, measure: 'logNse' })])[0]?.value).toBe('0');
    expect(checkSeries([series(), series({ measure: 'kge' })])).toEqual([]);
  });
});

describe('the objective', () => {
  it('is the weighted mean of the distances', () => {
    const simulated = observed.map((v) => v + 1);
    const nse = distance(series(), simulated);
    const kge = distance(series({ measure: 'kge' }), simulated);
    expect(distance(series({ measure: 'rmse' }), simulated)).toBeCloseTo(Math.sqrt(nse), 12);
    const all = objective(
      [series({ weight: 3 }), series({ measure: 'kge' })],
      [simulated, simulated],
    );
    expect(all).toBeCloseTo((3 * nse + kge) / 4, 12);
    expect(objective([series()], [observed])).toBe(0);
  });
});
