import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addEffluent,
  addToLine,
  effluentFiguresOf,
  newEffluentTally,
  newLine,
  shorten,
  slopeOf,
  stepSecondsFor,
  stepValue,
} from '#core/what-if/tally.ts';

const limit = { min: null, max: 20, target: 16 };

describe('figures of a future', () => {
  it('count the hours above target and limit', () => {
    const tally = newEffluentTally();
    for (const value of [10, 15, 17, 19, 21]) addEffluent(tally, limit, value, 0.5);
    addEffluent(tally, limit, NaN, 5);
    expect(effluentFiguresOf('TN', 'X.pv', tally)).toEqual({
      item: 'TN',
      tag: 'X.pv',
      mean: 16.4,
      min: 10,
      max: 21,
      hoursOverTarget: 1.5,
      hoursOverLimit: 0.5,
    });
  });

  it('count an item with two bounds outside either', () => {
    const tally = newEffluentTally();
    for (const pH of [5.5, 7, 9]) addEffluent(tally, { min: 5.8, max: 8.6, target: null }, pH, 1);
    expect(effluentFiguresOf('pH', 'X.pv', tally)).toMatchObject({
      hoursOverTarget: 0,
      hoursOverLimit: 2,
    });
  });

  it('have no value where nothing was seen', () => {
    expect(effluentFiguresOf('TN', 'X.pv', newEffluentTally())).toMatchObject({
      mean: null,
      max: null,
      hoursOverLimit: 0,
    });
    expect(stepValue([], 'mean')).toBeNull();
    expect(stepValue([NaN], 'max')).toBeNull();
  });

  it('find the slope of any straight line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        (slope, offset) => {
          const line = newLine();
          for (let x = 0; x < 30; x++) addToLine(line, x / 10, offset + (slope * x) / 10);
          expect(slopeOf(line, 24)).toBeCloseTo(slope, 6);
        },
      ),
    );
    const short = newLine();
    addToLine(short, 0, 1);
    expect(slopeOf(short, 24)).toBeNull();
  });

  it('take the mean or the highest of a step', () => {
    expect(stepValue([1, 2, 6], 'mean')).toBe(3);
    expect(stepValue([1, 2, 6], 'max')).toBe(6);
    expect(shorten(1.23456789)).toBe(1.23457);
    expect([1, 3, 4, 14].map(stepSecondsFor)).toEqual([900, 900, 1800, 1800]);
  });
});
