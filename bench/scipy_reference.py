"""Success of SciPy's differential_evolution and dual_annealing on the sixteen test functions.

    python3 bench/scipy_reference.py --functions FILE [--seeds 100] [--only NAME] > scipy.json

FILE is the table of the functions (function,dim,bounds,x_opt,f_opt). Every method runs on an objective
that counts: a run succeeds at a budget when the best value it has seen by then lies within 1e-4,
absolute or relative, of the optimum. So no work after the budget counts and none before it is lost.

Methods:
  differential_evolution         SciPy's defaults, read at each budget
  differential_evolution capped  defaults, maxiter such that it ends and polishes within the budget
  dual_annealing                 SciPy's defaults, read at each budget; `maxfun` only stops a run, it
                                 does not change its path, so a capped run would read the same
"""

import argparse
import csv
import json
import math
import sys

import scipy
from scipy.optimize import differential_evolution, dual_annealing

BUDGET_PER_DIM = (500, 1000, 2000)
TOLERANCE = 1e-4

SHEKEL_A = ((4, 4, 4, 4), (1, 1, 1, 1), (8, 8, 8, 8), (6, 6, 6, 6), (3, 7, 3, 7),
            (2, 9, 2, 9), (5, 5, 3, 3), (8, 1, 8, 1), (6, 2, 6, 2), (7, 3.6, 7, 3.6))
SHEKEL_C = (0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5)
HARTMAN_ALPHA = (1, 1.2, 3, 3.2)
HARTMAN3_A = ((3, 10, 30), (0.1, 10, 35), (3, 10, 30), (0.1, 10, 35))
HARTMAN3_P = ((0.3689, 0.1170, 0.2673), (0.4699, 0.4387, 0.7470),
              (0.1091, 0.8732, 0.5547), (0.0381, 0.5743, 0.8828))
HARTMAN6_A = ((10, 3, 17, 3.5, 1.7, 8), (0.05, 10, 17, 0.1, 8, 14),
              (3, 3.5, 1.7, 10, 17, 8), (17, 8, 0.05, 10, 0.1, 14))
HARTMAN6_P = ((0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
              (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
              (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
              (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381))


def goldstein_price(v):
    x, y = v
    return ((1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y))
            * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y)))


def rosenbrock(v):
    x, y = v
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2


def camelback(v):
    x, y = v
    return (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y


def rastrigin_duan(v):
    x, y = v
    return x * x + y * y - math.cos(18 * x) - math.cos(18 * y)


def griewank(d):
    def f(v):
        total, product = 0.0, 1.0
        for i, x in enumerate(v):
            total += x * x / d
            product *= math.cos(x / math.sqrt(i + 1))
        return total - product + 1
    return f


def shekel(m):
    def f(v):
        total = 0.0
        for a, c in zip(SHEKEL_A[:m], SHEKEL_C):
            total -= 1 / (sum((x - y) ** 2 for x, y in zip(v, a)) + c)
        return total
    return f


def hartman(a_rows, p_rows):
    def f(v):
        return -sum(alpha * math.exp(-sum(a * (x - p) ** 2 for a, x, p in zip(a_row, v, p_row)))
                    for alpha, a_row, p_row in zip(HARTMAN_ALPHA, a_rows, p_rows))
    return f


def branin(v):
    x, y = v
    return ((y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6) ** 2
            + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10)


def rastrigin(v):
    return sum(x * x - 10 * math.cos(2 * math.pi * x) + 10 for x in v)


def ackley(v):
    n = len(v)
    return (-20 * math.exp(-0.2 * math.sqrt(sum(x * x for x in v) / n))
            - math.exp(sum(math.cos(2 * math.pi * x) for x in v) / n) + 20 + math.e)


def schwefel(v):
    return 418.9828872724339 * len(v) - sum(x * math.sin(math.sqrt(abs(x))) for x in v)


def levy(v):
    w = [1 + (x - 1) / 4 for x in v]
    total = math.sin(math.pi * w[0]) ** 2
    for x in w[:-1]:
        total += (x - 1) ** 2 * (1 + 10 * math.sin(math.pi * x + 1) ** 2)
    return total + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)


# In the order of the table.
FUNCTIONS = (goldstein_price, rosenbrock, camelback, rastrigin_duan, griewank(200), griewank(4000),
             shekel(5), shekel(7), shekel(10), hartman(HARTMAN3_A, HARTMAN3_P),
             hartman(HARTMAN6_A, HARTMAN6_P), branin, rastrigin, ackley, schwefel, levy)


class Stop(Exception):
    pass


class Counted:
    """Counts evaluations, notes the first that succeeds, stops the run there or at the cap."""

    def __init__(self, f, optimum, cap):
        self.f, self.optimum, self.cap = f, optimum, cap
        self.count, self.hit = 0, None

    def __call__(self, v):
        if self.count >= self.cap:
            raise Stop
        self.count += 1
        y = self.f([float(x) for x in v])
        if abs(y - self.optimum) <= TOLERANCE * max(1.0, abs(self.optimum)):
            self.hit = self.count
            raise Stop
        return y


def first_hit(run, f, optimum, cap):
    counted = Counted(f, optimum, cap)
    try:
        run(counted)
    except Stop:
        pass
    return counted.hit


def measure(f, bounds, optimum, seeds):
    dim = len(bounds)
    budgets = [per * dim for per in BUDGET_PER_DIM]
    hits = {'differential_evolution': [], 'dual_annealing': []}
    capped = {'differential_evolution capped': [0] * len(budgets)}
    for seed in range(1, seeds + 1):
        hits['differential_evolution'].append(first_hit(
            lambda g: differential_evolution(g, bounds, rng=seed), f, optimum, budgets[-1]))
        hits['dual_annealing'].append(first_hit(
            lambda g: dual_annealing(g, bounds, rng=seed), f, optimum, budgets[-1]))
        for i, budget in enumerate(budgets):
            # A generation takes 15 dim evaluations; a tenth of the budget is left to the polish.
            generations = max(1, int(0.9 * budget / (15 * dim)) - 1)
            capped['differential_evolution capped'][i] += first_hit(
                lambda g: differential_evolution(g, bounds, rng=seed, maxiter=generations),
                f, optimum, budget) is not None
    success = {name: [sum(h is not None and h <= b for h in list_) for b in budgets]
               for name, list_ in hits.items()}
    success.update(capped)
    return {'budgets': budgets, 'seeds': seeds, 'success': success}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--functions', required=True)
    parser.add_argument('--seeds', type=int, default=100)
    parser.add_argument('--only')
    args = parser.parse_args()
    with open(args.functions, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    out = {'scipy': scipy.__version__, 'budgetPerDim': BUDGET_PER_DIM,
           'tolerance': TOLERANCE, 'functions': {}}
    for row, f in zip(rows, FUNCTIONS, strict=True):
        name = row['function'].split(' (')[0]
        if args.only is not None and name != args.only:
            continue
        bounds = [tuple(float(x) for x in pair.split(':')) for pair in row['bounds'].split(';')]
        optimum = float(row['f_opt'])
        at = f([float(x) for x in row['x_opt'].split(' ')])
        if abs(at - optimum) > 1e-5 * max(1.0, abs(optimum)):
            sys.exit(f"{name}: value at the optimum is {at}, the table says {optimum}")
        out['functions'][name] = measure(f, bounds, optimum, args.seeds)
        print(name, json.dumps(out['functions'][name]['success']), file=sys.stderr, flush=True)
    json.dump(out, sys.stdout, indent=2)
    print()


if __name__ == '__main__':
    main()
