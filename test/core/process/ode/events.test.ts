import { describe, expect, test } from 'vitest';
import { createBogackiShampine } from '#core/process/ode/bogacki-shampine.ts';
import { createDormandPrince } from '#core/process/ode/dormand-prince.ts';
import { integrate } from '#core/process/ode/integrate.ts';
import { createRodas } from '#core/process/ode/rodas.ts';
import type { OdeProblem } from '#core/process/ode/types.ts';
import type { Method } from './problems.ts';

const METHODS: readonly [string, Method][] = [
  ['Dormand-Prince', createDormandPrince],
  ['Bogacki-Shampine', createBogackiShampine],
  ['RODAS', createRodas],
];

/** A tank that fills towards 3 m and is pumped down from 2 m to 1 m; every switch has a formula. */
function pumpedTank() {
  const state = { pump: false };
  const problem: OdeProblem = {
    size: 1,
    rhs: (_t, y, dy) => {
      dy[0] = 3 - y[0]! - (state.pump ? 4 : 0);
    },
  };
  // Filling h = 3 - (3 - h0) e^-t; pumping h = -1 + (h0 + 1) e^-t.
  const filling = Math.log(2 / 1);
  const pumping = Math.log(3 / 2);
  return { state, problem, filling, pumping };
}

describe.each(METHODS)('events with %s', (_name, method) => {
  test('a pump that switches at two levels: times to 1e-8, and no accuracy lost over forty switches', () => {
    const tank = pumpedTank();
    const switches: number[] = [];
    const stepper = method(tank.problem, { relative: 1e-10, absolute: 1e-10 });
    stepper.begin(0, [1]);
    const cycle = tank.filling + tank.pumping;
    const end = 20 * cycle + 0.3;
    const done = integrate(stepper, end, {
      events: [
        {
          value: (_t, y) => y[0]! - 2,
          direction: 1,
          happen: (t) => {
            tank.state.pump = true;
            switches.push(t);
            return 'go on';
          },
        },
        {
          value: (_t, y) => y[0]! - 1,
          direction: -1,
          happen: (t) => {
            tank.state.pump = false;
            switches.push(t);
            return 'go on';
          },
        },
      ],
    });
    expect(done).toEqual({ ok: true, value: end });
    expect(switches).toHaveLength(40);
    switches.forEach((t, i) => {
      const expected = Math.floor(i / 2) * cycle + tank.filling + (i % 2) * tank.pumping;
      expect(Math.abs(t - expected)).toBeLessThan(1e-8);
    });
    expect(stepper.y[0]).toBeCloseTo(3 - 2 * Math.exp(-0.3), 7);
  });

  test('the smoother the tolerance, the better the switch', () => {
    const errorAt = (tolerance: number): number => {
      const tank = pumpedTank();
      const stepper = method(tank.problem, { relative: tolerance, absolute: tolerance });
      stepper.begin(0, [1]);
      const done = integrate(stepper, 5, {
        events: [{ value: (_t, y) => y[0]! - 2, direction: 0, happen: () => 'stop' }],
      });
      return done.ok ? Math.abs(done.value - tank.filling) : Infinity;
    };
    expect(errorAt(1e-5)).toBeLessThan(1e-4);
    expect(errorAt(1e-8)).toBeLessThan(1e-7);
    expect(errorAt(1e-11)).toBeLessThan(1e-10);
  });

  test('samples lie on the solution, and none is lost at an event', () => {
    const tank = pumpedTank();
    const stepper = method(tank.problem, { relative: 1e-9, absolute: 1e-9 });
    stepper.begin(0, [1]);
    const times = Array.from({ length: 101 }, (_, i) => i / 50);
    const seen: [number, number][] = [];
    integrate(stepper, 2, {
      sampleAt: times,
      onSample: (t, y) => seen.push([t, y[0]!]),
      events: [
        {
          value: (_t, y) => y[0]! - 2,
          direction: 1,
          happen: () => {
            tank.state.pump = true;
            return 'go on';
          },
        },
      ],
    });
    expect(seen.map(([t]) => t)).toEqual(times);
    for (const [t, level] of seen) {
      const since = t - tank.filling;
      const expected = since < 0 ? 3 - 2 * Math.exp(-t) : -1 + 3 * Math.exp(-since);
      expect(level).toBeCloseTo(expected, 6);
    }
  });
});

test('an event may change the state, and the first of several is taken', () => {
  const order: string[] = [];
  const stepper = createDormandPrince(
    {
      size: 1,
      rhs: (_t, _y, dy) => {
        dy[0] = 1;
      },
    },
    { relative: 1e-8, absolute: 1e-8 },
  );
  stepper.begin(0, [0]);
  const done = integrate(stepper, 10, {
    events: [
      {
        value: (t) => t - 6,
        direction: 1,
        happen: () => {
          order.push('second');
          return 'stop';
        },
      },
      {
        value: (_t, y) => y[0]! - 4,
        direction: 1,
        happen: (_t, y) => {
          order.push('first');
          y[0] = -100;
          return 'go on';
        },
      },
    ],
  });
  expect(order).toEqual(['first', 'second']);
  expect(done).toEqual({ ok: true, value: expect.closeTo(6, 9) as number });
  expect(stepper.y[0]).toBeCloseTo(-98, 9);
});

test('a fault of the problem ends the run with its place; too many steps do too', () => {
  const stepper = createDormandPrince(
    {
      size: 1,
      nameOf: () => 'oxygen',
      rhs: (t, _y, dy) => {
        dy[0] = t > 1 ? NaN : 0;
      },
    },
    { relative: 1e-8, absolute: 1e-8 },
  );
  stepper.begin(0, [1]);
  const done = integrate(stepper, 3);
  expect(!done.ok && done.error.quantity).toContain('time');
  const slow = createDormandPrince(
    {
      size: 1,
      rhs: (t, _y, dy) => {
        dy[0] = Math.sin(1000 * t);
      },
    },
    { relative: 1e-8, absolute: 1e-8 },
  );
  slow.begin(0, [1]);
  const stopped = integrate(slow, 100, { maxSteps: 50 });
  expect(!stopped.ok && stopped.error.allowed).toBe('50');
});
