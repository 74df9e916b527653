/**
 * Standard functions for global optimisation with bounds and known optimum: the set of Duan,
 * Gupta and Sorooshian (1993), J. Optim. Theory Appl. 76:501, the sets of Dixon and Szegoe
 * (1978) in it, and four ten-dimensional ones (Surjanovic and Bingham, Virtual Library of
 * Simulation Experiments). Rastrigin in two dimensions is Duan's x1^2 + x2^2 - cos 18 x1 - cos 18 x2,
 * another function than the ten-dimensional one with A = 10. The camelback's optimum is often
 * misprinted as -1.03628; it is -1.0316284535, with x1^4/3 read as (x1^4)/3.
 */
export interface TestFunction {
  readonly name: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** One place of the optimum. */
  readonly xOpt: readonly number[];
  readonly fOpt: number;
  readonly f: (x: readonly number[]) => number;
}

const { cos, sin, exp, sqrt, abs, PI } = Math;
const at = (x: readonly number[], i: number): number => x[i] ?? Number.NaN;
const fill = (count: number, value: number): number[] => new Array<number>(count).fill(value);

function goldsteinPrice(v: readonly number[]): number {
  const x = at(v, 0);
  const y = at(v, 1);
  const a = 19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y;
  const b = 18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y;
  return (1 + (x + y + 1) ** 2 * a) * (30 + (2 * x - 3 * y) ** 2 * b);
}

function rosenbrock(v: readonly number[]): number {
  const x = at(v, 0);
  return 100 * (at(v, 1) - x * x) ** 2 + (1 - x) ** 2;
}

function camelback(v: readonly number[]): number {
  const x = at(v, 0);
  const y = at(v, 1);
  return (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y;
}

const rastriginDuan = (v: readonly number[]): number =>
  at(v, 0) ** 2 + at(v, 1) ** 2 - cos(18 * at(v, 0)) - cos(18 * at(v, 1));

const griewank =
  (d: number) =>
  (v: readonly number[]): number => {
    let sum = 0;
    let product = 1;
    v.forEach((x, i) => {
      sum += (x * x) / d;
      product *= cos(x / sqrt(i + 1));
    });
    return sum - product + 1;
  };

const SHEKEL = {
  a: [
    [4, 4, 4, 4],
    [1, 1, 1, 1],
    [8, 8, 8, 8],
    [6, 6, 6, 6],
    [3, 7, 3, 7],
    [2, 9, 2, 9],
    [5, 5, 3, 3],
    [8, 1, 8, 1],
    [6, 2, 6, 2],
    [7, 3.6, 7, 3.6],
  ],
  c: [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5],
} as const;

const shekel =
  (m: number) =>
  (v: readonly number[]): number => {
    let total = 0;
    for (let j = 0; j < m; j++) {
      const distance = (SHEKEL.a[j] ?? []).reduce((sum, a, i) => sum + (at(v, i) - a) ** 2, 0);
      total -= 1 / (distance + at(SHEKEL.c, j));
    }
    return total;
  };

const HARTMAN_ALPHA = [1, 1.2, 3, 3.2] as const;
const HARTMAN3 = {
  a: [
    [3, 10, 30],
    [0.1, 10, 35],
    [3, 10, 30],
    [0.1, 10, 35],
  ],
  p: [
    [0.3689, 0.117, 0.2673],
    [0.4699, 0.4387, 0.747],
    [0.1091, 0.8732, 0.5547],
    [0.0381, 0.5743, 0.8828],
  ],
} as const;
const HARTMAN6 = {
  a: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  p: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
} as const;

const hartman =
  (rows: {
    readonly a: readonly (readonly number[])[];
    readonly p: readonly (readonly number[])[];
  }) =>
  (v: readonly number[]): number =>
    -HARTMAN_ALPHA.reduce((total, alpha, i) => {
      const a = rows.a[i] ?? [];
      const p = rows.p[i] ?? [];
      return total + alpha * exp(-v.reduce((sum, x, j) => sum + at(a, j) * (x - at(p, j)) ** 2, 0));
    }, 0);

function branin(v: readonly number[]): number {
  const x = at(v, 0);
  const y = at(v, 1);
  const bend = y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6;
  return bend ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10;
}

const rastrigin = (v: readonly number[]): number =>
  v.reduce((sum, x) => sum + x * x - 10 * cos(2 * PI * x) + 10, 0);

function ackley(v: readonly number[]): number {
  const n = v.length;
  const squares = v.reduce((sum, x) => sum + x * x, 0) / n;
  const waves = v.reduce((sum, x) => sum + cos(2 * PI * x), 0) / n;
  return -20 * exp(-0.2 * sqrt(squares)) - exp(waves) + 20 + Math.E;
}

const schwefel = (v: readonly number[]): number =>
  418.9828872724339 * v.length - v.reduce((sum, x) => sum + x * sin(sqrt(abs(x))), 0);

function levy(v: readonly number[]): number {
  const w = v.map((x) => 1 + (x - 1) / 4);
  const last = at(w, w.length - 1);
  const middle = w
    .slice(0, -1)
    .reduce((sum, x) => sum + (x - 1) ** 2 * (1 + 10 * sin(PI * x + 1) ** 2), 0);
  return sin(PI * at(w, 0)) ** 2 + middle + (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2);
}

const box = (
  name: string,
  dim: number,
  [low, high]: readonly [number, number],
  xOpt: readonly number[],
  fOpt: number,
  f: TestFunction['f'],
): TestFunction => ({ name, lower: fill(dim, low), upper: fill(dim, high), xOpt, fOpt, f });

/** The sixteen functions in the order of the table they are published in. */
export const TEST_FUNCTIONS: readonly TestFunction[] = [
  box('Goldstein-Price', 2, [-2, 2], [0, -1], 3, goldsteinPrice),
  { name: 'Rosenbrock 2D', lower: [-5, -2], upper: [5, 8], xOpt: [1, 1], fOpt: 0, f: rosenbrock },
  box('Six-hump camelback', 2, [-5, 5], [0.089842009, -0.7126564], -1.03162845349, camelback),
  box('Rastrigin 2D', 2, [-1, 1], [0, 0], -2, rastriginDuan),
  box('Griewank 2D', 2, [-600, 600], [0, 0], 0, griewank(200)),
  box('Griewank 10D', 10, [-600, 600], fill(10, 0), 0, griewank(4000)),
  box(
    'Shekel 4D m=5',
    4,
    [0, 10],
    [4.0000372, 4.0001333, 4.0000372, 4.0001333],
    -10.1531996791,
    shekel(5),
  ),
  box(
    'Shekel 4D m=7',
    4,
    [0, 10],
    [4.0005729, 4.0006894, 3.9994897, 3.9996062],
    -10.4029405668,
    shekel(7),
  ),
  box(
    'Shekel 4D m=10',
    4,
    [0, 10],
    [4.0007465, 4.0005929, 3.9996634, 3.9995098],
    -10.5364098167,
    shekel(10),
  ),
  box(
    'Hartman 3D',
    3,
    [0, 1],
    [0.11458887, 0.55564889, 0.85254699],
    -3.86277978733,
    hartman(HARTMAN3),
  ),
  box(
    'Hartman 6D',
    6,
    [0, 1],
    [0.20168951, 0.15001069, 0.47687397, 0.27533243, 0.31165162, 0.65730054],
    -3.32236801142,
    hartman(HARTMAN6),
  ),
  {
    name: 'Branin',
    lower: [-5, 0],
    upper: [10, 15],
    xOpt: [3.1415927, 2.275],
    fOpt: 0.39788735773,
    f: branin,
  },
  box('Rastrigin 10D', 10, [-5.12, 5.12], fill(10, 0), 0, rastrigin),
  box('Ackley 10D', 10, [-32.768, 32.768], fill(10, 0), 0, ackley),
  box('Schwefel 10D', 10, [-500, 500], fill(10, 420.96875), 0, schwefel),
  box('Levy 10D', 10, [-10, 10], fill(10, 1), 0, levy),
];

/** What counts as found: the best value within this of the optimum, absolute or relative. */
export const SUCCESS_TOLERANCE = 1e-4;

/** Whether a value is as good as the optimum. */
export const isSuccess = (value: number, fOpt: number): boolean =>
  abs(value - fOpt) <= SUCCESS_TOLERANCE * Math.max(1, abs(fOpt));
