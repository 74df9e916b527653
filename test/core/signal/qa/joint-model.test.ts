import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { doubt, drop, largest, learn, noExtremes } from '#core/signal/qa/extremes.ts';
import {
  firstJoint,
  healed,
  learnVector,
  misfit,
  reconstruct,
  solveJoint,
  unexplained,
} from '#core/signal/qa/joint-model.ts';

const DAY_MS = 86_400_000;

/** Five signals of which four follow two hidden ones. */
function joint() {
  const random = seedRandom(3);
  const state = firstJoint(5);
  for (let k = 0; k < 2000; k++) {
    const a = nextGaussian(random);
    const b = nextGaussian(random);
    const noise = (): number => 0.1 * nextGaussian(random);
    learnVector(state, [a + noise(), 2 * a + noise(), a - b + noise(), b + noise(), noise()], 1e4);
  }
  return solveJoint(state, [1e-6, 1e-6, 1e-6, 1e-6, 1e-6], 0.01);
}

describe('joint model', () => {
  const model = joint();

  it('finds the error laid on any one signal and heals the others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 3, max: 50, noNaN: true }),
        (sensor, error) => {
          const u = new Float64Array(5);
          u[sensor] = error;
          const pull = unexplained(model, u);
          const explains = [...pull].map(
            (each, i) => each ** 2 / (model.precision[i * 5 + i] ?? 1),
          );
          expect(explains.indexOf(Math.max(...explains))).toBe(sensor);
          const [found = 0] = reconstruct(model, pull, [sensor]);
          expect(found).toBeCloseTo(error, 6);
          for (const left of healed(model, pull, [sensor], [found]))
            expect(Math.abs(left)).toBeLessThan(1e-6 * error);
        },
      ),
    );
  });

  it('leaves no misfit where the faulty ones explain all of it, and never less than none', () => {
    const readings = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(readings, (list) => {
        const u = Float64Array.from(list);
        const pull = unexplained(model, u);
        const whole = misfit(model, u, pull, []);
        const rest = misfit(model, u, pull, [0, 3]);
        expect(rest).toBeLessThanOrEqual(whole + 1e-6 * (1 + whole));
        expect(rest).toBeGreaterThanOrEqual(-1e-6 * (1 + whole));
        const only = Float64Array.from([u[0] ?? 0, 0, 0, u[3] ?? 0, 0]);
        const own = misfit(model, only, unexplained(model, only), [0, 3]);
        expect(Math.abs(own)).toBeLessThan(1e-6 * (1 + whole));
      }),
    );
  });

  it('tells two errors apart', () => {
    const u = Float64Array.from([4, 0, 0, -7, 0]);
    const errors = reconstruct(model, unexplained(model, u), [0, 3]);
    expect(errors[0]).toBeCloseTo(4, 4);
    expect(errors[1]).toBeCloseTo(-7, 4);
  });
});

describe('what is usual', () => {
  it('counts only after four days, and not at all when a fault came to light meanwhile', () => {
    const usual = noExtremes();
    for (let day = 0; day < 4; day++) learn(usual, 5, day * DAY_MS);
    expect(largest(usual)).toBe(0);
    learn(usual, 9, 6 * DAY_MS);
    expect(largest(usual)).toBe(5);
    drop(usual);
    learn(usual, 1, 12 * DAY_MS);
    learn(usual, 1, 17 * DAY_MS);
    expect(largest(usual)).toBe(5);
  });

  it('is forgotten after eight weeks', () => {
    const usual = noExtremes();
    for (let day = 0; day < 100; day++) learn(usual, day === 0 ? 9 : 2, day * DAY_MS);
    expect(largest(usual)).toBe(2);
  });

  it('takes in what came on four days', () => {
    const usual = noExtremes();
    [1, 3, 5].forEach((day) => doubt(usual, 8, day * DAY_MS));
    expect(largest(usual)).toBe(0);
    doubt(usual, 7, 9 * DAY_MS);
    expect(largest(usual)).toBe(7);
  });
});
