import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRidge } from '#core/signal/regression/merge.ts';
import { firstRidge, learnRidge } from '#core/signal/regression/ridge.ts';

const row = fc.record({
  x: fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
});

describe('merging what two regressions have learned', () => {
  it('equals learning all of it in one, the older part forgotten by a factor', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (old, news, keep) => {
          const of = (rows: typeof old, factor = 1) =>
            rows.reduce(
              (state, each) => learnRidge(state, each.x, each.y, each.weight * factor, 1),
              firstRidge(3),
            );
          const merged = mergeRidge(of(old), of(news), keep);
          const whole = news.reduce(
            (state, each) => learnRidge(state, each.x, each.y, each.weight, 1),
            of(old, keep),
          );
          expect(merged.weight).toBeCloseTo(whole.weight, 6);
          merged.mean.forEach((mean, i) => {
            expect(mean).toBeCloseTo(whole.mean[i] ?? Number.NaN, 6);
          });
          merged.moment.forEach((moment, i) => {
            const expected = whole.moment[i] ?? Number.NaN;
            expect(Math.abs(moment - expected)).toBeLessThan(1e-8 * (1e5 + Math.abs(expected)));
          });
        },
      ),
    );
  });

  it('is the news alone where nothing was learned before', () => {
    const news = learnRidge(firstRidge(1), [2], 3, 1, 1);
    expect(mergeRidge(firstRidge(1), news, 1)).toEqual(news);
    expect(mergeRidge(firstRidge(1), firstRidge(1), 1)).toEqual(firstRidge(1));
  });
});
