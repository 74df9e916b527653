import { describe, expect, test } from 'vitest';
import { createBogackiShampine } from '#core/process/ode/bogacki-shampine.ts';
import { createDormandPrince } from '#core/process/ode/dormand-prince.ts';
import { factorise, solveFactorised } from '#core/process/ode/linear.ts';
import { createRodas } from '#core/process/ode/rodas.ts';
import type { OdeProblem } from '#core/process/ode/types.ts';
import { nextUniform, seedRandom } from '#core/random.ts';
import { brusselator, chain, chainAt, robertson, solve, vanDerPol } from './problems.ts';
import type { Method } from './problems.ts';

const METHODS: readonly [string, Method, number, number][] = [
  ['Dormand-Prince', createDormandPrince, 5, 4],
  ['Bogacki-Shampine', createBogackiShampine, 3, 3],
  ['RODAS', createRodas, 4, 3],
];
/** So loose that the longest step allowed sets the step. */
const free = (maxStep: number) => ({ relative: 1e6, absolute: 1e6, maxStep });
const tight = (value: number) => ({ relative: value, absolute: value });

describe.each(METHODS)('%s', (_name, method, order, denseOrder) => {
  test(`error falls with the power ${String(order)} of the step`, () => {
    const exact = solve(createDormandPrince, brusselator, [1.5, 3], 1.5, tight(1e-13)).y;
    const errorAt = (h: number): number => {
      const { y } = solve(method, brusselator, [1.5, 3], 1.5, free(h));
      return Math.hypot(y[0]! - exact[0]!, y[1]! - exact[1]!);
    };
    const errors = [0.05, 0.025, 0.0125].map(errorAt);
    const orders = errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
    for (const measured of orders) {
      expect(measured).toBeGreaterThan(order - 0.25);
      expect(measured).toBeLessThan(order + 1);
    }
  });

  test(`dense output errs by the power ${String(denseOrder + 1)} of the step inside it`, () => {
    // One step from the exact state: what is seen is the interpolation.
    const errorAt = (h: number): number => {
      const stepper = method(chain, { ...free(h) });
      stepper.begin(0.5, chainAt(0.5));
      while (stepper.t() - stepper.from() < 0.99 * h)
        if (stepper.t() > 0.5) stepper.begin(0.5, chainAt(0.5));
        else stepper.step(0.5 + h);
      const out = new Float64Array(2);
      let worst = 0;
      for (const s of [0.15, 0.4, 0.65, 0.9]) {
        const t = stepper.from() + s * h;
        stepper.at(t, out);
        const [a, b] = chainAt(t);
        worst = Math.max(worst, Math.hypot(out[0]! - a, out[1]! - b));
      }
      return worst;
    };
    const measured = Math.log2(errorAt(0.1) / errorAt(0.05));
    expect(measured).toBeGreaterThan(denseOrder + 0.6);
    expect(measured).toBeLessThan(denseOrder + 2);
  });

  test('dense output meets both ends of the step', () => {
    const stepper = method(brusselator, tight(1e-6));
    stepper.begin(0, [1.5, 3]);
    const out = new Float64Array(2);
    let before = [1.5, 3];
    for (let i = 0; i < 20; i++) {
      stepper.step(10);
      stepper.at(stepper.from(), out);
      expect(out[0]).toBeCloseTo(before[0]!, 12);
      stepper.at(stepper.t(), out);
      expect(out[1]).toBeCloseTo(stepper.y[1]!, 12);
      before = Array.from(stepper.y);
    }
  });

  test('the error follows the tolerance on the Brusselator', () => {
    const exact = solve(createDormandPrince, brusselator, [1.5, 3], 20, tight(1e-12)).y;
    let last = Infinity;
    for (const tolerance of [1e-4, 1e-6, 1e-8]) {
      const { y } = solve(method, brusselator, [1.5, 3], 20, tight(tolerance));
      const error = Math.hypot(y[0]! - exact[0]!, y[1]! - exact[1]!);
      expect(error).toBeLessThan(Math.min(last, 500 * tolerance));
      last = error;
    }
  });

  test('no value of a rate is reported with time and state; nothing hangs', () => {
    const named: OdeProblem = {
      size: 2,
      nameOf: (i) => ['SO', 'SNH'][i] ?? '',
      rhs: (t, y, dy) => {
        dy[0] = -y[0]!;
        dy[1] = t > 0.3 ? NaN : 1;
      },
    };
    const stepper = method(named, tight(1e-6));
    stepper.begin(0, [1, 1]);
    let fault = null;
    while (stepper.t() < 1 && fault === null) fault = stepper.step(1);
    expect(fault?.place).toBe('integrator');
    expect(fault?.value).toBe('not a number');
    expect(stepper.t()).toBeGreaterThan(0.29);
    expect(stepper.t()).toBeLessThanOrEqual(0.3001);
    const wrong = method(named, tight(1e-6));
    wrong.begin(0, [NaN, 1]);
    expect(wrong.step(1)?.quantity).toContain('SO');
  });

  test('a solution that runs away is given up where it does', () => {
    const blowUp: OdeProblem = {
      size: 1,
      nameOf: () => 'level',
      rhs: (_t, y, dy) => {
        dy[0] = y[0]! ** 2;
      },
    };
    const stepper = method(blowUp, { ...tight(1e-6), smallestShare: 1e-10 });
    stepper.begin(0, [1]);
    let fault = null;
    for (let i = 0; i < 100_000 && fault === null && stepper.t() < 2; i++) fault = stepper.step(2);
    expect(fault?.quantity).toContain('level');
    expect(stepper.t()).toBeCloseTo(1, 2);
  });
});

describe('stiff problems', () => {
  test('Robertson: the published values at 0.4 and 40, the sum kept to rounding, few steps', () => {
    const early = solve(createRodas, robertson, [1, 0, 0], 0.4, {
      relative: 1e-7,
      absolute: 1e-12,
    });
    // Hindmarsh and Serban, example cvRoberts of SUNDIALS.
    expect(early.y[0]).toBeCloseTo(0.98517, 5);
    expect(early.y[1]! / 3.3864e-5).toBeCloseTo(1, 4);
    expect(early.y[2]).toBeCloseTo(0.014794, 5);
    const late = solve(createRodas, robertson, [1, 0, 0], 40, { relative: 1e-7, absolute: 1e-12 });
    expect(late.y[0]).toBeCloseTo(0.71583, 4);
    expect(late.y[1]! / 9.1855e-6).toBeCloseTo(1, 4);
    expect(late.y[0]! + late.y[1]! + late.y[2]!).toBeCloseTo(1, 12);
    expect(late.counts.accepted).toBeLessThan(400);
  });

  test('van der Pol with epsilon 1e-6 over two fast turns', () => {
    const { y } = solve(createRodas, vanDerPol, [2, 0], 2, tight(1e-8));
    // Mazzia and Magherini, Test Set for IVP Solvers, VDPOL at t = 2.
    expect(y[0]).toBeCloseTo(1.706167732170483, 6);
    expect(y[1]).toBeCloseTo(-0.8928097010247975, 6);
    const coarse = solve(createRodas, vanDerPol, [2, 0], 2, tight(1e-5));
    expect(coarse.y[0]).toBeCloseTo(1.706167732170483, 4);
    expect(coarse.counts.accepted).toBeLessThan(800);
  });

  test('where the explicit pairs need steps in proportion to stiffness, the stiff method does not', () => {
    const decay = (rate: number): OdeProblem => ({
      size: 1,
      rhs: (t, y, dy) => {
        dy[0] = rate * (Math.cos(t) - y[0]!);
      },
    });
    const steps = (method: Method, rate: number): number =>
      solve(method, decay(rate), [0], 3, tight(1e-6)).counts.accepted;
    expect(steps(createDormandPrince, 1e4)).toBeGreaterThan(5000);
    expect(steps(createRodas, 1e4)).toBeLessThan(200);
  });
});

describe('the linear solver', () => {
  test('solves random systems, with rows to exchange, and sees a singular one', () => {
    const random = seedRandom(5);
    for (const n of [1, 2, 5, 20]) {
      const a = Float64Array.from({ length: n * n }, () => nextUniform(random) - 0.5);
      a[0] = 0;
      if (n === 1) a[0] = 2;
      const x = Float64Array.from({ length: n }, () => nextUniform(random));
      const b = Float64Array.from({ length: n }, (_, i) =>
        x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0),
      );
      const pivots = new Int32Array(n);
      expect(factorise(a, n, pivots)).toBe(true);
      solveFactorised(a, n, pivots, b);
      b.forEach((value, i) => {
        expect(value).toBeCloseTo(x[i]!, 9);
      });
    }
    expect(factorise(Float64Array.of(1, 2, 2, 4), 2, new Int32Array(2))).toBe(false);
    expect(factorise(Float64Array.of(NaN, 2, 2, 4), 2, new Int32Array(2))).toBe(false);
  });
});
