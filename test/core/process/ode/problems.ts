import type { OdeOptions, OdeProblem, Stepper } from '#core/process/ode/types.ts';

export type Method = (problem: OdeProblem, options: OdeOptions) => Stepper;

/** Runs to the end; a fault is an error of the test. */
export function solve(
  method: Method,
  problem: OdeProblem,
  start: readonly number[],
  end: number,
  options: OdeOptions,
): Stepper {
  const stepper = method(problem, options);
  stepper.begin(0, start);
  while (stepper.t() < end) {
    const fault = stepper.step(end);
    if (fault !== null) throw new Error(`${fault.quantity}: ${fault.value}`);
  }
  return stepper;
}

/** Kinetics of Robertson 1966 (Hairer and Wanner, IV.1). */
export const robertson: OdeProblem = {
  size: 3,
  rhs: (_t, y, dy) => {
    const [a, b, c] = [y[0]!, y[1]!, y[2]!];
    dy[0] = -0.04 * a + 1e4 * b * c;
    dy[1] = 0.04 * a - 1e4 * b * c - 3e7 * b * b;
    dy[2] = 3e7 * b * b;
  },
};

/** Oscillator of van der Pol with epsilon 1e-6 (Hairer and Wanner, IV.10, VDPOL). */
export const vanDerPol: OdeProblem = {
  size: 2,
  rhs: (_t, y, dy) => {
    dy[0] = y[1]!;
    dy[1] = ((1 - y[0]! ** 2) * y[1]! - y[0]!) / 1e-6;
  },
};

/** Brusselator with A 1, B 3 (Hairer, Norsett, Wanner, I.16). */
export const brusselator: OdeProblem = {
  size: 2,
  rhs: (_t, y, dy) => {
    const [u, v] = [y[0]!, y[1]!];
    dy[0] = 1 + u * u * v - 4 * u;
    dy[1] = 3 * u - u * u * v;
  },
};

/** Two first-order steps in a row with a sinusoidal inflow; its solution is known. */
export const chain: OdeProblem = {
  size: 2,
  rhs: (t, y, dy) => {
    dy[0] = Math.sin(t) - 2 * y[0]!;
    dy[1] = 2 * y[0]! - y[1]!;
  },
};
/** From (1, 0). */
export function chainAt(t: number): [number, number] {
  const decay = Math.exp(-2 * t);
  const a = (2 * Math.sin(t) - Math.cos(t)) / 5 + 1.2 * decay;
  // y' = 2 a - y: particular solution of the sines, of the decay, and what start asks for.
  const sines = (Math.sin(t) - 3 * Math.cos(t)) / 5;
  const b = sines - 2.4 * decay + (0.6 + 2.4) * Math.exp(-t);
  return [a, b];
}
